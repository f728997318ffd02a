/** A bucket of octets for retransmissions, filled at a share of what the path carries. */

const share = 0.25;
/** Milliseconds of filling that it holds. */
const depth = 400;

export class RepairBudget {
  readonly #estimate: () => number;
  #octets = Number.POSITIVE_INFINITY;
  #filledAt = 0;

  /** @param estimate bits per second that the path carries */
  constructor(estimate: () => number) {
    this.#estimate = estimate;
  }

  /** False when there is no room for so many octets now. */
  take(octets: number, now: number): boolean {
    const perMillisecond = (this.#estimate() * share) / 8000;
    this.#octets = Math.min(this.#octets + (now - this.#filledAt) * perMillisecond, depth * perMillisecond);
    this.#filledAt = now;
    if (this.#octets < octets) return false;
    this.#octets -= octets;
    return true;
  }
}
