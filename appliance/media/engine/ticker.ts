/** One beat of 20 ms for everything that makes sound; it catches up when the timer was late, and rests when idle. */
import { frameMilliseconds } from "./transcoder.ts";

/** Later than this is a pause of the machine, not a late timer: what was missed is gone. */
const mostBeatsAtOnce = 5;

export class Ticker {
  readonly #listeners = new Set<() => void>();
  #timer: Timer | undefined;
  #due = 0;

  onTick(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#timer) {
      this.#due = performance.now();
      this.#timer = setInterval(() => this.#beat(), frameMilliseconds / 2);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #beat(): void {
    const now = performance.now();
    if (now - this.#due > mostBeatsAtOnce * frameMilliseconds) this.#due = now;
    for (; this.#due <= now; this.#due += frameMilliseconds)
      for (const listener of [...this.#listeners]) listener();
  }
}
