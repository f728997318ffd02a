/** The payload descriptor of VP8 (RFC 7741 §4.2): what a forwarder reads of it, and what it must rewrite. */

export interface Vp8Descriptor {
  /** First packet of a frame that needs no other. */
  keyFrame: boolean;
  /** Where PictureID stands in the payload, -1 for nowhere; two octets where it is long. */
  pictureIdAt: number;
  pictureIdLong: boolean;
  pictureId: number;
  /** Where TL0PICIDX stands, -1 for nowhere. */
  tl0At: number;
  tl0: number;
  /** Of a key frame, in pixels; 0 otherwise. */
  width: number;
  height: number;
}

/** Undefined for what is too short to be VP8. */
export function parseVp8(payload: Buffer): Vp8Descriptor | undefined {
  const first = payload[0];
  if (first === undefined) return undefined;
  const descriptor: Vp8Descriptor = {
    keyFrame: false,
    pictureIdAt: -1,
    pictureIdLong: false,
    pictureId: 0,
    tl0At: -1,
    tl0: 0,
    width: 0,
    height: 0,
  };
  let offset = 1;
  if (first & 0x80) {
    const extension = payload[offset++] ?? 0;
    if (extension & 0x80) {
      descriptor.pictureIdAt = offset;
      const octet = payload[offset++] ?? 0;
      descriptor.pictureIdLong = octet >= 0x80;
      descriptor.pictureId = descriptor.pictureIdLong
        ? ((octet & 0x7f) << 8) | (payload[offset++] ?? 0)
        : octet;
    }
    if (extension & 0x40) {
      descriptor.tl0At = offset;
      descriptor.tl0 = payload[offset++] ?? 0;
    }
    if (extension & 0x30) offset++;
  }
  if (offset >= payload.length) return undefined;
  // The start of the first partition begins with the frame's own header (RFC 6386 §9.1): bit 0 is 0 in key frames.
  const starts = (first & 0x1f) === 0x10;
  descriptor.keyFrame = starts && ((payload[offset] ?? 1) & 1) === 0;
  if (descriptor.keyFrame && payload.length >= offset + 10) {
    descriptor.width = payload.readUInt16LE(offset + 6) & 0x3fff;
    descriptor.height = payload.readUInt16LE(offset + 8) & 0x3fff;
  }
  return descriptor;
}

/** Writes other numbers into a payload that stands in `bytes` at `offset`. */
export function rewriteVp8(
  bytes: Buffer,
  offset: number,
  descriptor: Vp8Descriptor,
  numbers: { pictureId: number; tl0: number },
): void {
  const { pictureIdAt, pictureIdLong, tl0At } = descriptor;
  if (pictureIdAt >= 0 && pictureIdLong)
    bytes.writeUInt16BE((numbers.pictureId & 0x7fff) | 0x8000, offset + pictureIdAt);
  else if (pictureIdAt >= 0) bytes[offset + pictureIdAt] = numbers.pictureId & 0x7f;
  if (tl0At >= 0) bytes[offset + tl0At] = numbers.tl0 & 0xff;
}
