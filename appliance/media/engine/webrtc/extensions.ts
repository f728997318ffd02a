/** RTP header extensions (RFC 8285) that the house reads and writes. */

export const extensionUri = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  transportSequence: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
} as const;

export type ExtensionName = keyof typeof extensionUri;

/** Where the value of extension `id` stands in a packet, one-byte form: its offset and length; undefined for none. */
export function findExtension(packet: Buffer, id: number): { offset: number; length: number } | undefined {
  if (id <= 0 || !((packet[0] ?? 0) & 16)) return undefined;
  const start = 12 + ((packet[0] ?? 0) & 15) * 4;
  if (packet.length < start + 4 || packet.readUInt16BE(start) !== 0xbede) return undefined;
  const end = Math.min(packet.length, start + 4 + packet.readUInt16BE(start + 2) * 4);
  for (let offset = start + 4; offset < end; ) {
    const head = packet[offset] ?? 0;
    if (head === 0) {
      offset++;
      continue;
    }
    const length = (head & 15) + 1;
    if (head >> 4 === 15 || offset + 1 + length > end) return undefined;
    if (head >> 4 === id) return { offset: offset + 1, length };
    offset += 1 + length;
  }
  return undefined;
}

export function textExtension(packet: Buffer, id: number): string | undefined {
  const found = findExtension(packet, id);
  return found && packet.toString("latin1", found.offset, found.offset + found.length);
}
