/**
 * Dialogs of a house that was killed: each is ended at once where the house can send to its peer or connect to it, and
 * else when its telephone, or the page of its app, has registered again.
 */
import type { Clock, Timer } from "../platform/index.ts";
import { Absent } from "./absent.ts";
import type { Remains } from "./dialog-state.ts";
import type { Flow, PeerIdentity } from "./flow.ts";
import { type Binding, isAsPrivate, type Location } from "./location.ts";
import type { NextHop } from "./resolver.ts";

/** Milliseconds after which whoever has not come back has long found out. */
const patience = 3_600_000;

interface BurialParts {
  clock: Clock;
  /** See Location. */
  flowAfter: Location["flowAfter"];
  /** See Sip. */
  flowTo(hop: NextHop, identity?: PeerIdentity): Promise<Flow>;
  /** See Sip.reachPeers. */
  flowToPeer(peer: string, address: string): Promise<Flow>;
  /** Says BYE there. */
  end(remains: Remains, flow: Flow): void;
}

export class Burials {
  readonly #parts: BurialParts;
  readonly #absent: Absent<Remains>;
  #timer: Timer | undefined;

  constructor(parts: BurialParts) {
    this.#parts = parts;
    this.#absent = new Absent(parts.flowAfter);
  }

  add(remains: Remains): void {
    const flow = this.#flowTo(remains);
    if (!flow) return this.#await(remains);
    flow.then(
      (way) => {
        const { transport = "UDP" } = remains;
        if (isAsPrivate(way, { transport })) this.#parts.end(remains, way);
      },
      () => {}, // who cannot be reached is not told
    );
  }

  /** Somebody has registered who was not there before. */
  look(binding: Pick<Binding, "flow" | "contact">): void {
    for (const remains of this.#absent.back(binding))
      queueMicrotask(() => this.#parts.end(remains, binding.flow)); // after its REGISTER is answered
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#absent.clear();
  }

  /** Undefined where the other side has to come back. */
  #flowTo({ address, port, transport = "UDP", opened, identity, peer }: Remains): Promise<Flow> | undefined {
    if (transport === "UDP" || (opened && transport !== "WSS"))
      return this.#parts.flowTo({ transport, address, port, host: address }, identity);
    return peer === undefined ? undefined : this.#parts.flowToPeer(peer, address);
  }

  #await(remains: Remains): void {
    const { transport = "UDP", address, personId } = remains;
    const lost = { transport, address, ...(personId !== undefined && { personId }) };
    const flow = this.#absent.add(lost, remains.remoteTarget, remains);
    if (flow) return this.#parts.end(remains, flow);
    this.#timer ??= this.#parts.clock.after(patience, () => this.close());
  }
}
