/** An extended report (RFC 3611) as telephones send it, after the empty receiver report that must be before it. */
export function voipMetricsReport(
  ssrc: number,
  change: { listening?: number; conversational?: number } = {},
): Buffer {
  const data = Buffer.alloc(8 + 8 + 36);
  data.writeUInt32BE(0x80c90001, 0); // a receiver report without blocks
  data.writeUInt32BE(7, 4);
  data.writeUInt32BE(0x80cf000a, 8); // eleven words
  data.writeUInt32BE(7, 12);
  data.writeUInt32BE(0x07000008, 16);
  data.writeUInt32BE(ssrc, 20);
  data.set([26, 13, 128, 5], 24); // a tenth lost, a twentieth discarded, half in bursts, a fiftieth between them
  data.writeUInt16BE(900, 28);
  data.writeUInt16BE(4000, 30);
  data.writeUInt16BE(120, 32);
  data.writeUInt16BE(60, 34);
  data.set([127, 127, 127, 16], 36);
  data.set([70, 127, change.listening ?? 36, change.conversational ?? 34], 40);
  data.set([0x30, 0, 0, 40, 0, 80, 0, 120], 44);
  return data;
}
