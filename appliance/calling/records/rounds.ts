/** What may wait a moment is done in rounds: whatever is written in one shares a transaction and its fsync. */
import type { Clock, Timer } from "../../platform/index.ts";

export class Rounds {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  #waiting = new Set<() => void>();
  #timer: Timer | undefined;

  /** @param milliseconds the longest that anything waits */
  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  /** Calls `run` in the next round, once however often it was asked for. */
  join(run: () => void): void {
    this.#waiting.add(run);
    this.#timer ??= this.#clock.after(this.#milliseconds, () => this.#begin());
  }

  leave(run: () => void): void {
    this.#waiting.delete(run);
  }

  #begin(): void {
    this.#timer = undefined;
    const due = this.#waiting;
    this.#waiting = new Set();
    for (const run of due) run();
  }
}
