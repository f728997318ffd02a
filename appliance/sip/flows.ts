/** The two kinds of flows: UDP addresses, and open connections. */
import type { Datagrams } from "./datagrams.ts";
import type { Flow, Peer, PeerIdentity, TransportName } from "./flow.ts";
import type { Octets } from "./message.ts";

/** An address that datagrams are sent to; made for every datagram that comes in. */
export class UdpFlow implements Flow {
  readonly transport = "UDP";
  readonly address: string;
  readonly port: number;
  readonly reliable = false;
  readonly open = true;
  readonly #datagrams: Datagrams;
  readonly #onSend: (text: Octets, flow: UdpFlow) => void;

  constructor(
    datagrams: Datagrams,
    address: string,
    port: number,
    onSend: (text: Octets, flow: UdpFlow) => void = () => {},
  ) {
    this.#datagrams = datagrams;
    this.#onSend = onSend;
    this.address = address;
    this.port = port;
  }

  send(text: Octets, onRefused?: () => void): boolean {
    this.#onSend(text, this);
    return this.#datagrams.send(text, this.port, this.address, onRefused);
  }

  onClose(): () => void {
    return () => {};
  }
}

/** A connection that went with a house that was killed. */
export const lostFlow = (peer: Peer): Flow => ({
  ...peer,
  reliable: true,
  open: false,
  onClose: () => () => {},
  send: () => false,
});

/** An open connection to one peer. */
export class StreamFlow implements Flow {
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
  readonly personId?: string;
  readonly sessionId?: string;
  readonly identity: PeerIdentity | undefined;
  readonly opened: boolean;
  readonly reliable = true;
  open = true;
  left = false;
  readonly #write: (text: Octets) => boolean;
  readonly #onClose = new Set<() => void>();

  constructor(parts: {
    transport: TransportName;
    address: string;
    port: number;
    personId?: string;
    sessionId?: string;
    identity?: PeerIdentity | undefined;
    opened?: boolean;
    write: (text: Octets) => boolean;
  }) {
    this.transport = parts.transport;
    this.address = parts.address;
    this.port = parts.port;
    if (parts.personId !== undefined) this.personId = parts.personId;
    if (parts.sessionId !== undefined) this.sessionId = parts.sessionId;
    this.identity = parts.identity;
    this.opened = parts.opened ?? false;
    this.#write = parts.write;
  }

  send(text: Octets): boolean {
    return this.open && this.#write(text);
  }

  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => void this.#onClose.delete(listener);
  }

  closed({ left = false } = {}): void {
    if (!this.open) return;
    this.open = false;
    this.left = left;
    for (const listener of [...this.#onClose]) listener();
    this.#onClose.clear();
  }
}
