/** JPEG without metadata: its segments (ITU-T T.81 annex B), of which those stay that the picture needs. */
import { BrokenPicture, joined, textAt } from "./bytes.ts";
import { orientationOf, tiffWith } from "./orientation.ts";

const startOfScan = 0xda;
const endOfImage = 0xd9;
const app1 = 0xe1;
const exif = "Exif\0\0";
/** With marker and length, where no thumbnail follows (JFIF 1.02). */
const bareJfif = 18;

/** Throws BrokenPicture. What follows the picture's end, as second pictures and films of telephones do, goes too. */
export function jpegWithoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // fill bytes (B.1.1.2)
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || marker === 0) throw new BrokenPicture("no marker");
    if (marker === endOfImage) break;
    const end = at + 2 + lengthAt(bytes, at + 2);
    if (end > bytes.length) throw new BrokenPicture("a segment is longer than the file");
    const segment = bytes.subarray(at, end);
    if (marker === app1 && textAt(segment, 4, 6) === exif) orientation = orientationOf(segment.subarray(10));
    else if (isNeeded(marker, segment)) kept.push(segment);
    at = end;
    if (marker !== startOfScan) continue;
    const scanEnd = endOfScan(bytes, at);
    kept.push(bytes.subarray(at, scanEnd));
    at = scanEnd;
  }
  const upright = orientation === 1 ? [] : [exifSegment(orientation)];
  return joined([new Uint8Array([0xff, 0xd8]), ...upright, ...kept, new Uint8Array([0xff, endOfImage])]);
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (length < 2) throw new BrokenPicture("a segment without a length");
  return length;
}

/** Tables, frames and scans, and of the applications' segments those that say what the colours mean. */
function isNeeded(marker: number, segment: Uint8Array): boolean {
  if (marker >= 0xc0 && marker <= 0xdf) return true;
  if (marker === 0xe0) return segment.length === bareJfif && textAt(segment, 4, 5) === "JFIF\0";
  if (marker === 0xe2) return textAt(segment, 4, 12) === "ICC_PROFILE\0";
  return marker === 0xee && textAt(segment, 4, 5) === "Adobe";
}

/** Where the coded data ends: at the next marker that is neither stuffing nor a restart (B.1.1.5). */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new BrokenPicture("no end");
}

function exifSegment(orientation: number): Uint8Array {
  const tiff = tiffWith(orientation);
  const length = 2 + exif.length + tiff.length;
  return joined([
    new Uint8Array([0xff, app1, length >> 8, length & 0xff]),
    new TextEncoder().encode(exif),
    tiff,
  ]);
}
