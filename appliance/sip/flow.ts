/** A way to one peer: a UDP address or an open connection. */
import type { Octets } from "./message.ts";

export type TransportName = "UDP" | "TCP" | "TLS" | "WSS";

/** Whom a peer's TLS certificate must be for. */
export interface PeerIdentity {
  host: string;
  /** PEM of the authority that signs it; the system's where it is left out. */
  authority?: string;
}

export interface Flow {
  readonly transport: TransportName;
  /** The peer's address, as its packets bear it. */
  readonly address: string;
  readonly port: number;
  /** Whom the connection was authenticated as when it was opened (browsers). */
  readonly personId?: string;
  /** The session that it was opened with (browsers). */
  readonly sessionId?: string;
  /** What the peer proved to be when the house connected to it. */
  readonly identity?: PeerIdentity | undefined;
  /** The house opened the connection, to the address and port of its choice. */
  readonly opened?: boolean;
  /** Delivers reliably, so that nothing is sent twice. */
  readonly reliable: boolean;
  readonly open: boolean;
  /** The peer closed it on purpose and does not come back: a page that is left. */
  readonly left?: boolean;
  /** False when the peer is gone; `onRefused` is told when it turns out later that there is no way to it. */
  send(text: Octets, onRefused?: () => void): boolean;
  /** Told once when the connection is gone; returns how to stop listening. */
  onClose(listener: () => void): () => void;
}

/** Whether who listens on the way can read what is said. */
export const isPlain = ({ transport }: Pick<Flow, "transport">): boolean =>
  transport === "UDP" || transport === "TCP";

/** Who is at the other end of a flow. */
export type Peer = Pick<Flow, "transport" | "address" | "port">;

/** RFC 3986 form of an address: IPv6 in brackets. */
export const hostOf = (address: string): string => (address.includes(":") ? `[${address}]` : address);
