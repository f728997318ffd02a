/**
 * Pictures as they are shared: without where and with what they were taken, comments, thumbnails and whatever
 * follows them; the bytes of the picture itself are those that they were, and it stands upright as before.
 */
import { BrokenPicture, textAt } from "./bytes.ts";
import { jpegWithoutMetadata } from "./jpeg.ts";
import { pngWithoutMetadata } from "./png.ts";
import { webpWithoutMetadata } from "./webp.ts";

const kinds = [
  {
    type: "image/jpeg",
    begins: (head: string) => head.startsWith("\xff\xd8\xff"),
    strip: jpegWithoutMetadata,
  },
  {
    type: "image/png",
    begins: (head: string) => head.startsWith("\x89PNG\r\n\x1a\n"),
    strip: pngWithoutMetadata,
  },
  { type: "image/webp", begins: (head: string) => /^RIFF.{4}WEBP/s.test(head), strip: webpWithoutMetadata },
] as const;

const headLength = 12;

/** What the bytes begin like, not what the name says; undefined for everything that is none of them. */
export function strippedBytes(
  bytes: Uint8Array,
): { type: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const kind = kinds.find(({ begins }) => begins(textAt(bytes, 0, headLength)));
  return kind && { type: kind.type, bytes: kind.strip(bytes) };
}

/** The file without metadata where it is such a picture, else the file itself. */
export async function withoutMetadata(file: File): Promise<File> {
  const head = textAt(new Uint8Array(await file.slice(0, headLength).arrayBuffer()), 0, headLength);
  const kind = kinds.find(({ begins }) => begins(head));
  if (!kind) return file;
  try {
    const stripped = kind.strip(new Uint8Array(await file.arrayBuffer()));
    return new File([stripped], file.name, { type: file.type });
  } catch (error) {
    if (!(error instanceof BrokenPicture)) throw error;
    return drawnAnew(file, kind.type);
  }
}

/** A damaged picture that the browser shows all the same: what it shows. Shows it nothing, it is no picture. */
async function drawnAnew(file: File, type: string): Promise<File> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return file;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type, quality: 0.92 });
  return new File([blob], file.name, { type: blob.type });
}
