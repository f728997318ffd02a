/** What a JPEG says of its size in its frame header (ITU-T T.81 §B.2.2), read before anybody decodes it. */

/** In pixels; undefined for what is no JPEG, or none whose header can be followed. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = (at: number) => (at + 2 <= bytes.length ? view.getUint16(at) : 0);
  if (short(0) !== 0xffd8) return undefined;
  for (let at = 2; short(at) >= 0xffc0; at += 2 + short(at + 2)) {
    while (short(at) === 0xffff) at++; // fill bytes (§B.1.1.2)
    const marker = short(at) & 0xff;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: short(at + 5), width: short(at + 7) };
    if (marker >= 0xd0 && marker <= 0xda) return undefined; // a scan without a frame
  }
  return undefined;
}
