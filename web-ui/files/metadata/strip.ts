/**
 * Pictures as they are shared: without where and with what they were taken, comments, thumbnails and whatever
 * follows them; the bytes of the picture itself are those that they were, and it stands upright as before. One of
 * which that cannot be said is not shared.
 */
import { t } from "../../text/index.ts";
import { BrokenPicture, RefusedPicture, textAt } from "./bytes.ts";
import { heifWithoutMetadata, isHeif } from "./heif.ts";
import { jpegWithoutMetadata } from "./jpeg.ts";
import { pngWithoutMetadata } from "./png.ts";
import { webpWithoutMetadata } from "./webp.ts";

interface PictureKind {
  begins: (head: string) => boolean;
  /** Throws BrokenPicture. */
  strip: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
  /** The media type in which browsers can write it. */
  written?: string;
}

const kinds: readonly PictureKind[] = [
  {
    begins: (head) => head.startsWith("\xff\xd8\xff"),
    strip: jpegWithoutMetadata,
    written: "image/jpeg",
  },
  {
    begins: (head) => head.startsWith("\x89PNG\r\n\x1a\n"),
    strip: pngWithoutMetadata,
    written: "image/png",
  },
  { begins: (head) => /^RIFF.{4}WEBP/s.test(head), strip: webpWithoutMetadata, written: "image/webp" },
  { begins: isHeif, strip: heifWithoutMetadata },
];

const headLength = 512;

/** What the bytes begin like, not what the name says; undefined for everything that is none of them. */
const kindOf = (bytes: Uint8Array): PictureKind | undefined => {
  const head = textAt(bytes, 0, headLength);
  return kinds.find(({ begins }) => begins(head));
};

/** Undefined for what is no such picture; throws BrokenPicture. */
export const strippedBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined =>
  kindOf(bytes)?.strip(bytes);

/**
 * The file without metadata where it is such a picture, else the file itself. Throws RefusedPicture for one that is
 * damaged, or that the browser cannot draw.
 */
export async function withoutMetadata(file: File): Promise<File> {
  const kind = kindOf(new Uint8Array(await file.slice(0, headLength).arrayBuffer()));
  if (!kind) return file;
  try {
    const stripped = kind.strip(new Uint8Array(await file.arrayBuffer()));
    return new File([stripped], file.name, { type: file.type });
  } catch (error) {
    if (!(error instanceof BrokenPicture)) throw error;
    const drawn = kind.written && (await drawnAnew(file, kind.written).catch(() => undefined));
    if (drawn) return drawn;
    throw new RefusedPicture(t("file.refused", { name: file.name }), { cause: error });
  }
}

/** A damaged picture that the browser shows all the same: what it shows. Rejects where it shows nothing. */
async function drawnAnew(file: File, type: string): Promise<File | undefined> {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  if (!context) return undefined;
  const blob = await canvas.convertToBlob({ type, quality: 0.92 });
  return new File([blob], file.name, { type: blob.type });
}
