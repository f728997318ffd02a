/** What a trunk is (CA-03): a provider, or another exchange. */
import { z } from "zod";
import { says } from "../../platform/index.ts";
import type { Flow, NextHop, PeerIdentity, Sip, TrustedPeer } from "../../sip/index.ts";

export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, says("whole-number"));
/** PEM of the authority that signs the peer's certificate; null: one that the system knows. */
export const certificate = z
  .string()
  .trim()
  .max(20_000)
  .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/, says("certificate"))
  .nullable()
  .default(null);
const host = z
  .string()
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])$/, says("host"));

const peerAddress = z.union([z.ipv4(), z.ipv6().toLowerCase()], says("ip-address"));

export const trunkDefinition = z.object({
  host,
  /** 0: what DNS says (RFC 3263), or the standard one. */
  port: z.number().int().min(0).max(65535).default(0),
  transport: z.enum(["UDP", "TCP", "TLS"]).default("UDP"),
  /** Over TLS the server must show a certificate for the host. */
  verify: z.boolean().default(true),
  /** See `certificate`. */
  authority: certificate,
  /** Registers there, with the username and the password. */
  registers: z.boolean().default(false),
  username: z.string().max(80).default(""),
  /** Addresses that its calls come from, besides those of the host. */
  peers: z.array(peerAddress).max(20).default([]),
  /** Shown to people who are called, where the caller has no number of their own. */
  callerId: e164.nullable().default(null),
  /** Takes the caller's location with an emergency call (RFC 6442). */
  takesLocation: z.boolean().default(false),
  enabled: z.boolean().default(true),
});
export type TrunkDefinition = z.output<typeof trunkDefinition>;

/** What a TLS peer has to prove; undefined where nothing is asked. */
export const identityOf = (
  host: string,
  { verify, authority }: { verify: boolean; authority: string | null },
): PeerIdentity | undefined => (verify ? { host, ...(authority !== null && { authority }) } : undefined);

/**
 * How a flow is known as a trunk's, over the transport that it speaks: datagrams by its server's own port, connections
 * that the house opened by what the server proved then; others come from any port of its address.
 */
export function howKnown(
  { transport, address, port, opened, identity }: Flow,
  definition: TrunkDefinition,
  hops: readonly NextHop[],
): TrustedPeer["by"] | undefined {
  if (!definition.enabled || transport !== definition.transport) return undefined;
  const own = hops.filter((hop) => hop.address === address);
  const proven = transport !== "TLS" || definition.verify === false || identity?.host === definition.host;
  const leadsThere = transport === "UDP" || (opened && proven);
  if (leadsThere && own.some((hop) => hop.port === port)) return "way";
  const isOwn = transport !== "UDP" && own.length > 0;
  return isOwn || definition.peers.includes(address) ? "address" : undefined;
}

/** A way to the first of these servers that can be reached; rejects with the reason of the last. */
export async function firstReached(
  sip: Sip,
  hops: readonly NextHop[],
  host: string,
  identity: PeerIdentity | undefined,
): Promise<Flow> {
  let failure: unknown = new Error(`${host} has no server`);
  for (const hop of hops)
    try {
      return await sip.flowTo(hop, identity);
    } catch (error) {
      failure = error; // the next server may answer
    }
  throw failure;
}
