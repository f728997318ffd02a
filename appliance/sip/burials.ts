/**
 * Dialogs of a house that was killed, whose peers were reached over connections that went with it: each is ended when
 * its telephone, or the page of its app, has registered again.
 */
import type { Clock, Timer } from "../platform/index.ts";
import type { Remains } from "./dialog-state.ts";
import type { Flow } from "./flow.ts";

/** Milliseconds after which whoever has not come back has long found out. */
const patience = 3_600_000;

interface BurialParts {
  clock: Clock;
  /** See Location. */
  flowAfter(lost: Pick<Flow, "transport" | "address" | "personId">, contact: string): Flow | undefined;
  /** Says BYE there. */
  end(remains: Remains, flow: Flow): void;
}

export class Burials {
  readonly #parts: BurialParts;
  readonly #waiting = new Set<Remains>();
  #timer: Timer | undefined;

  constructor(parts: BurialParts) {
    this.#parts = parts;
  }

  add(remains: Remains): void {
    this.#waiting.add(remains);
    this.#timer ??= this.#parts.clock.after(patience, () => this.close());
  }

  /** Somebody has registered. */
  look(): void {
    const { flowAfter, end } = this.#parts;
    for (const remains of this.#waiting) {
      const { transport = "UDP", address, personId, remoteTarget } = remains;
      const lost = { transport, address, ...(personId !== undefined && { personId }) };
      const flow = flowAfter(lost, remoteTarget);
      if (!flow) continue;
      this.#waiting.delete(remains);
      queueMicrotask(() => end(remains, flow)); // after its REGISTER is answered
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }
}
