/** Where a SIP URI leads (RFC 3263): NAPTR chooses the transport, SRV the servers, A and AAAA their addresses. */
import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import type { TransportName } from "./flow.ts";

export type NextHopTransport = Exclude<TransportName, "WSS">;

export interface NextHop {
  transport: NextHopTransport;
  address: string;
  port: number;
  /** The name that a TLS certificate must bear. */
  host: string;
}

/** The look-ups that the resolver makes; each rejects where there is nothing. */
export interface Dns {
  naptr(
    name: string,
  ): Promise<readonly { order: number; preference: number; service: string; replacement: string }[]>;
  srv(name: string): Promise<readonly { priority: number; weight: number; port: number; name: string }[]>;
  addresses(name: string): Promise<readonly string[]>;
}

export const systemDns: Dns = {
  naptr: (name) => dns.resolveNaptr(name),
  srv: (name) => dns.resolveSrv(name),
  addresses: async (name) => (await dns.lookup(name, { all: true })).map(({ address }) => address),
};

const services: Readonly<Record<string, NextHopTransport>> = {
  "SIPS+D2T": "TLS",
  "SIP+D2T": "TCP",
  "SIP+D2U": "UDP",
};
const prefixes: Readonly<Record<NextHopTransport, string>> = {
  TLS: "_sips._tcp.",
  TCP: "_sip._tcp.",
  UDP: "_sip._udp.",
};
const defaultPort = (transport: NextHopTransport) => (transport === "TLS" ? 5061 : 5060);
/** Where NAPTR says nothing: encrypted before plain. */
const preferred: readonly NextHopTransport[] = ["TLS", "TCP", "UDP"];

/**
 * The servers to try, best first; empty when the name leads nowhere.
 * @param target port 0 and transport undefined where the URI says nothing
 */
export async function resolve(
  target: { host: string; port: number; transport?: NextHopTransport | undefined },
  lookUp: Dns,
): Promise<NextHop[]> {
  const { port } = target;
  const host = target.host.replace(/^\[|\]$/g, "");
  const plain = async (transport: NextHopTransport): Promise<NextHop[]> => {
    const addresses = isIP(host) ? [host] : await orNone(lookUp.addresses(host));
    return addresses.map((address) => ({ transport, address, port: port || defaultPort(transport), host }));
  };
  if (isIP(host) || port !== 0) return plain(target.transport ?? "UDP"); // RFC 3263 §4.1, §4.2
  const candidates = target.transport
    ? [{ transport: target.transport, name: prefixes[target.transport] + host }]
    : await chosenByNaptr(host, lookUp);
  for (const { transport, name } of candidates) {
    const servers = inOrder(await orNone(lookUp.srv(name)));
    const hops = await Promise.all(
      servers.map(async (server) =>
        (await orNone(lookUp.addresses(server.name))).map((address) => ({
          transport,
          address,
          port: server.port,
          host,
        })),
      ),
    );
    if (hops.flat().length > 0) return hops.flat();
  }
  return plain(target.transport ?? "UDP");
}

async function chosenByNaptr(host: string, lookUp: Dns) {
  const records = (await orNone(lookUp.naptr(host)))
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap(({ service, replacement }) => {
      const transport = services[service.toUpperCase()];
      return transport ? [{ transport, name: replacement }] : [];
    });
  return records.length > 0
    ? records
    : preferred.map((transport) => ({ transport, name: prefixes[transport] + host }));
}

/** By priority; among equals the heavier ones more often first (RFC 2782). */
const inOrder = <Server extends { priority: number; weight: number }>(servers: readonly Server[]): Server[] =>
  servers
    .map((server) => ({ server, draw: Math.random() ** (1 / Math.max(server.weight, 0.01)) }))
    .toSorted((a, b) => a.server.priority - b.server.priority || b.draw - a.draw)
    .map(({ server }) => server);

/** A name without such a record is no error: the next rule applies. */
const orNone = <Item>(found: Promise<readonly Item[]>): Promise<readonly Item[]> => found.catch(() => []);
