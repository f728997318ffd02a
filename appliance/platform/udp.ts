/**
 * The one way to open a UDP socket.
 *
 * Bun sets IP_RECVERR on every UDP socket. An ICMP "port unreachable" from any peer then fails the *next*
 * send, which may be to a healthy peer, and kills a process that has no error handler. This helper clears
 * the option, sizes the kernel's buffers, marks packets (DSCP) and always has an error handler.
 */
import { dlopen, FFIType, type Pointer } from "bun:ffi";
import { PinnedMemory } from "./pinned-memory.ts";

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

/** One datagram on its way to the kernel; larger ones go by Bun's own way. */
const datagram = new PinnedMemory(4096);
const dontWait = 0x40; // MSG_DONTWAIT
const addressBytes = 16;

/** A socket address (struct sockaddr_in) that is written again only when the destination changes. */
class Destination {
  readonly #memory = new PinnedMemory(addressBytes);
  #address = "";
  #port = -1;

  /** Its place in memory; undefined for what is not an IPv4 address. */
  pointTo(address: string, port: number): Pointer | undefined {
    const { bytes } = this.#memory;
    if (address !== this.#address) {
      const octets = address.split(".").map(Number);
      if (octets.length !== 4 || !octets.every((octet) => octet >= 0 && octet < 256)) return undefined;
      bytes.writeUInt16LE(2, 0); // AF_INET
      bytes.set(octets, 4);
      this.#address = address;
    }
    if (port !== this.#port) bytes.writeUInt16BE(port, 2);
    this.#port = port;
    return this.#memory.address as Pointer;
  }
}

export interface UdpSocket {
  readonly address: string;
  readonly port: number;
  /** For libc calls such as sendmmsg. */
  readonly descriptor: number;
  /**
   * False when the datagram is dropped: the kernel refused it (buffer full, unreachable network), or there is no such
   * port. Never throws.
   */
  send(data: string | Uint8Array, port: number, address: string): boolean;
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
  const destination = new Destination();
  let open = true;
  /** Past Bun's own sending, which reads the address anew each time; false where that must do it. */
  const sendDirectly = (data: string | Uint8Array, port: number, address: string): boolean => {
    if (typeof data === "string" || data.length > datagram.bytes.length || !open) return false;
    const to = destination.pointTo(address, port);
    if (!to) return false;
    datagram.bytes.set(data);
    const sent = libc.symbols.sendto(
      fd,
      datagram.address as Pointer,
      data.length,
      dontWait,
      to,
      addressBytes,
    );
    return Number(sent) === data.length;
  };
  return {
    address: socket.hostname,
    port: socket.port,
    descriptor: fd,
    send(data, port, address) {
      try {
        return sendDirectly(data, port, address) || socket.send(data, port, address);
      } catch (error) {
        options.onError?.(error as Error);
        return false;
      }
    },
    close() {
      open = false;
      socket.close();
    },
  };
}
