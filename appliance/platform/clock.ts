/** The one source of time. Rooms take a Clock, so that tests run the RFC's timers on a virtual one. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never run backwards; for measuring spans. */
  monotonic(): number;
  /** Calls `run` once after `milliseconds`; cancelling twice or after it ran does nothing. */
  after(milliseconds: number, run: () => void): Timer;
}

const longestWait = 24 * 3600 * 1000;

/** Calls `run` at a time of the wall clock, or after a day: whoever waits for longer looks again then. */
export const wakeAt = (clock: Clock, at: number, run: () => void): Timer =>
  clock.after(Math.min(longestWait, Math.max(0, at - clock.now())), run);

/** Calls `run` again and again, that many milliseconds apart, until it is cancelled; a failed one is tried again then. */
export function every(clock: Clock, milliseconds: number, run: () => Promise<unknown>): Timer {
  const begin = (): Timer =>
    clock.after(milliseconds, () => {
      void run().catch(() => {}); // the disk takes nothing, as a rule
      timer = begin();
    });
  let timer = begin();
  return { cancel: () => timer.cancel() };
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(milliseconds, run) {
    const handle = setTimeout(run, milliseconds);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that moves only when told to; timers fire in order of their due time. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: { due: number; run: () => void }[] = [];

  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): Timer {
    const timer = { due: this.#now + milliseconds, run };
    const position = this.#timers.findIndex((other) => other.due > timer.due);
    this.#timers.splice(position < 0 ? this.#timers.length : position, 0, timer);
    return {
      cancel: () => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
      },
    };
  }

  /** Moves time forward, firing what falls due on the way, including timers set by those that fire. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#timers[0]; next && next.due <= end; next = this.#timers[0]) {
      this.#timers.shift();
      this.#now = next.due;
      next.run();
    }
    this.#now = end;
  }

  /** How many timers are set: zero when nothing was leaked. */
  get pending(): number {
    return this.#timers.length;
  }
}
