/**
 * Dialogs of a house that was killed: each is ended at once where the house can send to its peer or connect to it, or
 * within minutes where the peer is away; and else when its telephone, or the page of its app, has registered again.
 */
import type { Clock, Timer } from "../platform/index.ts";
import { Absent } from "./absent.ts";
import type { Remains } from "./dialog-state.ts";
import type { Flow, PeerIdentity } from "./flow.ts";
import { type Binding, isAsPrivate, type Location } from "./location.ts";
import type { NextHop } from "./resolver.ts";

/** Milliseconds after which whoever has not come back has long found out. */
const patience = 3_600_000;
/** Milliseconds between two tries to tell a peer that is away, each of which may take as long as timer F. */
const pauses = [30_000, 60_000, 120_000, 240_000];

interface BurialParts {
  clock: Clock;
  /** See Location. */
  flowAfter: Location["flowAfter"];
  /** See Sip. */
  flowTo(hop: NextHop, identity?: PeerIdentity): Promise<Flow>;
  /** See Sip.reachPeers. */
  flowToPeer(peer: string, address: string): Promise<Flow>;
  /**
   * Says BYE there, after it was tried so often before; resolves with the status of the answer, 408 without one, 503
   * without a way.
   */
  end(remains: Remains, flow: Flow, tried: number): Promise<number>;
}

export class Burials {
  readonly #parts: BurialParts;
  readonly #absent: Absent<Remains>;
  /** When those who are awaited are so no longer. */
  #patience: Timer | undefined;
  /** Until peers that are away are tried again. */
  readonly #pauses = new Set<Timer>();
  #closed = false;

  constructor(parts: BurialParts) {
    this.#parts = parts;
    this.#absent = new Absent(parts.flowAfter);
  }

  add(remains: Remains): void {
    const reach = this.#wayTo(remains);
    if (reach) void this.#tell(remains, reach);
    else this.#await(remains);
  }

  /** Somebody has registered who was not there before. */
  look(binding: Pick<Binding, "flow" | "contact">): void {
    for (const remains of this.#absent.back(binding)) queueMicrotask(() => this.#end(remains, binding.flow)); // after its REGISTER is answered
  }

  close(): void {
    this.#closed = true;
    this.#patience?.cancel();
    for (const pause of this.#pauses) pause.cancel();
    this.#absent.clear();
  }

  /** @param tried how often it was before */
  async #tell(remains: Remains, reach: () => Promise<Flow>, tried = 0): Promise<void> {
    const status = await this.#tryToTell(remains, reach, tried).catch(() => 503);
    const pause = pauses[tried];
    if ((status !== 408 && status !== 503) || pause === undefined || this.#closed) return;
    const timer = this.#parts.clock.after(pause, () => {
      this.#pauses.delete(timer);
      void this.#tell(remains, reach, tried + 1);
    });
    this.#pauses.add(timer);
  }

  /** Resolves with the status of the answer; rejects where there is no way. */
  async #tryToTell(remains: Remains, reach: () => Promise<Flow>, tried: number): Promise<number> {
    const flow = await reach();
    const { transport = "UDP" } = remains;
    if (!isAsPrivate(flow, { transport })) return 403; // nothing is said there
    return this.#parts.end(remains, flow, tried);
  }

  /** How the peer is reached; undefined where it has to come back. */
  #wayTo({ address, port, transport = "UDP", opened, identity, peer }: Remains) {
    const { flowTo, flowToPeer } = this.#parts;
    if (transport === "UDP" || (opened && transport !== "WSS"))
      return () => flowTo({ transport, address, port, host: address }, identity);
    return peer === undefined ? undefined : () => flowToPeer(peer, address);
  }

  #await(remains: Remains): void {
    const { transport = "UDP", address, personId } = remains;
    const lost = { transport, address, ...(personId !== undefined && { personId }) };
    const flow = this.#absent.add(lost, remains.remoteTarget, remains);
    if (flow) return this.#end(remains, flow);
    this.#patience ??= this.#parts.clock.after(patience, () => {
      this.#patience = undefined;
      this.#absent.clear();
    });
  }

  /** Who is connected hears it, or finds out. */
  #end(remains: Remains, flow: Flow): void {
    void this.#parts.end(remains, flow, 0);
  }
}
