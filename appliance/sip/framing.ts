/** Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3) and answers keep-alives (RFC 5626 §3.5.1). */
import type { Octets } from "./message.ts";

const largestMessage = 256 * 1024;

export class StreamFramer {
  #pending = "";
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
      const blank = /^(?:\r\n)+/.exec(this.#pending);
      if (blank) {
        if (blank[0].length >= 4) this.#onPing();
        this.#pending = this.#pending.slice(blank[0].length);
      }
      const end = this.#pending.indexOf("\r\n\r\n");
      if (end < 0) return this.#pending.length <= largestMessage;
      const length = contentLength(this.#pending.slice(0, end));
      if (length === undefined || length > largestMessage) return false;
      const total = end + 4 + length;
      if (this.#pending.length < total) return true;
      const message = this.#pending.slice(0, total);
      this.#pending = this.#pending.slice(total);
      this.#onMessage(message);
    }
  }
}

/** Without a Content-Length nothing on a stream can be framed; undefined when it is malformed or missing. */
function contentLength(head: Octets): number | undefined {
  const match = /\r\n(?:content-length|l)[ \t]{0,8}:[ \t]{0,8}(\d{1,7})[ \t]{0,8}(?:\r\n|$)/i.exec(head);
  return match ? Number(match[1]) : undefined;
}
