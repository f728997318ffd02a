/** The machine's own addresses, and which of them leads back to the house for whom. */
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

interface Attached {
  address: string;
  /** Both as 32-bit numbers. */
  network: number;
  mask: number;
}

/** Addresses change seldom, and are asked for with every message. */
const readEvery = 5000;
let readAt = Number.NEGATIVE_INFINITY;
let attached: readonly Attached[] = [];

/** The IPv4 addresses of interfaces that lead outside, as they were a few seconds ago at most. */
function interfaces(): readonly Attached[] {
  const now = performance.now();
  if (now - readAt < readEvery) return attached;
  readAt = now;
  attached = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address, netmask }) => {
      const mask = numberOf(netmask);
      return { address, mask, network: numberOf(address) & mask };
    });
  return attached;
}

/** The first IPv4 address of an interface that leads outside; loopback when there is none. */
const ownAddress = (): string => interfaces()[0]?.address ?? "127.0.0.1";

/**
 * The address at which a peer reaches this house: for those in a network that the machine is in, its own address
 * there; for those with a private address (RFC 1918, another site over a tunnel), its own private one; for all
 * others the one that was stated, as that of the router before it.
 * @param peer the IP address that its packets bear
 * @param bound the address that the sockets are bound to, 0.0.0.0 for all
 * @param stated the address that leads here from outside, where it is not the machine's own
 */
export function addressTowards(peer: string, bound: string, stated: string | undefined): string {
  if (peer.startsWith("127.") || peer === "::1") return "127.0.0.1";
  const everywhere = bound === "0.0.0.0" || bound === "::";
  if (!everywhere && (!stated || bound === stated)) return bound;
  if (isIPv4(peer)) {
    const number = numberOf(peer);
    const own = everywhere ? interfaces() : interfaces().filter(({ address }) => address === bound);
    const near = own.find(({ network, mask }) => (number & mask) === network);
    const inside =
      near ?? (isPrivate(number) ? own.find(({ address }) => isPrivate(numberOf(address))) : undefined);
    if (inside) return inside.address;
  }
  return stated ?? ownAddress();
}

/** RFC 1918. */
const isPrivate = (number: number): boolean =>
  number >>> 24 === 10 || number >>> 20 === 0xac1 || number >>> 16 === 0xc0a8;

const numberOf = (address: string): number =>
  address.split(".").reduce((number, octet) => (number << 8) | Number(octet), 0);
