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

/** A socket address in memory, which is written again only when the destination changes. */
export class Destination {
  readonly #memory = new PinnedMemory(socketAddress.bytes);
  #address: UdpAddress = "";
  #port = -1;

  /** Its place; undefined for what is not an IPv4 address. Throws for what is no port. */
  pointTo(address: UdpAddress, port: number): Pointer | undefined {
    const { bytes } = this.#memory;
    if (address !== this.#address) {
      if (typeof address === "string") return undefined;
      bytes.writeUInt16LE(socketAddress.family, 0);
      bytes.writeUInt32BE(address, socketAddress.address);
      this.#address = address;
    }
    if (port !== this.#port) bytes.writeUInt16BE(port, socketAddress.port);
    this.#port = port;
    return this.#memory.address as Pointer;
  }
}
