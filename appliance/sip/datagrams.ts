/** Outgoing datagrams: what is said in one turn of the event loop leaves by one system call. */
import { UdpBatch, type UdpSocket } from "../platform/index.ts";
import type { Octets } from "./message.ts";
import { remember } from "./remember.ts";

/** As large as a slot of the batch; longer messages go alone. */
const largestBatched = 2048;

/** An IPv4 address as a number; -1 for what is none. */
const ipv4Of = remember(1000, (address) => {
  const octets = address.split(".").map(Number);
  const valid = octets.length === 4 && octets.every((octet) => octet >= 0 && octet < 256);
  return valid ? octets.reduce((number, octet) => number * 256 + octet, 0) : -1;
});

export class Datagrams {
  readonly #socket: UdpSocket;
  readonly #batch: UdpBatch | undefined;

  constructor(socket: UdpSocket) {
    this.#socket = socket;
    if (!socket.address.includes(":")) this.#batch = new UdpBatch(socket.descriptor);
  }

  /** False when it is known at once that the kernel would not take it; `onRefused` where that turns out later. */
  send(text: Octets, port: number, address: string, onRefused?: () => void): boolean {
    const number = ipv4Of(address);
    if (!this.#batch || number < 0 || text.length > largestBatched) {
      this.#batch?.flush(); // nothing overtakes what was said before
      return this.#socket.send(Buffer.from(text, "latin1"), port, address);
    }
    this.#batch.memory.bytes.write(text, this.#batch.slot(), "latin1");
    this.#batch.commit(text.length, { address: number, port }, onRefused);
    return true;
  }

  /** Sends what is still to go. */
  close(): void {
    this.#batch?.flush();
    this.#batch?.close();
    this.#socket.close();
  }
}
