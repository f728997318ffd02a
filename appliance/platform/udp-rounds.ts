/**
 * Datagrams of many sockets, fetched in rounds: one epoll(7) knows what has come, and every other millisecond all of it
 * is read, where an event loop would wake up for each. As long as it has sockets it costs a timer, and without
 * any nothing.
 */
import { dlopen, FFIType, type Pointer } from "bun:ffi";
import { closeDescriptor, OpenDescriptors } from "./open-descriptors.ts";
import { PinnedMemory } from "./pinned-memory.ts";
import { socketAddress, type UdpAddress } from "./udp-address.ts";

const { ptr: pointer, i32, u64, i64_fast } = FFIType;
const libc = dlopen("libc.so.6", {
  fcntl: { args: [i32, i32, i32], returns: i32 },
  epoll_create1: { args: [i32], returns: i32 },
  epoll_ctl: { args: [i32, i32, i32, pointer], returns: i32 },
  epoll_wait: { args: [i32, pointer, i32, i32], returns: i32 },
  recvfrom: { args: [i32, pointer, u64, i32, pointer, pointer], returns: i64_fast },
});

const closeOnExec = 0x80000; // EPOLL_CLOEXEC
const duplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
const control = { add: 1, remove: 2 } as const;
const readable = 1; // EPOLLIN
const dontWait = 0x40; // MSG_DONTWAIT

/** struct epoll_event: packed on x86-64 alone. */
const event = process.arch === "x64" ? { bytes: 12, place: 4 } : { bytes: 16, place: 8 };
const mostEvents = 256;
/** Of one round, so that the event loop has its turn too: each reads `mostEvents` datagrams at most. */
const mostPasses = 16;
/** Milliseconds: the most that a datagram waits, and half of it in the mean. */
const every = 2;

/** One datagram at a time, and what the kernel says of it. */
const largestDatagram = 65_535;
const sourceOffset = largestDatagram + 1;
const lengthOffset = sourceOffset + socketAddress.bytes;
const controlOffset = lengthOffset + 16;
const eventsOffset = controlOffset + 16;
const memory = new PinnedMemory(eventsOffset + mostEvents * event.bytes);
const at = (offset: number) => (memory.address + offset) as Pointer;
const [datagramAt, sourceAt, lengthAt, controlAt, eventsAt] = [
  at(0),
  at(sourceOffset),
  at(lengthOffset),
  at(controlOffset),
  at(eventsOffset),
];
memory.bytes.writeUInt32LE(socketAddress.bytes, lengthOffset);

/** Of the usual datagrams, by length: an object for each of them would be the dearest part of receiving it. */
const views: Buffer[] = [];
const mostViews = 2048;
const datagramOf = (length: number): Buffer => {
  const known = views[length];
  if (known) return known;
  const view = memory.bytes.subarray(0, length);
  if (length < mostViews) views[length] = view;
  return view;
};

/** @param data valid until this returns */
export type OnDatagram = (data: Buffer, port: number, address: UdpAddress) => void;

export interface DatagramHandler {
  onDatagram: OnDatagram;
  /** What that threw: it holds up nobody else's datagrams. */
  onError(error: Error): void;
}

interface Watched {
  descriptor: number;
  handler: DatagramHandler;
}

/** The place of the epoll itself among the descriptors. */
const epollPlace = 0;

export class UdpRounds {
  readonly #descriptors: OpenDescriptors;
  /** By place. */
  readonly #watched: (Watched | undefined)[] = [undefined];
  readonly #free: number[] = [];
  #epoll = -1;
  #count = 0;
  #timer: Timer | undefined;

  /** @param descriptors known to whoever outlives the thread that this runs in */
  constructor(descriptors = new OpenDescriptors()) {
    this.#descriptors = descriptors;
  }

  /**
   * Takes part in a socket by a descriptor of its own; undefined where there is none left.
   * @param descriptor of an IPv4 socket, whose owner may close it
   */
  take(descriptor: number, handler: DatagramHandler): { descriptor: number; close(): void } | undefined {
    const place = this.#free.at(-1) ?? this.#watched.length;
    if (place >= this.#descriptors.places || !this.#open()) return undefined;
    const own = libc.symbols.fcntl(descriptor, duplicateCloseOnExec, 0);
    if (own < 0) return undefined;
    if (!this.#control(control.add, own, place)) {
      closeDescriptor(own);
      return undefined;
    }
    this.#descriptors.put(place, own);
    this.#free.pop();
    this.#watched[place] = { descriptor: own, handler };
    this.#count++;
    this.#timer ??= setInterval(() => this.#round(), every);
    return { descriptor: own, close: () => this.#drop(place, own) };
  }

  #open(): boolean {
    if (this.#epoll >= 0) return true;
    this.#epoll = libc.symbols.epoll_create1(closeOnExec);
    if (this.#epoll < 0) return false;
    this.#descriptors.put(epollPlace, this.#epoll);
    return true;
  }

  #control(operation: number, descriptor: number, place: number): boolean {
    memory.bytes.writeUInt32LE(readable, controlOffset);
    memory.bytes.writeUInt32LE(place, controlOffset + event.place);
    return libc.symbols.epoll_ctl(this.#epoll, operation, descriptor, controlAt) === 0;
  }

  #drop(place: number, descriptor: number): void {
    if (this.#watched[place]?.descriptor !== descriptor) return;
    this.#watched[place] = undefined;
    this.#control(control.remove, descriptor, place);
    this.#descriptors.close(place);
    this.#free.push(place);
    if (--this.#count > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #round(): void {
    for (let pass = 0; pass < mostPasses; pass++) {
      const count = libc.symbols.epoll_wait(this.#epoll, eventsAt, mostEvents, 0);
      if (count <= 0) return;
      // Whoever is told may close any socket, this one too, and open others: what is read is looked up each time.
      for (let index = 0; index < count; index++) {
        const watched =
          this.#watched[memory.bytes.readUInt32LE(eventsOffset + index * event.bytes + event.place)];
        if (watched) this.#receive(watched);
      }
    }
  }

  #receive({ descriptor, handler }: Watched): void {
    const { recvfrom } = libc.symbols;
    const length = Number(recvfrom(descriptor, datagramAt, largestDatagram, dontWait, sourceAt, lengthAt));
    if (length < 0) return; // nothing there: it was another socket's place a moment ago
    const port = memory.bytes.readUInt16BE(sourceOffset + socketAddress.port);
    try {
      handler.onDatagram(
        datagramOf(length),
        port,
        memory.bytes.readUInt32BE(sourceOffset + socketAddress.address),
      );
    } catch (error) {
      handler.onError(error as Error);
    }
  }
}
