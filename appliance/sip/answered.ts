/** Final answers to requests other than INVITE, kept for requests that come again (RFC 3261 §17.2.2, timer J). */
import type { Clock, Timer } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import type { Octets } from "./message.ts";
import { transactionTimeout } from "./timers.ts";

/** A registrar holds tens of thousands of these: one text each and one timer for all. */
export class Answered {
  readonly #clock: Clock;
  /** In order of their end. */
  readonly #answers = new Map<string, { text: Octets; flow: Flow; until: number }>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#answers.size;
  }

  keep(key: string, text: Octets, flow: Flow): void {
    this.#answers.set(key, { text, flow, until: this.#clock.monotonic() + transactionTimeout });
    this.#timer ??= this.#clock.after(transactionTimeout, () => this.#sweep());
  }

  /** Says again what was said; false when nothing was. */
  repeat(key: string): boolean {
    const answer = this.#answers.get(key);
    answer?.flow.send(answer.text);
    return answer !== undefined;
  }

  clear(): void {
    this.#timer?.cancel();
    this.#answers.clear();
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (const [key, { until }] of this.#answers) {
      if (until > now) {
        this.#timer = this.#clock.after(Math.max(until - now, 250), () => this.#sweep());
        return;
      }
      this.#answers.delete(key);
    }
  }
}
