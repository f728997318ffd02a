/** PNG without metadata: its chunks (W3C PNG, third edition, §5), of which those stay that the picture needs. */
import { BrokenPicture, joined, textAt } from "./bytes.ts";
import { orientationOf, tiffWith } from "./orientation.ts";

const signatureLength = 8;
/** Length, type and checksum. */
const frameLength = 12;
/** Colour, transparency, background, shape of pixels, frames of animations. */
const needed = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split(" "),
);

/** Throws BrokenPicture. */
export function pngWithoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept: Uint8Array[] = [bytes.subarray(0, signatureLength)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signatureLength; ; ) {
    if (at + frameLength > bytes.length) throw new BrokenPicture("no end");
    const end = at + frameLength + view.getUint32(at);
    if (end > bytes.length) throw new BrokenPicture("a chunk is longer than the file");
    const type = textAt(bytes, at + 4, 4);
    if (!/^[A-Za-z]{4}$/.test(type)) throw new BrokenPicture("a chunk without a type");
    if (type === "eXIf") {
      const orientation = orientationOf(bytes.subarray(at + 8, end - 4));
      if (orientation !== 1) kept.push(chunk("eXIf", tiffWith(orientation)));
    } else if (needed.has(type)) kept.push(bytes.subarray(at, end));
    if (type === "IEND") return joined(kept);
    at = end;
  }
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(frameLength + data.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(new TextEncoder().encode(type), 4);
  whole.set(data, 8);
  view.setUint32(8 + data.length, checksum(whole.subarray(4, 8 + data.length)));
  return whole;
}

/** CRC-32 as PNG has it (annex D), of a few bytes. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
