/** Sees to it that no call outlives its peer: checks each dialog now and then, and when its connection breaks. */
import type { Clock, Timer } from "../platform/index.ts";
import type { Dialog } from "./dialog.ts";
import type { Flow } from "./flow.ts";

/** How long a telephone may take to come back over another connection. */
export const reconnectMilliseconds = 10_000;
/** A browser may have to find out first that it is in another network, and begins no sooner than that. */
export const browserReconnectMilliseconds = 30_000;

const patienceWith = ({ transport, left = false }: Flow): number =>
  left ? 0 : transport === "WSS" ? browserReconnectMilliseconds : reconnectMilliseconds;

export class DialogWatch {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #timers = new Map<Dialog, Timer>();
  /** Which connection of a dialog is watched, which may have moved to another since, and how that is stopped. */
  readonly #watched = new Map<Dialog, { flow: Flow; stop: () => void }>();

  constructor(parts: { clock: Clock; intervalSeconds: number }) {
    this.#clock = parts.clock;
    this.#interval = parts.intervalSeconds * 1000;
  }

  add(dialog: Dialog): void {
    const { flow } = dialog.state;
    const stop = flow.onClose(() => this.#checkAfter(dialog, patienceWith(flow)));
    this.#watched.set(dialog, { flow, stop });
    this.#checkAfter(dialog, flow.open ? this.#interval : patienceWith(flow));
  }

  /** It may have a new connection, which is to be watched in place of the old one. */
  follow(dialog: Dialog): void {
    const watched = this.#watched.get(dialog);
    if (!watched || watched.flow === dialog.state.flow) return;
    this.remove(dialog);
    this.add(dialog);
  }

  remove(dialog: Dialog): void {
    this.#timers.get(dialog)?.cancel();
    this.#timers.delete(dialog);
    this.#watched.get(dialog)?.stop();
    this.#watched.delete(dialog);
  }

  #checkAfter(dialog: Dialog, milliseconds: number): void {
    this.#timers.get(dialog)?.cancel();
    const check = async () => {
      await dialog.check();
      if (dialog.ended) return;
      this.#checkAfter(dialog, this.#interval);
      this.follow(dialog);
    };
    this.#timers.set(
      dialog,
      this.#clock.after(milliseconds, () => void check()),
    );
  }
}
