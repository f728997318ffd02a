/** How large each stream of a meeting is shown: the appliance is told a moment after it changed, once for many changes. */
const showAfter = 200;
/** A picture that goes may only be on its way to another place. */
const hideAfter = 1500;

export class ShownHeights {
  readonly #tell: (heights: Record<string, number>) => void;
  /** By stream, in the screen's own pixels. */
  readonly #heights = new Map<string, number>();
  #telling: { due: number; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(tell: (heights: Record<string, number>) => void) {
    this.#tell = tell;
  }

  /** @param height 0 when it is not shown */
  show(stream: string, height: number): void {
    if (this.#heights.get(stream) === height) return;
    this.#heights.set(stream, height);
    this.#tellAfter(height === 0 ? hideAfter : showAfter);
  }

  /** Also of streams that are new there. */
  tellAgain(): void {
    this.#tellAfter(showAfter);
  }

  close(): void {
    clearTimeout(this.#telling?.timer);
  }

  /** The soonest of what was asked for. */
  #tellAfter(delay: number): void {
    const due = performance.now() + delay;
    if (this.#telling && this.#telling.due <= due) return;
    clearTimeout(this.#telling?.timer);
    const timer = setTimeout(() => {
      this.#telling = undefined;
      this.#tell(Object.fromEntries(this.#heights));
    }, delay);
    this.#telling = { due, timer };
  }
}
