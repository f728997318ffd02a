/** A clock that runs like the system's, from whatever time a test sets it to. */
import { type Clock, systemClock } from "../../appliance/platform/index.ts";

export class SetClock implements Clock {
  #ahead = 0;
  /** Of the monotonic clock. */
  #skipped = 0;

  /** @param at as `2026-12-02T01:00:00Z`; the system's time when left out */
  constructor(at?: string) {
    if (at !== undefined) this.set(at);
  }

  set(at: string): void {
    this.#ahead = Date.parse(at) - systemClock.now();
  }

  /** Time goes by, for whoever looks at the clock; timers wait as long as ever. */
  skip(milliseconds: number): void {
    this.#ahead += milliseconds;
    this.#skipped += milliseconds;
  }

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#skipped;
  }

  after(milliseconds: number, run: () => void) {
    return systemClock.after(milliseconds, run);
  }
}
