/** Telephone events (RFC 4733): a digit as the packets that a phone's key makes. */
import { digits, type Leg, type MediaPacket } from "./leg.ts";

const packetEvery = 20;
const duration = 160;
const clockPerPacket = 160;
/** The end is said three times, because a lost end would hold the key down. */
const endPackets = 3;

export function sendDigit(leg: Leg, digit: string): void {
  const event = digits.indexOf(digit.toUpperCase());
  if (event < 0 || digit.length !== 1 || !leg.speaksEvents) return;
  const source = {};
  const steps = duration / packetEvery;
  let step = 0;
  const timer = setInterval(() => {
    step++;
    const payload = Buffer.alloc(4);
    payload[0] = event;
    payload[1] = (step >= steps ? 0x80 : 0) | 10;
    payload.writeUInt16BE(Math.min(step, steps) * clockPerPacket, 2);
    const packet: MediaPacket = {
      kind: "telephone-event",
      marker: step === 1,
      sequence: step,
      timestamp: 0,
      payload,
    };
    leg.send(packet, source);
    if (step >= steps + endPackets - 1) clearInterval(timer);
  }, packetEvery);
}
