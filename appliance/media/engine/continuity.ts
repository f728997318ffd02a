/** Keeps one outgoing stream whole while its source changes: sequence and timestamp never jump (RFC 3550 §5.1). */
import { randomInt } from "node:crypto";

export class Continuity {
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  #sequence = randomInt(0x8000);
  #timestamp = randomInt(2 ** 31);
  #sentAt = 0;
  /** Offsets from the source's numbers to ours. */
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #source: unknown;
  #lastFromSource = 0;

  /** Numbers for the next packet of `source`; reordered packets of one source keep their order. */
  next(
    source: unknown,
    packet: { sequence: number; timestamp: number },
    clock: number,
    now: number,
  ): { sequence: number; timestamp: number; changed: boolean } {
    const gap = (packet.sequence - this.#lastFromSource) & 0xffff;
    const changed = source !== this.#source || (gap > 3000 && gap < 0xffff - 100);
    if (changed) {
      const elapsed = this.#sentAt === 0 ? 0 : Math.min(now - this.#sentAt, 60_000);
      this.#source = source;
      this.#sequenceOffset = this.#sequence + 1 - packet.sequence;
      this.#timestampOffset =
        this.#timestamp + Math.max(1, Math.round((elapsed * clock) / 1000)) - packet.timestamp;
    }
    this.#lastFromSource = packet.sequence;
    const sequence = (packet.sequence + this.#sequenceOffset) & 0xffff;
    const timestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    this.#sequence = sequence;
    this.#timestamp = timestamp;
    this.#sentAt = now;
    return { sequence, timestamp, changed };
  }

  get timestamp(): number {
    return this.#timestamp;
  }
}
