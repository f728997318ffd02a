/** RTP packets (RFC 3550 §5.1) and the few RTCP ones that a telephone needs. */

import type { PayloadKind } from "../codecs.ts";

export interface RtpPacket {
  /** What the payload type means to its leg; the leg writes it. */
  kind: PayloadKind;
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Buffer;
}

export const rtpHeaderBytes = 12;
const nothing: Buffer = Buffer.alloc(0);

/** Octets before the payload: sources and extensions included; undefined for what is not RTP version 2. */
export function rtpHeaderLength(data: Buffer): number | undefined {
  const first = data[0] ?? 0;
  if (data.length < rtpHeaderBytes || first >> 6 !== 2) return undefined;
  const length = rtpHeaderBytes + (first & 15) * 4;
  if (!(first & 16)) return length;
  return data.length < length + 4 ? undefined : length + 4 + data.readUInt16BE(length + 2) * 4;
}

/** Undefined for what is not RTP version 2 or contradicts its own length. */
export const parseRtp = (data: Buffer): RtpPacket | undefined => new RtpReader().read(data);

/** Reads packets into one object, so that nothing is made for each: it is valid until the next one is read. */
export class RtpReader {
  readonly #packet: RtpPacket = {
    kind: "PCMU",
    payloadType: 0,
    marker: false,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    payload: nothing,
  };
  #data = nothing;
  #offset = 0;
  #end = 0;

  read(data: Buffer): RtpPacket | undefined {
    const offset = rtpHeaderLength(data);
    if (offset === undefined) return undefined;
    const first = data[0] ?? 0;
    const second = data[1] ?? 0;
    const padding = first & 32 ? (data[data.length - 1] ?? 0) : 0;
    const end = data.length - padding;
    if (offset > end) return undefined;
    const packet = this.#packet;
    packet.kind = "PCMU";
    packet.payloadType = second & 127;
    packet.marker = second >= 128;
    packet.sequence = data.readUInt16BE(2);
    packet.timestamp = data.readUInt32BE(4);
    packet.ssrc = data.readUInt32BE(8);
    // Where packets are always read into the same place, the view of the last payload is that of this one.
    if (data !== this.#data || offset !== this.#offset || end !== this.#end) {
      packet.payload = data.subarray(offset, end);
      this.#data = data;
      this.#offset = offset;
      this.#end = end;
    }
    return packet;
  }
}

export function writeRtp(
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
  payload: Buffer,
): Buffer {
  const data = Buffer.allocUnsafe(rtpHeaderBytes + payload.length);
  writeRtpInto(data, payloadType, marker, sequence, timestamp, ssrc, payload);
  return data;
}

/** The same at the beginning of `data`; its length. */
export function writeRtpInto(
  data: Buffer,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
  payload: Buffer,
): number {
  data[0] = 0x80;
  data[1] = payloadType | (marker ? 128 : 0);
  data.writeUInt16BE(sequence, 2);
  data.writeUInt32BE(timestamp, 4);
  data.writeUInt32BE(ssrc, 8);
  data.set(payload, rtpHeaderBytes);
  return rtpHeaderBytes + payload.length;
}

export const isRtcp = (data: Buffer): boolean => {
  const type = data[1] ?? 0;
  return type >= 192 && type <= 223;
};

/** Seconds between 1900 and 1970. */
const ntpEpoch = 2_208_988_800;

export interface SentSoFar {
  ssrc: number;
  packets: number;
  octets: number;
  timestamp: number;
}

export interface ReceivedSoFar {
  ssrc: number;
  /** Of the last interval, 0 to 1. */
  lossShare: number;
  lost: number;
  highestSequence: number;
  /** In timestamp units. */
  jitter: number;
  lastReport: number;
  delaySinceLastReport: number;
}

/** A sender report with one report block (RFC 3550 §6.4.1) and the CNAME that must follow it. */
export function writeSenderReport(now: number, sent: SentSoFar, received: ReceivedSoFar | undefined): Buffer {
  const blocks = received ? 1 : 0;
  const data = Buffer.alloc(28 + blocks * 24 + 20);
  data[0] = 0x80 | blocks;
  data[1] = 200;
  data.writeUInt16BE((28 + blocks * 24) / 4 - 1, 2);
  data.writeUInt32BE(sent.ssrc, 4);
  data.writeUInt32BE(Math.floor(now / 1000) + ntpEpoch, 8);
  data.writeUInt32BE(Math.floor((now % 1000) * 4_294_967.296), 12);
  data.writeUInt32BE(sent.timestamp, 16);
  data.writeUInt32BE(sent.packets >>> 0, 20);
  data.writeUInt32BE(sent.octets >>> 0, 24);
  let offset = 28;
  if (received) {
    writeReportBlock(data, offset, received);
    offset += 24;
  }
  data[offset] = 0x81; // SDES, one chunk: CNAME "hearth", and a zero that ends it (§6.5), to the next word
  data[offset + 1] = 202;
  data.writeUInt16BE(4, offset + 2);
  data.writeUInt32BE(sent.ssrc, offset + 4);
  data.write("\x01\x06hearth", offset + 8, "latin1");
  return data;
}

/** 24 octets at `offset` (RFC 3550 §6.4.1). */
export function writeReportBlock(data: Buffer, offset: number, received: ReceivedSoFar): void {
  data.writeUInt32BE(received.ssrc, offset);
  data[offset + 4] = Math.min(255, Math.floor(received.lossShare * 256));
  data.writeUIntBE(Math.max(0, received.lost) & 0x7fffff, offset + 5, 3);
  data.writeUInt32BE(received.highestSequence >>> 0, offset + 8);
  data.writeUInt32BE(received.jitter >>> 0, offset + 12);
  data.writeUInt32BE(received.lastReport, offset + 16);
  data.writeUInt32BE(received.delaySinceLastReport >>> 0, offset + 20);
}

export interface ReportBlock {
  ssrc: number;
  lossShare: number;
  lost: number;
  jitter: number;
  lastReport: number;
  delaySinceLastReport: number;
}

/** Report blocks, and the middle of a sender report's NTP time where there is one; rubbish yields nothing. */
export function parseRtcp(data: Buffer): { blocks: ReportBlock[]; senderTime: number | undefined } {
  const result: { blocks: ReportBlock[]; senderTime: number | undefined } = {
    blocks: [],
    senderTime: undefined,
  };
  for (let offset = 0; offset + 8 <= data.length; ) {
    const count = (data[offset] ?? 0) & 31;
    const type = data[offset + 1];
    const end = offset + (data.readUInt16BE(offset + 2) + 1) * 4;
    if ((data[offset] ?? 0) >> 6 !== 2 || end > data.length) return result;
    let block = type === 200 ? offset + 28 : type === 201 ? offset + 8 : end;
    if (type === 200 && offset + 28 <= end) result.senderTime = data.readUInt32BE(offset + 10);
    for (let index = 0; index < count && block + 24 <= end; index++, block += 24)
      result.blocks.push({
        ssrc: data.readUInt32BE(block),
        lossShare: (data[block + 4] ?? 0) / 256,
        lost: data.readIntBE(block + 5, 3),
        jitter: data.readUInt32BE(block + 12),
        lastReport: data.readUInt32BE(block + 16),
        delaySinceLastReport: data.readUInt32BE(block + 20),
      });
    offset = end;
  }
  return result;
}
