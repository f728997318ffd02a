/** Whole pictures as RTP payloads: H.264 (RFC 6184) and VP8 (RFC 7741). */

const fragment = 28; // FU-A, §5.8

/** The units of an Annex B stream (H.264 §B.1), without their start codes. */
export function unitsOf(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let begin = -1;
  for (let at = stream.indexOf("\0\0\x01", 0, "latin1"); at >= 0; ) {
    if (begin >= 0) units.push(trimmed(stream.subarray(begin, at)));
    begin = at + 3;
    at = stream.indexOf("\0\0\x01", begin, "latin1");
  }
  if (begin >= 0) units.push(trimmed(stream.subarray(begin)));
  return units.filter((unit) => unit.length > 0);
}

/** Zeros at the end belong to the next start code. */
function trimmed(unit: Buffer): Buffer {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end--;
  return unit.subarray(0, end);
}

/** @param limit octets that a payload may have; larger units go in fragments */
export const packetizeH264 = (picture: Buffer, limit: number): Buffer[] =>
  unitsOf(picture).flatMap((unit) => (unit.length <= limit ? [unit] : fragmentsOf(unit, limit)));

function fragmentsOf(unit: Buffer, limit: number): Buffer[] {
  const first = unit[0] ?? 0;
  const room = limit - 2;
  const parts: Buffer[] = [];
  for (let at = 1; at < unit.length; at += room) {
    const isFirst = at === 1 ? 0x80 : 0;
    const isLast = at + room >= unit.length ? 0x40 : 0;
    const header = Buffer.from([(first & 0xe0) | fragment, isFirst | isLast | (first & 0x1f)]);
    parts.push(Buffer.concat([header, unit.subarray(at, at + room)]));
  }
  return parts;
}

/** With the shortest descriptor (§4.2): only where the first partition begins. */
export function packetizeVp8(picture: Buffer, limit: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < picture.length; at += limit - 1)
    parts.push(Buffer.concat([Buffer.from([at === 0 ? 0x10 : 0]), picture.subarray(at, at + limit - 1)]));
  return parts;
}
