/** What is known of a stream that is received: loss and jitter (RFC 3550 appendices A.3 and A.8). */
import type { ReceivedSoFar, RtpPacket } from "./rtp.ts";

export class Reception {
  #ssrc: number | undefined;
  #base = 0;
  #cycles = 0;
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit: number | undefined;
  #jitter = 0;
  #lastReport = 0;
  #lastReportAt = 0;

  /** @param arrival milliseconds; @param clock Hz of the packet's timestamp */
  note(packet: RtpPacket, arrival: number, clock: number): void {
    if (packet.ssrc !== this.#ssrc) {
      this.#ssrc = packet.ssrc;
      this.#base = this.#highest = packet.sequence;
      this.#cycles = this.#received = this.#expectedBefore = this.#receivedBefore = 0;
      this.#transit = undefined;
    }
    const ahead = (packet.sequence - this.#highest) & 0xffff;
    if (ahead > 0 && ahead < 0x8000) {
      if (packet.sequence < this.#highest) this.#cycles += 65_536;
      this.#highest = packet.sequence;
    }
    this.#received++;
    const transit = (arrival * clock) / 1000 - packet.timestamp;
    if (this.#transit !== undefined) {
      const difference = Math.abs(transit - this.#transit);
      if (difference < clock) this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  noteSenderReport(time: number, arrival: number): void {
    this.#lastReport = time;
    this.#lastReportAt = arrival;
  }

  get packets(): number {
    return this.#received;
  }

  get lost(): number {
    return this.#ssrc === undefined ? 0 : Math.max(0, this.#expected - this.#received);
  }

  /** In timestamp units. */
  get jitter(): number {
    return this.#jitter;
  }

  /** The block for the next report; begins a new interval. */
  report(now: number): ReceivedSoFar | undefined {
    if (this.#ssrc === undefined) return undefined;
    const expected = this.#expected - this.#expectedBefore;
    const received = this.#received - this.#receivedBefore;
    this.#expectedBefore = this.#expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.#ssrc,
      lossShare: expected > 0 ? Math.max(0, expected - received) / expected : 0,
      lost: this.lost,
      highestSequence: this.#cycles + this.#highest,
      jitter: Math.round(this.#jitter),
      lastReport: this.#lastReport,
      delaySinceLastReport: this.#lastReport ? ((now - this.#lastReportAt) / 1000) * 65_536 : 0,
    };
  }

  get #expected(): number {
    return this.#cycles + this.#highest - this.#base + 1;
  }
}
