/** The one thing in a picture's metadata that its look depends on: which way is up (Exif 2.32 §4.6.4, TIFF 6.0). */

const orientationTag = 0x0112;
const short = 3;

/** 1 to 8, out of a TIFF structure; 1, the usual, where it says nothing that makes sense. */
export function orientationOf(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 14) return 1;
  const little = view.getUint16(0) === 0x4949;
  if (!little && view.getUint16(0) !== 0x4d4d) return 1;
  const directory = view.getUint32(4, little);
  if (view.getUint16(2, little) !== 42 || directory + 2 > view.byteLength) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > view.byteLength) return 1;
    if (view.getUint16(at, little) !== orientationTag) continue;
    const value = view.getUint16(at + 8, little);
    return view.getUint16(at + 2, little) === short && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** A TIFF structure that says which way is up, and nothing else. */
export const tiffWith = (orientation: number): Uint8Array<ArrayBuffer> =>
  // "MM", 42, directory at 8; one entry: the tag, one short; no further directory.
  new Uint8Array([
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    short,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
