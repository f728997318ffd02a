/** The RTCP that browsers and the SFU say to each other (RFC 3550 §6, RFC 4585, RFC 5104, REMB, transport-wide feedback). */
import { parseRtcp, type ReceivedSoFar, type ReportBlock, writeReportBlock } from "../rtp.ts";
import { type ArrivedPacket, parseTransportFeedback } from "./transport-feedback.ts";

export type Feedback =
  | { kind: "nack"; ssrc: number; lost: number[] }
  | { kind: "key-frame"; ssrc: number }
  /** Bits per second that the receiver thinks it can take. */
  | { kind: "bitrate"; bitrate: number }
  | { kind: "arrivals"; packets: ArrivedPacket[] }
  | { kind: "report"; block: ReportBlock }
  /** `time` is the middle of the NTP timestamp. */
  | { kind: "sender"; ssrc: number; time: number };

const rtpFeedback = 205;
const payloadFeedback = 206;
const senderReport = 200;
const mostLost = 500;

/** What a compound packet says; rubbish says nothing. */
export function parseFeedback(data: Buffer): Feedback[] {
  const said: Feedback[] = parseRtcp(data).blocks.map((block) => ({ kind: "report", block }));
  for (let offset = 0; offset + 8 <= data.length; ) {
    const end = offset + (data.readUInt16BE(offset + 2) + 1) * 4;
    if ((data[offset] ?? 0) >> 6 !== 2 || end > data.length) break;
    const one = parseOne(data.subarray(offset, end));
    if (one) said.push(...one);
    offset = end;
  }
  return said;
}

function parseOne(data: Buffer): Feedback[] | undefined {
  const format = (data[0] ?? 0) & 31;
  const type = data[1];
  if (type === senderReport && data.length >= 28)
    return [{ kind: "sender", ssrc: data.readUInt32BE(4), time: data.readUInt32BE(10) }];
  if ((type !== rtpFeedback && type !== payloadFeedback) || data.length < 12) return undefined;
  const ssrc = data.readUInt32BE(8);
  if (type === rtpFeedback && format === 1) return [{ kind: "nack", ssrc, lost: lostIn(data) }];
  if (type === rtpFeedback && format === 15) {
    const packets = parseTransportFeedback(data);
    return packets && [{ kind: "arrivals", packets }];
  }
  if (type === payloadFeedback && format === 1) return [{ kind: "key-frame", ssrc }];
  if (type === payloadFeedback && format === 4 && data.length >= 20)
    return [{ kind: "key-frame", ssrc: data.readUInt32BE(12) }]; // FIR names its source in its entry
  if (
    type === payloadFeedback &&
    format === 15 &&
    data.length >= 20 &&
    data.toString("latin1", 12, 16) === "REMB"
  )
    return [{ kind: "bitrate", bitrate: (data.readUIntBE(17, 3) & 0x3ffff) * 2 ** ((data[17] ?? 0) >> 2) }];
  return undefined;
}

/** RFC 4585 §6.2.1. */
function lostIn(data: Buffer): number[] {
  const lost: number[] = [];
  for (let offset = 12; offset + 4 <= data.length && lost.length < mostLost; offset += 4) {
    const first = data.readUInt16BE(offset);
    const mask = data.readUInt16BE(offset + 2);
    lost.push(first);
    for (let bit = 0; bit < 16; bit++) if ((mask >> bit) & 1) lost.push((first + bit + 1) & 0xffff);
  }
  return lost;
}

/** @param lost in order */
export function writeNack(senderSsrc: number, mediaSsrc: number, lost: readonly number[]): Buffer {
  const entries: { first: number; mask: number }[] = [];
  for (const sequence of lost) {
    const last = entries.at(-1);
    const distance = last ? (sequence - last.first) & 0xffff : 0;
    if (last && distance >= 1 && distance <= 16) last.mask |= 1 << (distance - 1);
    else entries.push({ first: sequence, mask: 0 });
  }
  const data = feedbackHeader(rtpFeedback, 1, senderSsrc, mediaSsrc, entries.length * 4);
  entries.forEach(({ first, mask }, index) => {
    data.writeUInt16BE(first, 12 + index * 4);
    data.writeUInt16BE(mask, 14 + index * 4);
  });
  return data;
}

export const writePictureLoss = (senderSsrc: number, mediaSsrc: number): Buffer =>
  feedbackHeader(payloadFeedback, 1, senderSsrc, mediaSsrc, 0);

/** @param request counts the requests: the peer answers each once (RFC 5104 §4.3.1) */
export function writeFullIntraRequest(senderSsrc: number, mediaSsrc: number, request: number): Buffer {
  const data = feedbackHeader(payloadFeedback, 4, senderSsrc, 0, 8);
  data.writeUInt32BE(mediaSsrc, 12);
  data[16] = request & 0xff;
  return data;
}

function feedbackHeader(type: number, format: number, sender: number, media: number, more: number): Buffer {
  const data = Buffer.alloc(12 + more);
  data[0] = 0x80 | format;
  data[1] = type;
  data.writeUInt16BE(data.length / 4 - 1, 2);
  data.writeUInt32BE(sender, 4);
  data.writeUInt32BE(media, 8);
  return data;
}

/** A receiver report (RFC 3550 §6.4.2) of up to 31 sources. */
export function writeReceiverReport(senderSsrc: number, blocks: readonly ReceivedSoFar[]): Buffer {
  const reported = blocks.slice(0, 31);
  const data = Buffer.alloc(8 + reported.length * 24);
  data[0] = 0x80 | reported.length;
  data[1] = 201;
  data.writeUInt16BE(data.length / 4 - 1, 2);
  data.writeUInt32BE(senderSsrc, 4);
  for (const [index, block] of reported.entries()) writeReportBlock(data, 8 + index * 24, block);
  return data;
}
