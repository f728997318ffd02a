/** What is kept for the same time each: one timer for all, because a house holds tens of thousands of them. */
import type { Clock, Timer } from "./clock.ts";

/** Milliseconds between two looks for what has expired. */
const sweepEvery = 250;

export class Expiring<Value> {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  /** In order of their end. */
  readonly #entries = new Map<string, { value: Value; until: number }>();
  #timer: Timer | undefined;

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key); // the newest stands last
    this.#entries.set(key, { value, until: this.#clock.monotonic() + this.#milliseconds });
    this.#timer ??= this.#clock.after(this.#milliseconds, () => this.#sweep());
  }

  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#entries.clear();
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (const [key, { until }] of this.#entries) {
      if (until > now) {
        this.#timer = this.#clock.after(Math.max(until - now, sweepEvery), () => this.#sweep());
        return;
      }
      this.#entries.delete(key);
    }
  }
}
