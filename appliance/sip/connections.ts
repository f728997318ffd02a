/** The connections that are open, by their peers, and those that are being opened. */
import type { Flow, PeerIdentity } from "./flow.ts";

export interface PeerAddress {
  transport: "TCP" | "TLS";
  address: string;
  port: number;
  /** A connection whose peer has proved nothing is not taken for one that has. */
  identity?: PeerIdentity | undefined;
}

export class Connections {
  readonly #open = new Map<string, Flow>();
  readonly #opening = new Map<string, Promise<Flow>>();

  add(flow: Flow): void {
    this.#open.set(keyOf(flow), flow);
  }

  remove(flow: Flow): void {
    if (this.#open.get(keyOf(flow)) === flow) this.#open.delete(keyOf(flow));
  }

  /** The one that is open, or the one that `connect` opens: who asks meanwhile waits for the same. */
  to(peer: PeerAddress, connect: () => Promise<Flow>): Promise<Flow> {
    const key = keyOf(peer);
    const known = this.#open.get(key);
    if (known?.open) return Promise.resolve(known);
    const opening = this.#opening.get(key) ?? connect().finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }
}

const keyOf = ({
  transport,
  address,
  port,
  identity,
}: Pick<Flow, "transport" | "address" | "port" | "identity">): string =>
  `${transport}:${address}:${port}:${identity ? `${identity.host}:${identity.authority ?? ""}` : ""}`;
