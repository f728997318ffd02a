/**
 * Many datagrams by one system call (sendmmsg(2)): they are written into pinned memory, and go out when it is full or
 * when the turn of the event loop is over. Those of one length for one destination go through the kernel as one
 * (UDP_SEGMENT, udp(7), since Linux 4.18), which parts them at the end of its way.
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

/** Datagrams at most before they go out, and octets; and the octets of one. */
const most = 512;
const room = 512 * 1024;
const largest = 2048;
/** What the kernel takes as one: UDP_MAX_SEGMENTS, and what an IP packet has room for. */
const mostAsOne = { datagrams: 64, octets: 65_000 };

/** Layout on 64-bit Linux: struct mmsghdr, sockaddr_in and cmsghdr for each message, an iovec for each datagram. */
const messageBytes = 64;
const vectorBytes = 16;
const addressBytes = 16;
const controlBytes = 24;
const vectorsAt = most * messageBytes;
const addressesAt = vectorsAt + most * vectorBytes;
const controlsAt = addressesAt + most * addressBytes;
const internet = 2; // AF_INET
const segment = { length: 18, level: 17, type: 103 }; // CMSG_LEN of two octets, SOL_UDP, UDP_SEGMENT

/** Where a datagram goes: an IPv4 address as a number, and a port. */
export interface Ipv4Destination {
  address: number;
  port: number;
}

const inNetworkOrder = (word: number): number =>
  (word << 24) | ((word << 8) & 0xff0000) | ((word >>> 8) & 0xff00) | (word >>> 24);

const nowhere: Ipv4Destination = { address: 0, port: 0 };

class Queued {
  /** Where it stands in `memory`. */
  at = 0;
  length = 0;
  to = nowhere;
  /** As the destination was when this was queued. */
  address = 0;
  port = 0;
  onRefused: (() => void) | undefined;
  /** The next for the same destination. */
  next: Queued | undefined;
}

/** What goes to the kernel as one. */
class Run {
  first = new Queued();
  datagrams = 1;
  /** Where the vectors of its datagrams begin. */
  vector = 0;
}

export class UdpBatch {
  /** A datagram is written at `slot()`, and has at most 2,048 octets. */
  readonly memory = new PinnedMemory(room);
  readonly #headers = new PinnedMemory(controlsAt + most * controlBytes);
  readonly #words = new Uint32Array(this.#headers.bytes.buffer);
  readonly #descriptor: number;
  readonly #queue = Array.from({ length: most }, () => new Queued());
  /** For each destination, in the order of the first. */
  readonly #firsts: Queued[] = [];
  readonly #lasts = new Map<Ipv4Destination, Queued>();
  /** By message. */
  readonly #runs = Array.from({ length: most }, () => new Run());
  /** Whose way takes no several as one: it is narrower, or its interface cannot part them. */
  readonly #singly = new WeakSet<Ipv4Destination>();
  #filled = 0;
  #used = 0;
  #scheduled = false;
  #closed = false;
  /** Datagrams that the kernel would not take. */
  dropped = 0;

  /** @param descriptor of an IPv4 socket that is open until `close` */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    for (let message = 0; message < most; message++) {
      const header = (message * messageBytes) / 4;
      this.#point(header, this.#headers, addressesAt + message * addressBytes);
      this.#words[header + 2] = addressBytes;
      const control = (controlsAt + message * controlBytes) / 4;
      this.#words[control] = segment.length;
      this.#words[control + 2] = segment.level;
      this.#words[control + 3] = segment.type;
    }
  }

  /** Where in `memory` the next datagram is to be written. */
  slot(): number {
    return this.#used;
  }

  /**
   * Queues what was written at `slot()`.
   * @param onRefused told where the datagram can never leave (no route to it, forbidden by a filter)
   */
  commit(length: number, to: Ipv4Destination, onRefused?: () => void): void {
    const queued = this.#queue[this.#filled++] as Queued;
    queued.at = this.#used;
    queued.length = length;
    queued.to = to;
    queued.address = to.address;
    queued.port = to.port;
    queued.onRefused = onRefused;
    queued.next = undefined;
    const before = this.#lasts.get(to);
    if (before) before.next = queued;
    else this.#firsts.push(queued);
    this.#lasts.set(to, queued);
    this.#used += (length + 15) & ~15;
    if (this.#filled === most || this.#used > room - largest) this.flush();
    else this.#schedule();
  }

  /** Queues a datagram that stands elsewhere. */
  send(data: Uint8Array, to: Ipv4Destination): void {
    if (data.length > largest) return;
    this.memory.bytes.set(data, this.slot());
    this.commit(data.length, to);
  }

  flush(): void {
    const messages = this.#closed ? 0 : this.#arrange();
    const refused: (() => void)[] = [];
    for (let from = 0; from < messages; ) {
      const sent = this.#send(from, messages - from);
      if (sent > 0) from += sent;
      else refused.push(...this.#sendSingly(from++));
    }
    for (let at = 0; at < this.#filled; at++) (this.#queue[at] as Queued).onRefused = undefined;
    this.#firsts.length = 0;
    this.#lasts.clear();
    this.#filled = this.#used = 0;
    for (const tell of refused) queueMicrotask(tell); // who is told may queue more
  }

  close(): void {
    this.#closed = true;
    this.flush();
  }

  /** Makes messages of what is queued, each of as many datagrams as may go as one; returns how many. */
  #arrange(): number {
    let messages = 0;
    let vector = 0;
    for (const first of this.#firsts)
      for (let queued: Queued | undefined = first; queued; messages++) {
        const datagrams = this.#asOne(queued);
        const run = this.#runs[messages] as Run;
        run.first = queued;
        run.datagrams = datagrams;
        run.vector = vector;
        queued = this.#describe(messages, queued, vector, datagrams);
        vector += datagrams;
      }
    return messages;
  }

  /** How many from this one on: they go to one place and are of one length, but for the last, which may be shorter. */
  #asOne(first: Queued): number {
    if (first.length === 0 || this.#singly.has(first.to)) return 1;
    const { address, port, length } = first;
    const limit = Math.min(mostAsOne.datagrams, Math.floor(mostAsOne.octets / length));
    let datagrams = 1;
    for (let next = first.next; next && datagrams < limit; next = next.next) {
      if (next.length === 0 || next.length > length || next.address !== address || next.port !== port) break;
      datagrams++;
      if (next.length < length) break;
    }
    return datagrams;
  }

  /** Writes a message of so many datagrams, with their vectors from this one on; returns what is queued after them. */
  #describe(message: number, first: Queued, vector: number, datagrams: number): Queued | undefined {
    const words = this.#words;
    let queued: Queued | undefined = first;
    for (let at = vector; queued && at < vector + datagrams; at++, queued = queued.next) {
      const word = (vectorsAt + at * vectorBytes) / 4;
      this.#point(word, this.memory, queued.at);
      words[word + 2] = queued.length;
    }
    const { port, address, length } = first;
    const name = (addressesAt + message * addressBytes) / 4;
    words[name] = internet | ((port >> 8) << 16) | ((port & 255) << 24);
    words[name + 1] = inNetworkOrder(address);
    const control = controlsAt + message * controlBytes;
    words[control / 4 + 4] = length;
    const header = (message * messageBytes) / 4;
    this.#point(header + 4, this.#headers, vectorsAt + vector * vectorBytes);
    words[header + 6] = datagrams;
    if (datagrams > 1) this.#point(header + 8, this.#headers, control);
    words[header + 10] = datagrams > 1 ? controlBytes : 0; // none is looked for where it has no octets
    return queued;
  }

  /** Writes at these two words of the headers where this octet of a memory is. */
  #point(word: number, memory: PinnedMemory, octet: number): void {
    const address = memory.address + octet;
    const high = Math.floor(address / 2 ** 32);
    this.#words[word] = address - high * 2 ** 32;
    this.#words[word + 1] = high;
  }

  /** How many of the messages from this one on the kernel took; 0 or less where it refuses the first. */
  #send(from: number, messages: number): number {
    const at = (this.#headers.address + from * messageBytes) as Pointer;
    return libc.symbols.sendmmsg(this.#descriptor, at, messages, 0);
  }

  /** Of a message that the kernel refused: sends what it takes of it alone; returns who wants to know of the rest. */
  #sendSingly(message: number): (() => void)[] {
    const { first, datagrams, vector } = this.#runs[message] as Run;
    if (!wasRefused()) {
      this.dropped += datagrams;
      return [];
    }
    const told: (() => void)[] = [];
    let queued: Queued | undefined = first;
    for (let count = 0; queued && count < datagrams; count++, queued = queued.next) {
      if (datagrams > 1) {
        this.#describe(message, queued, vector, 1);
        if (this.#send(message, 1) > 0) {
          this.#singly.add(queued.to);
          continue;
        }
      }
      if (queued.onRefused) told.push(queued.onRefused);
      this.dropped++;
    }
    return told;
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
