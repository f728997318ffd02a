/**
 * A picture for callers who wait, encoded by the browser as telephones show it: H.264 in two sizes and VP8, each twice,
 * because two whole pictures in a row are not to be the same.
 */

const width = 1280;
const height = 720;
/** Of one picture; two seconds lie between them. */
const bitsOfPicture = 500_000;

const variants = [
  { codec: "H264", encoder: "avc1.42e01f", height: 720 },
  { codec: "H264", encoder: "avc1.42e01e", height: 360 },
  { codec: "VP8", encoder: "vp8", height: 720 },
] as const;

export interface EncodedPicture {
  /** JPEG, base64. */
  preview: string;
  stills: { codec: "H264" | "VP8"; height: number; frames: string[] }[];
}

/** Draws on 1280 × 720. */
export type Drawing = (context: OffscreenCanvasRenderingContext2D) => void;

/** Fills the picture with an image, whose edges are cut where its shape is another. */
export const drawImage =
  (image: ImageBitmap): Drawing =>
  (context) => {
    const scale = Math.max(width / image.width, height / image.height);
    const [w, h] = [image.width * scale, image.height * scale];
    context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
  };

/** A name, as large as it fits, under the sign for waiting. */
export const drawName =
  (name: string): Drawing =>
  (context) => {
    drawWaiting(context);
    context.fillStyle = "#f4ece6";
    context.textAlign = "center";
    let size = 84;
    do context.font = `600 ${size}px "Inter Variable", sans-serif`;
    while (context.measureText(name).width > width - 160 && --size > 20);
    context.fillText(name, width / 2, 560, width - 80);
  };

/** Two bars, which say “waiting” in every language. */
export function drawWaiting(context: OffscreenCanvasRenderingContext2D): void {
  context.fillStyle = "#1f1a17";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#e4572e";
  context.beginPath();
  context.arc(width / 2, 320, 110, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = "#f4ece6";
  for (const left of [width / 2 - 46, width / 2 + 14]) context.fillRect(left, 265, 32, 110);
}

/** Rejects where the browser has no encoder that telephones understand. */
export async function encodePicture(draw: Drawing): Promise<EncodedPicture> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser does not draw");
  draw(context);
  const preview = await base64(await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 }));
  const stills: EncodedPicture["stills"] = [];
  for (const { codec, encoder, height: lines } of variants) {
    const frames = await keyFrames(canvas, encoder, lines).catch(() => []);
    if (frames.length > 0)
      stills.push({ codec, height: lines, frames: await Promise.all(frames.map(base64)) });
  }
  if (!stills.some(({ codec }) => codec === "H264")) throw new Error("this browser has no H.264 encoder");
  return { preview, stills };
}

async function keyFrames(canvas: OffscreenCanvas, codec: string, lines: number): Promise<Blob[]> {
  const frames: Blob[] = [];
  const failed = Promise.withResolvers<never>();
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push(new Blob([bytes]));
    },
    error: failed.reject,
  });
  encoder.configure({
    codec,
    width: (lines * 16) / 9,
    height: lines,
    bitrate: bitsOfPicture,
    framerate: 1,
    ...(codec.startsWith("avc1") && { avc: { format: "annexb" } }),
  });
  for (const second of [0, 1]) {
    const frame = new VideoFrame(canvas, { timestamp: second * 1_000_000 });
    encoder.encode(frame, { keyFrame: true });
    frame.close();
  }
  await Promise.race([encoder.flush(), failed.promise]);
  encoder.close();
  return frames;
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
