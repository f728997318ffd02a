/** WebP without metadata: the chunks of its RIFF container (RFC 9649 §2), of which those stay that it needs. */
import { BrokenPicture, joined, textAt } from "./bytes.ts";
import { orientationOf, tiffWith } from "./orientation.ts";

const headerLength = 12;
const needed = new Set(["VP8 ", "VP8L", "VP8X", "ICCP", "ANIM", "ANMF", "ALPH"]);
/** What the extended header says that there is (§2.7.1). */
const flags = { exif: 0x08, xmp: 0x04 };

/** Throws BrokenPicture. */
export function webpWithoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fileEnd = 8 + view.getUint32(4, true);
  if (fileEnd > bytes.length) throw new BrokenPicture("shorter than it says");
  const kept: { type: string; bytes: Uint8Array }[] = [];
  let orientation = 1;
  for (let at = headerLength; at < fileEnd; ) {
    if (at + 8 > fileEnd) throw new BrokenPicture("a chunk without a length");
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size & 1);
    if (at + 8 + size > fileEnd) throw new BrokenPicture("a chunk is longer than the file");
    const type = textAt(bytes, at, 4);
    if (type === "EXIF") orientation = orientationOf(tiffIn(bytes.subarray(at + 8, at + 8 + size)));
    else if (needed.has(type)) kept.push({ type, bytes: bytes.slice(at, Math.min(end, bytes.length)) });
    at = end;
  }
  if (!kept.some(({ type }) => type === "VP8 " || type === "VP8L" || type === "ANMF"))
    throw new BrokenPicture("no picture");
  const extended = kept.find(({ type }) => type === "VP8X");
  const turned = extended !== undefined && orientation !== 1;
  if (extended) {
    const known = extended.bytes[8] ?? 0;
    extended.bytes[8] = (known & ~flags.exif & ~flags.xmp) | (turned ? flags.exif : 0);
  }
  return container([...kept.map((chunk) => chunk.bytes), ...(turned ? [exifChunk(orientation)] : [])]);
}

/** Some programs write JPEG's prefix before it. */
const tiffIn = (exif: Uint8Array): Uint8Array =>
  textAt(exif, 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;

function exifChunk(orientation: number): Uint8Array {
  const tiff = tiffWith(orientation);
  return joined([new TextEncoder().encode("EXIF"), littleEndian(tiff.length), tiff]);
}

function container(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joined(chunks);
  const encoder = new TextEncoder();
  return joined([encoder.encode("RIFF"), littleEndian(4 + body.length), encoder.encode("WEBP"), body]);
}

function littleEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
