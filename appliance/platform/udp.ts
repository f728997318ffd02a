/**
 * The one way to open a UDP socket.
 *
 * Bun sets IP_RECVERR on every UDP socket. An ICMP "port unreachable" from any peer then fails the *next*
 * send, which may be to a healthy peer, and kills a process that has no error handler. This helper clears
 * the option, sizes the kernel's buffers, marks packets (DSCP) and always has an error handler.
 */
import { dlopen, FFIType, type Pointer } from "bun:ffi";
import { isIPv4 } from "node:net";
import { PinnedMemory } from "./pinned-memory.ts";
import { addressText, destinationOf, socketAddress, type UdpAddress, udpAddress } from "./udp-address.ts";
import type { OnDatagram, UdpRounds } from "./udp-rounds.ts";

const libc = dlopen("libc.so.6", {
  setsockopt: {
    args: [FFIType.i32, FFIType.i32, FFIType.i32, FFIType.ptr, FFIType.u32],
    returns: FFIType.i32,
  },
  sendto: {
    args: [FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.i32, FFIType.ptr, FFIType.u32],
    returns: FFIType.i64_fast,
  },
});

/** Linux socket option numbers (asm-generic/socket.h, linux/in.h, linux/in6.h). */
const option = {
  sendBuffer: [1, 7],
  receiveBuffer: [1, 8],
  receiveBufferForce: [1, 33],
  ipv4TypeOfService: [0, 1],
  ipv4ReceiveErrors: [0, 11],
  ipv6TrafficClass: [41, 67],
  ipv6ReceiveErrors: [41, 25],
} as const;

const optionValue = new PinnedMemory(4);

function setOption(descriptor: number, [level, name]: readonly [number, number], value: number): boolean {
  optionValue.bytes.writeInt32LE(value);
  return libc.symbols.setsockopt(descriptor, level, name, optionValue.address as Pointer, 4) === 0;
}

/**
 * Makes a UDP descriptor safe to share between dead and live peers. Exported for libraries that open
 * their own sockets (werift); `openUdp` has already done it.
 */
export function hardenUdpDescriptor(
  descriptor: number,
  options: { bufferBytes?: number; dscp?: number } = {},
): void {
  setOption(descriptor, option.ipv4ReceiveErrors, 0);
  setOption(descriptor, option.ipv6ReceiveErrors, 0);
  const bytes = options.bufferBytes ?? 4 * 1024 * 1024;
  if (!setOption(descriptor, option.receiveBufferForce, bytes))
    setOption(descriptor, option.receiveBuffer, bytes);
  setOption(descriptor, option.sendBuffer, bytes);
  if (options.dscp !== undefined) {
    setOption(descriptor, option.ipv4TypeOfService, options.dscp << 2);
    setOption(descriptor, option.ipv6TrafficClass, options.dscp << 2);
  }
}

/** Differentiated services code points (RFC 4594 §2.3). */
export const dscp = { signalling: 24, audio: 46, video: 34 } as const;

/** One datagram on its way to the kernel. */
const datagram = new PinnedMemory(65_536);
const dontWait = 0x40; // MSG_DONTWAIT

export interface UdpSocket {
  readonly address: string;
  readonly port: number;
  /** For libc calls such as sendmmsg. */
  readonly descriptor: number;
  /**
   * False when the datagram is dropped: the kernel refused it (buffer full, unreachable network), or there is no such
   * port. Never throws.
   */
  send(data: string | Uint8Array, port: number, address: UdpAddress): boolean;
  /** The same for `length` octets at the beginning of this memory, from where they leave without a copy. */
  sendPinned(memory: PinnedMemory, length: number, port: number, address: UdpAddress): boolean;
  /**
   * From now on its datagrams come by these rounds. Not to be called from `onDatagram`. Where that cannot be, as on an
   * IPv6 address, it stays with the event loop and answers false.
   */
  receiveBy(rounds: UdpRounds, onDatagram: OnDatagram): boolean;
  close(): void;
}

export interface UdpOptions {
  address: string;
  /** 0 takes any free port. */
  port: number;
  /** Receives a private copy; keeping it is safe. */
  onDatagram(data: Buffer, port: number, address: string): void;
  onError?(error: Error): void;
  /** Kernel buffers, in bytes each way. Default 4 MiB. */
  bufferBytes?: number;
  dscp?: number;
}

/** Opens and hardens a socket; rejects with the system's error (EADDRINUSE…) when it cannot be bound. */
export async function openUdp(options: UdpOptions): Promise<UdpSocket> {
  const socket = await Bun.udpSocket({
    hostname: options.address,
    port: options.port,
    binaryType: "buffer",
    socket: {
      data: (_socket, data, port, address) => options.onDatagram(data, port, address),
      // Typed as (socket, error) but called with the error alone.
      error: (...args: unknown[]) => options.onError?.(args.find((arg) => arg instanceof Error) as Error),
    },
  });
  const { fd } = socket as unknown as { fd: number };
  hardenUdpDescriptor(fd, options);
  const own = { descriptor: fd, close: () => socket.close() };
  const { hostname: address, port } = socket;
  return new OpenUdpSocket({ address, port, own, runtime: socket, onError: options.onError });
}

interface Opened {
  address: string;
  port: number;
  /** The descriptor that serves, and how it ends. */
  own: { descriptor: number; close(): void };
  /** Bun's socket, while it is the one that receives. */
  runtime: { send(data: string | Uint8Array, port: number, address: string): boolean } | undefined;
  onError: UdpOptions["onError"];
}

class OpenUdpSocket implements UdpSocket {
  readonly address: string;
  readonly port: number;
  readonly #onError: UdpOptions["onError"];
  #own: Opened["own"];
  #runtime: Opened["runtime"];
  #isOpen = true;

  constructor({ address, port, own, runtime, onError }: Opened) {
    this.address = address;
    this.port = port;
    this.#own = own;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  get descriptor(): number {
    return this.#own.descriptor;
  }

  send(data: string | Uint8Array, port: number, address: UdpAddress): boolean {
    try {
      return this.#sendDirectly(data, port, address) || this.#sendByRuntime(data, port, address);
    } catch (error) {
      this.#onError?.(error as Error);
      return false;
    }
  }

  sendPinned(memory: PinnedMemory, length: number, port: number, address: UdpAddress): boolean {
    try {
      const to = destinationOf(address, port);
      if (to && this.#isOpen) return this.#sendTo(memory, length, to);
      return this.#sendByRuntime(memory.bytes.subarray(0, length), port, address);
    } catch (error) {
      this.#onError?.(error as Error);
      return false;
    }
  }

  receiveBy(rounds: UdpRounds, onDatagram: OnDatagram): boolean {
    if (!this.#isOpen || !isIPv4(this.address)) return false;
    const taken = rounds.take(this.descriptor, { onDatagram, onError: (error) => this.#onError?.(error) });
    if (!taken) return false;
    this.#own.close(); // the socket lives on by the other descriptor, with what has come to it
    this.#own = taken;
    this.#runtime = undefined;
    return true;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#own.close();
  }

  /** Past Bun's own sending, which reads the address anew each time; false where that must do it. */
  #sendDirectly(data: string | Uint8Array, port: number, address: UdpAddress): boolean {
    if (typeof data === "string" || data.length > datagram.bytes.length || !this.#isOpen) return false;
    const to = destinationOf(typeof address === "string" ? udpAddress(address) : address, port);
    if (!to) return false;
    datagram.bytes.set(data);
    return this.#sendTo(datagram, data.length, to);
  }

  #sendTo(memory: PinnedMemory, length: number, to: Pointer): boolean {
    const { sendto } = libc.symbols;
    const from = memory.address as Pointer;
    return Number(sendto(this.descriptor, from, length, dontWait, to, socketAddress.bytes)) === length;
  }

  #sendByRuntime(data: string | Uint8Array, port: number, address: UdpAddress): boolean {
    return this.#runtime?.send(data, port, addressText(address)) ?? false;
  }
}
