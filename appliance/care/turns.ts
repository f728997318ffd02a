/** One request at a time, so that nobody is counted on twice; and the clock that wakes those that fall due. */
import { type Clock, type Logger, type Timer, wakeAt } from "../platform/index.ts";

/** Milliseconds until what failed is tried again. */
const retryAfter = 10_000;

interface TurnsParts {
  clock: Clock;
  log: Logger;
  /** Brings a request one step on. */
  settle(id: string): Promise<void>;
  /** Milliseconds since the epoch; undefined while nothing falls due. */
  nextDeadline(): number | undefined;
  due(now: number): readonly { id: string }[];
}

export class Turns {
  readonly #parts: TurnsParts;
  #last: Promise<void> = Promise.resolve();
  /** Those that wait for their turn already. */
  readonly #waiting = new Set<string>();
  #timer: Timer | undefined;
  #notBefore = 0;
  #closed = false;

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  /** Resolves when everything that waits for its turn now has had it. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await this.#last;
    await this.#last;
  }

  /** Settles a request when its turn comes; asking twice before then settles it once. */
  look(id: string): void {
    if (this.#waiting.has(id)) return;
    this.#waiting.add(id);
    void this.take(id, () => {
      this.#waiting.delete(id);
      return this.#parts.settle(id);
    });
  }

  /** Runs something about a request in its turn. Never rejects: what fails is logged and tried again. */
  take(id: string, work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      await new Promise((resolve) => setImmediate(resolve)); // others get their turn too
      if (this.#closed) return;
      try {
        await work();
      } catch (error) {
        if (this.#closed) return;
        this.#notBefore = this.#parts.clock.now() + retryAfter;
        this.#parts.clock.after(retryAfter, () => !this.#closed && this.look(id));
        this.#parts.log.error("a request could not be looked after", { request: id, error });
      }
      this.#wake();
    });
    return this.#last;
  }

  #wake(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#closed) return;
    const next = this.#parts.nextDeadline();
    if (next === undefined) return;
    this.#timer = wakeAt(this.#parts.clock, Math.max(next, this.#notBefore), () => {
      for (const { id } of this.#parts.due(this.#parts.clock.now())) this.look(id);
      if (this.#waiting.size === 0) this.#wake(); // it was woken before its time
    });
  }
}
