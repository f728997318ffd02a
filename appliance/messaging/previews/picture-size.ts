/** What pictures say of their size in their headers, read before anybody decodes them. */

export interface PictureSize {
  width: number;
  height: number;
}

/** Undefined for a header that cannot be followed. */
type ReadSize = (bytes: Buffer) => PictureSize | undefined;

/** The one header chunk comes first (W3C PNG §11.2.1). */
const pngSize: ReadSize = (bytes) =>
  bytes.toString("latin1", 12, 16) === "IHDR"
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined;

/** The logical screen, or the first frame where that is larger: browsers make the screen grow (GIF89a §18, §20). */
const gifSize: ReadSize = (bytes) => {
  let at = afterColours(13, bytes.readUInt8(10));
  while (bytes.readUInt8(at) === 0x21) {
    at += 2; // an extension and its label, and then blocks, of which the last one is empty
    for (let length = bytes.readUInt8(at++); length > 0; length = bytes.readUInt8(at++)) at += length;
  }
  if (bytes.readUInt8(at) !== 0x2c) return undefined;
  const [left = 0, top = 0, width = 0, height = 0] = [1, 3, 5, 7].map((field) =>
    bytes.readUInt16LE(at + field),
  );
  return {
    width: Math.max(bytes.readUInt16LE(6), left + width),
    height: Math.max(bytes.readUInt16LE(8), top + height),
  };
};

/** Past the table of colours, where the packed byte before it says that there is one. */
const afterColours = (at: number, packed: number): number =>
  packed & 0x80 ? at + 3 * 2 ** ((packed & 7) + 1) : at;

/** The first chunk has it, each kind in its own way (RFC 9649 §2.5 to 2.7, RFC 6386 §9.1). */
const webpSize: ReadSize = (bytes) => {
  const chunk = bytes.toString("latin1", 12, 16);
  if (chunk === "VP8X") return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (chunk === "VP8L") {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk !== "VP8 ") return undefined;
  return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
};

/** In its frame header, behind tables and applications' segments (ITU-T T.81 §B.2.2). */
const jpegSize: ReadSize = (bytes) => {
  for (let at = 2; ; at += 2 + bytes.readUInt16BE(at + 2)) {
    while (bytes.readUInt16BE(at) === 0xffff) at++; // fill bytes (§B.1.1.2)
    const marker = bytes.readUInt8(at + 1);
    if (bytes.readUInt8(at) !== 0xff || marker < 0xc0) return undefined;
    const isFrame = marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    if (marker >= 0xd0 && marker <= 0xda) return undefined; // a scan without a frame
  }
};

const readers: Readonly<Record<string, ReadSize>> = {
  "image/png": pngSize,
  "image/gif": gifSize,
  "image/webp": webpSize,
  "image/jpeg": jpegSize,
};

/** In pixels, neither of them 0; undefined where the header ends before it or says something else. */
export function pictureSize(bytes: Buffer, type: string): PictureSize | undefined {
  try {
    const size = readers[type]?.(bytes);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // read past the end
    throw error;
  }
}
