/** Bounds what is told: never more often than listening takes, and of one matter the newest or a summary alone. */
import { Signal } from "../store/signal.ts";

/** Milliseconds between two announcements, and from something that happened to the first of them. */
export const pace = { between: 2500, gather: 200 };

interface Waiting {
  count: number;
  text: string;
}

export class Announcer {
  /** What is told now: each text is said as it comes. */
  readonly told = new Signal<readonly string[]>([]);
  readonly #waiting = new Map<string, Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;

  /**
   * @param matter of texts about one that wait, the newest is told
   * @param many what is told instead when there were several
   */
  say(matter: string, text: string, many?: (count: number) => string): void {
    const count = (this.#waiting.get(matter)?.count ?? 0) + 1;
    this.#waiting.set(matter, { count, text: count > 1 && many ? many(count) : text });
    const next = this.#last + pace.between - performance.now();
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(pace.gather, next));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#last = performance.now();
    this.told.set([...this.#waiting.values()].map(({ text }) => text));
    this.#waiting.clear();
  }
}
