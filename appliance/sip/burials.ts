/**
 * Dialogs of a house that was killed: each is ended at once where the house can send to its peer or connect to it, and
 * else when its telephone, or the page of its app, has registered again.
 */
import type { Clock, Timer } from "../platform/index.ts";
import type { Remains } from "./dialog-state.ts";
import type { Flow, PeerIdentity } from "./flow.ts";
import { type Binding, clientOf, isAsPrivate } from "./location.ts";
import type { NextHop } from "./resolver.ts";

/** Milliseconds after which whoever has not come back has long found out. */
const patience = 3_600_000;

interface BurialParts {
  clock: Clock;
  /** See Location. */
  flowAfter(lost: Pick<Flow, "transport" | "address" | "personId">, contact: string): Flow | undefined;
  /** See Sip. */
  flowTo(hop: NextHop, identity?: PeerIdentity): Promise<Flow>;
  /** See Sip.reachPeers. */
  flowToPeer(peer: string, address: string): Promise<Flow>;
  /** Says BYE there. */
  end(remains: Remains, flow: Flow): void;
}

export class Burials {
  readonly #parts: BurialParts;
  /** By who has to come back: all telephones register again after a crash, and each looks for its own alone. */
  readonly #waiting = new Map<string, Set<Remains>>();
  #timer: Timer | undefined;

  constructor(parts: BurialParts) {
    this.#parts = parts;
  }

  add(remains: Remains): void {
    const flow = this.#flowTo(remains);
    if (!flow) return this.#await(remains);
    flow.then(
      (way) => this.#parts.end(remains, way),
      () => {}, // who cannot be reached is not told
    );
  }

  /** Undefined where the other side has to come back. */
  #flowTo({ address, port, transport = "UDP", opened, identity, peer }: Remains): Promise<Flow> | undefined {
    if (transport === "UDP" || (opened && transport !== "WSS"))
      return this.#parts.flowTo({ transport, address, port, host: address }, identity);
    return peer === undefined ? undefined : this.#parts.flowToPeer(peer, address);
  }

  #await(remains: Remains): void {
    const lost = connectionOf(remains);
    const flow = this.#parts.flowAfter(lost, remains.remoteTarget);
    if (flow) return this.#parts.end(remains, flow);
    const client = clientOf(lost, remains.remoteTarget);
    const waiting = this.#waiting.get(client) ?? new Set();
    this.#waiting.set(client, waiting.add(remains));
    this.#timer ??= this.#parts.clock.after(patience, () => this.close());
  }

  /** Somebody has registered who was not there before. */
  look({ flow, contact }: Pick<Binding, "flow" | "contact">): void {
    if (this.#waiting.size === 0) return;
    const client = clientOf(flow, contact);
    const waiting = this.#waiting.get(client);
    for (const remains of waiting ?? []) {
      if (!isAsPrivate(flow, connectionOf(remains))) continue;
      waiting?.delete(remains);
      queueMicrotask(() => this.#parts.end(remains, flow)); // after its REGISTER is answered
    }
    if (waiting?.size === 0) this.#waiting.delete(client);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }
}

const connectionOf = ({ transport = "UDP", address, personId }: Remains) => ({
  transport,
  address,
  ...(personId !== undefined && { personId }),
});
