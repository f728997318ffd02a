/** Work that takes a while, one piece in each turn of the event loop, so that calls are answered in between. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  take(work: () => void): void {
    this.#waiting.push(work);
    if (this.#waiting.length === 1) this.#schedule();
  }

  #schedule(): void {
    setImmediate(() => {
      const work = this.#waiting[0];
      try {
        work?.();
      } finally {
        this.#waiting.shift();
        if (this.#waiting.length > 0) this.#schedule();
      }
    });
  }
}
