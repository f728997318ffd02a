/**
 * Many datagrams by one system call (sendmmsg(2)): they are written into slots of pinned memory, and go out when
 * the slots are full or when the turn of the event loop is over.
 */
import { dlopen, FFIType, type Pointer, read } from "bun:ffi";
import { PinnedMemory } from "./pinned-memory.ts";

const libc = dlopen("libc.so.6", {
  sendmmsg: { args: [FFIType.i32, FFIType.ptr, FFIType.u32, FFIType.i32], returns: FFIType.i32 },
  __errno_location: { args: [], returns: FFIType.ptr },
});

/** The kernel is busy and would take it a moment later: EINTR, EAGAIN, ENOMEM, ENOBUFS (asm-generic/errno.h). */
const passing: ReadonlySet<number> = new Set([4, 11, 12, 105]);

/** Whether the system call before failed for good: no route, no such address, forbidden. */
const wasRefused = (): boolean => !passing.has(read.i32(libc.symbols.__errno_location() as Pointer, 0));

const slots = 64;
const slotBytes = 2048;

/** Layout on 64-bit Linux: struct mmsghdr, struct iovec, struct sockaddr_in, one of each for every slot. */
const messageBytes = 64;
const vectorBytes = 16;
const addressBytes = 16;
const vectorsAt = slots * messageBytes;
const addressesAt = vectorsAt + slots * vectorBytes;
const internet = 2; // AF_INET

/** Where a datagram goes: an IPv4 address as a number, and a port. */
export interface Ipv4Destination {
  address: number;
  port: number;
}

export class UdpBatch {
  /** The slots' bytes; a datagram is written at `slot()`, and has at most 2,048. */
  readonly memory = new PinnedMemory(slots * slotBytes);
  readonly #headers = new PinnedMemory(addressesAt + slots * addressBytes);
  readonly #descriptor: number;
  /** By slot: who wants to know that the kernel refused it. */
  readonly #onRefused: ((() => void) | undefined)[] = [];
  #filled = 0;
  #scheduled = false;
  #closed = false;
  /** Datagrams that the kernel would not take. */
  dropped = 0;

  /** @param descriptor of an IPv4 socket that is open until `close` */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const { bytes, address } = this.#headers;
    for (let slot = 0; slot < slots; slot++) {
      const message = slot * messageBytes;
      const vector = vectorsAt + slot * vectorBytes;
      const name = addressesAt + slot * addressBytes;
      bytes.writeBigUInt64LE(BigInt(address + name), message);
      bytes.writeUInt32LE(addressBytes, message + 8);
      bytes.writeBigUInt64LE(BigInt(address + vector), message + 16);
      bytes.writeBigUInt64LE(1n, message + 24);
      bytes.writeBigUInt64LE(BigInt(this.memory.address + slot * slotBytes), vector);
      bytes.writeUInt16LE(internet, name);
    }
  }

  /** Where in `memory` the next datagram is to be written. */
  slot(): number {
    return this.#filled * slotBytes;
  }

  /**
   * Queues what was written at `slot()`.
   * @param onRefused told where the datagram can never leave (no route to it, forbidden by a filter)
   */
  commit(length: number, to: Ipv4Destination, onRefused?: () => void): void {
    this.#onRefused[this.#filled] = onRefused;
    const { bytes } = this.#headers;
    bytes.writeUInt32LE(length, vectorsAt + this.#filled * vectorBytes + 8);
    const name = addressesAt + this.#filled * addressBytes;
    bytes.writeUInt16BE(to.port, name + 2);
    bytes.writeUInt32BE(to.address, name + 4);
    this.#filled++;
    if (this.#filled === slots) this.flush();
    else this.#schedule();
  }

  /** Queues a datagram that stands elsewhere. */
  send(data: Uint8Array, to: Ipv4Destination): void {
    if (data.length > slotBytes) return;
    this.memory.bytes.set(data, this.slot());
    this.commit(data.length, to);
  }

  flush(): void {
    const count = this.#filled;
    this.#filled = 0;
    if (this.#closed) return;
    for (let from = 0; from < count; ) {
      const messages = (this.#headers.address + from * messageBytes) as Pointer;
      const sent = libc.symbols.sendmmsg(this.#descriptor, messages, count - from, 0);
      if (sent > 0) from += sent;
      else {
        // The first of them is refused (no buffer, no route): the rest may pass.
        if (wasRefused()) this.#onRefused[from]?.();
        from++;
        this.dropped++;
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#filled = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}
