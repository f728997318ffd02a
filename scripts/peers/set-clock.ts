/** A clock that runs like the system's, from whatever time a test sets it to. */
import { type Clock, systemClock } from "../../appliance/platform/index.ts";

export class SetClock implements Clock {
  #ahead = 0;

  /** @param at as `2026-12-02T01:00:00Z` */
  constructor(at: string) {
    this.set(at);
  }

  set(at: string): void {
    this.#ahead = Date.parse(at) - systemClock.now();
  }

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  after(milliseconds: number, run: () => void) {
    return systemClock.after(milliseconds, run);
  }
}
