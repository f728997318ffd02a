/** The machine's own addresses, and which of them leads back to the house for whom. */
import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

interface Attached {
  /** Of the interface. */
  name: string;
  address: string;
  /** Both as 32-bit numbers. */
  network: number;
  mask: number;
}

/** Over which interface packets go to a network. */
interface Route {
  name: string;
  network: number;
  mask: number;
  metric: number;
}

/** How the machine is connected. */
export interface Connections {
  /** IPv4 addresses of interfaces that lead outside. */
  attached: readonly Attached[];
  /** The best first. */
  routes: readonly Route[];
}

/** Milliseconds. Addresses change seldom, and are asked for with every message. */
const readEvery = 5000;
/** For a private peer in no network that is known: its tunnel may have come up a moment ago. */
const readAnewAfter = 100;
let readAt = Number.NEGATIVE_INFINITY;
let connections: Connections = { attached: [], routes: [] };

/** As they were so many milliseconds ago at most. */
function ownConnections(oldest: number): Connections {
  const now = performance.now();
  if (now - readAt < oldest) return connections;
  readAt = now;
  connections = { attached: attachedTo(networkInterfaces()), routes: parseRoutes(routeTable()) };
  return connections;
}

export const attachedTo = (interfaces: ReturnType<typeof networkInterfaces>): Attached[] =>
  Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address, netmask }) => {
        const mask = numberOf(netmask);
        return { name, address, mask, network: numberOf(address) & mask };
      }),
  );

/** Linux's table of IPv4 routes (proc_net(5)); empty where there is none. */
function routeTable(): string {
  try {
    return readFileSync("/proc/net/route", "utf8");
  } catch {
    return ""; // another system: its interfaces are chosen by their addresses alone
  }
}

/** RTF_UP without RTF_REJECT, of linux/route.h. */
const usable = (flags: number): boolean => (flags & 0x201) === 0x001;

/** @param table columns: interface, destination, gateway, flags, two counters, metric, mask; addresses in hexadecimal, last octet first */
export function parseRoutes(table: string): Route[] {
  const number = (hexadecimal: string) => Buffer.from(hexadecimal, "hex").readInt32LE();
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [name = "", network = "", , flags = "", , , metric, mask = ""] = line.split(/\s+/);
      if (![network, mask].every((field) => /^[\dA-F]{8}$/i.test(field))) return [];
      if (!usable(Number.parseInt(flags, 16))) return [];
      return [{ name, network: number(network), mask: number(mask), metric: Number(metric) }];
    })
    .sort((one, other) => (other.mask >>> 0) - (one.mask >>> 0) || one.metric - other.metric);
}

/**
 * The address at which a peer reaches this house: for those in a network that the machine is in, its own address
 * there; for those with a private address (RFC 1918, another site over a tunnel), its own where packets to them leave,
 * or else its first private one; for all others the one that was stated, as that of the router before it.
 * @param peer the IP address that its packets bear
 * @param bound the address that the sockets are bound to, 0.0.0.0 for all
 * @param stated the address that leads here from outside, where it is not the machine's own
 */
export function addressTowards(
  peer: string,
  bound: string,
  stated: string | undefined,
  connectionsOf: (oldest: number) => Connections = ownConnections,
): string {
  if (peer.startsWith("127.") || peer === "::1") return "127.0.0.1";
  const everywhere = bound === "0.0.0.0" || bound === "::";
  if (!everywhere && (!stated || bound === stated)) return bound;
  if (isIPv4(peer)) {
    const number = numberOf(peer);
    const reaches = ({ network, mask }: Attached | Route) => (number & mask) === network;
    const own = ({ attached }: Connections) =>
      everywhere ? attached : attached.filter(({ address }) => address === bound);
    const beside = (known: Connections) => own(known).find(reaches);
    const elsewhere = (known: Connections) => {
      const route = known.routes.find(reaches);
      const leaving = own(known).find(({ name }) => name === route?.name);
      return leaving ?? own(known).find(({ address }) => isPrivate(numberOf(address)));
    };
    const anew = () => {
      const known = connectionsOf(readAnewAfter);
      return beside(known) ?? elsewhere(known);
    };
    const inside = beside(connectionsOf(readEvery)) ?? (isPrivate(number) ? anew() : undefined);
    if (inside) return inside.address;
  }
  return stated ?? connectionsOf(readEvery).attached[0]?.address ?? "127.0.0.1";
}

/** RFC 1918. */
const isPrivate = (number: number): boolean =>
  number >>> 24 === 10 || number >>> 20 === 0xac1 || number >>> 16 === 0xc0a8;

const numberOf = (address: string): number =>
  address.split(".").reduce((number, octet) => (number << 8) | Number(octet), 0);
