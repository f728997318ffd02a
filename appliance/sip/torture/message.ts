/** A message made to trip parsers, and what becomes of it here. */
import type { Octets } from "../message.ts";

export interface TortureMessage {
  /** The name that the RFC gives it. */
  name: string;
  title: string;
  text: Octets;
  /**
   * The status that the house answers with, without credentials: requests that are in order and need them get
   * 401 or 407, and those in dialogs that nobody knows get 481. Undefined: it says nothing.
   */
  answer: number | undefined;
  /** Only as a datagram, since no stream can tell where it ends: the host in its Via. */
  datagramOf?: string;
}

const ended = (lines: readonly string[]): Octets => lines.map((line) => `${line}\r\n`).join("");

/** Lines of the head, the empty one after them, and those of the body. */
export const lines = (head: readonly string[], body: readonly string[] = []): Octets =>
  `${ended(head)}\r\n${ended(body)}`;

/** A description that every message with a body has. */
export const session = (address: string): string[] => [
  "v=0",
  `o=mhandley 29739 7272939 IN IP4 ${address}`,
  "s=-",
  `c=IN IP4 ${address}`,
  "t=0 0",
  "m=audio 49217 RTP/AVP 0 12",
  "m=video 3227 RTP/AVP 31",
  "a=rtpmap:31 LPC",
];

/** Octets of lines as `lines` writes them. */
export const octets = (body: readonly string[]): number => ended(body).length;
