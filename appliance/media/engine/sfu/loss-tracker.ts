/** What is missing of a stream, when to ask for it (RFC 4585 §6.2.1), and what has come already. Pure: time comes in. */

/** A larger hole is not worth filling: a key frame is. */
const mostMissing = 200;
const mostTries = 8;
/** A packet may only be late. */
const patience = 8;

export class LossTracker {
  readonly #missing = new Map<number, { tries: number; askAt: number }>();
  #highest: number | undefined;

  get isWhole(): boolean {
    return this.#missing.size === 0;
  }

  /**
   * "again" for what has come before, as senders repeat packets to measure a path; "hole" when so much is missing
   * that only a key frame helps.
   */
  note(sequence: number, now: number): "new" | "again" | "hole" {
    const highest = this.#highest;
    if (highest === undefined) {
      this.#highest = sequence;
      return "new";
    }
    const ahead = (sequence - highest) & 0xffff;
    if (ahead === 0 || ahead >= 0x8000) return this.#missing.delete(sequence) ? "new" : "again";
    this.#highest = sequence;
    if (ahead - 1 + this.#missing.size > mostMissing) {
      this.#missing.clear();
      return "hole";
    }
    for (let step = 1; step < ahead; step++)
      this.#missing.set((highest + step) & 0xffff, { tries: 0, askAt: now + patience });
    return "new";
  }

  /** What to ask for now, in order; "hole" when something has been asked for too often. @param roundTrip milliseconds */
  due(now: number, roundTrip: number): number[] | "hole" {
    const due: number[] = [];
    for (const [sequence, state] of this.#missing) {
      if (state.askAt > now) continue;
      if (++state.tries > mostTries) {
        this.#missing.clear();
        return "hole";
      }
      state.askAt = now + Math.max(30, roundTrip * 1.3);
      due.push(sequence);
    }
    return due;
  }
}
