/** The dialogs that stand, and the INVITEs whose provisional responses wait for a PRACK. */
import type { Dialog } from "./dialog.ts";
import { dialogKeyOf } from "./dialog-state.ts";
import type { DialogWatch } from "./dialog-watch.ts";
import type { Flow } from "./flow.ts";
import type { SipRequest } from "./message.ts";
import type { ReliableProgress } from "./reliable-progress.ts";

export class Dialogs {
  readonly #watch: DialogWatch;
  readonly #standing = new Map<string, Dialog>();
  /** Of INVITEs that are not answered yet. */
  readonly #pracks = new Map<string, ReliableProgress>();

  constructor(watch: DialogWatch) {
    this.#watch = watch;
  }

  get size(): number {
    return this.#standing.size;
  }

  /** That a request of the peer belongs to. */
  of(request: SipRequest): Dialog | undefined {
    return this.#standing.get(dialogKeyOf(request));
  }

  /** What waits for this PRACK. */
  awaiting(prack: SipRequest): ReliableProgress | undefined {
    return this.#pracks.get(dialogKeyOf(prack));
  }

  /** See InviteContext. */
  awaitPrack(key: string, reliable: ReliableProgress | undefined): void {
    if (reliable) this.#pracks.set(key, reliable);
    else this.#pracks.delete(key);
  }

  adopt(dialog: Dialog): void {
    this.#standing.set(dialog.key, dialog);
    this.#watch.add(dialog);
  }

  /** Its peer came over another connection. */
  moved(dialog: Dialog): void {
    this.#watch.follow(dialog);
  }

  forget(dialog: Dialog): void {
    this.#standing.delete(dialog.key);
    this.#watch.remove(dialog);
  }

  /** Those whose peers are not to be heard any more, also where a connection was lost and is waited for. */
  lose(ended: (flow: Flow) => boolean): void {
    for (const dialog of [...this.#standing.values()]) if (ended(dialog.state.flow)) dialog.end("lost");
  }

  async hangUp(): Promise<void> {
    await Promise.all([...this.#standing.values()].map((dialog) => dialog.bye()));
  }
}
