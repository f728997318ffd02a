/** Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3) and answers keep-alives (RFC 5626 §3.5.1). */
import type { Octets } from "./message.ts";

const largestMessage = 256 * 1024;

export class StreamFramer {
  #pending = "";
  /** Up to where no end of a head was found, and how long the message is whose head is there. */
  #searched = 0;
  #total: number | undefined;
  readonly #onMessage: (text: Octets) => void;
  readonly #onPing: () => void;

  constructor(handlers: { onMessage: (text: Octets) => void; onPing: () => void }) {
    this.#onMessage = handlers.onMessage;
    this.#onPing = handlers.onPing;
  }

  /** False when the stream is beyond repair and the connection must be closed. */
  push(data: Octets): boolean {
    this.#pending += data;
    for (;;) {
      if (this.#total === undefined) {
        const blank = /^(?:\r\n)+/.exec(this.#pending);
        if (blank) {
          if (blank[0].length >= 4) this.#onPing();
          this.#take(blank[0].length);
        }
        const end = this.#pending.indexOf("\r\n\r\n", this.#searched);
        if (end < 0) {
          this.#searched = Math.max(0, this.#pending.length - 3);
          return this.#pending.length <= largestMessage;
        }
        const length = contentLength(this.#pending.slice(0, end));
        if (length === undefined || length > largestMessage) return false;
        this.#total = end + 4 + length;
      }
      if (this.#pending.length < this.#total) return true;
      this.#onMessage(this.#take(this.#total));
    }
  }

  #take(length: number): Octets {
    const taken = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    this.#searched = 0;
    this.#total = undefined;
    return taken;
  }
}

/** Without a Content-Length nothing on a stream can be framed; undefined when it is malformed or missing. */
function contentLength(head: Octets): number | undefined {
  const match = /\r\n(?:content-length|l)[ \t]{0,8}:[ \t]{0,8}(\d{1,7})[ \t]{0,8}(?:\r\n|$)/i.exec(head);
  return match ? Number(match[1]) : undefined;
}
