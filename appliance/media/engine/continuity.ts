/** Keeps one outgoing stream whole while its source changes: sequence and timestamp never jump (RFC 3550 §5.1). */
import { randomInt } from "node:crypto";

export class Continuity {
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  /** Of the last packet, as it goes out. */
  sequence = randomInt(0x8000);
  timestamp = randomInt(2 ** 31);
  #sentAt = 0;
  /** Offsets from the source's numbers to ours. */
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #source: unknown;
  #lastFromSource = 0;

  /**
   * Sets the numbers of the next packet of `source`; reordered packets of one source keep their order. True
   * when it begins a new source. Nothing is allocated: this runs for every packet.
   */
  next(source: unknown, sequence: number, timestamp: number, clock: number, now: number): boolean {
    const gap = (sequence - this.#lastFromSource) & 0xffff;
    const changed = source !== this.#source || (gap > 3000 && gap < 0xffff - 100);
    if (changed) {
      const elapsed = this.#sentAt === 0 ? 0 : Math.min(now - this.#sentAt, 60_000);
      this.#source = source;
      this.#sequenceOffset = this.sequence + 1 - sequence;
      this.#timestampOffset = this.timestamp + Math.max(1, Math.round((elapsed * clock) / 1000)) - timestamp;
    }
    this.#lastFromSource = sequence;
    this.sequence = (sequence + this.#sequenceOffset) & 0xffff;
    this.timestamp = (timestamp + this.#timestampOffset) >>> 0;
    this.#sentAt = now;
    return changed;
  }
}
