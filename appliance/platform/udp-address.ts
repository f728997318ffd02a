/** Where a datagram comes from or goes to, so that it is compared and written without text for each packet. */
import type { Pointer } from "bun:ffi";
import { isIPv4 } from "node:net";
import { PinnedMemory } from "./pinned-memory.ts";

/** An IPv4 address as a number, the first octet the highest; any other as its text. */
export type UdpAddress = number | string;

let lastText = "";
let lastAddress: UdpAddress = "";

/** The one for this text; what is no IPv4 address stays as it is. */
export function udpAddress(text: string): UdpAddress {
  if (text !== lastText) {
    lastAddress = isIPv4(text) ? text.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0) : text;
    lastText = text;
  }
  return lastAddress;
}

export const addressText = (address: UdpAddress): string =>
  typeof address === "string" ? address : [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");

/** struct sockaddr_in (ip(7)). */
export const socketAddress = { bytes: 16, port: 2, address: 4, family: 2 } as const;

/** One for all sockets of a thread: it stays in the cache, where one for each would have to be fetched. */
const destination = new PinnedMemory(socketAddress.bytes);
destination.bytes.writeUInt16LE(socketAddress.family, 0);

/** Where it stands in memory, until the next one; undefined for what is not IPv4. Throws for what is no port. */
export function destinationOf(address: UdpAddress, port: number): Pointer | undefined {
  if (typeof address === "string") return undefined;
  destination.bytes.writeUInt16BE(port, socketAddress.port);
  destination.bytes.writeUInt32BE(address, socketAddress.address);
  return destination.address as Pointer;
}
