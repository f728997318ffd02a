/** Addresses that strangers and browsers name for us to call: never those of our own network (SSRF). */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Two lists: one alone would find every IPv4 address in ::ffff:0:0/96. */
const own = { ipv4: new BlockList(), ipv6: new BlockList() };
/** RFC 6890 and its registries: this host, private, shared, link-local, benchmarks, multicast, reserved. */
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  own.ipv4.addSubnet(network, bits, "ipv4");
/** Everything but global unicast, and within it what carries IPv4 addresses or is for documents. */
for (const [network, bits] of [
  ["::", 3],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["4000::", 2],
  ["8000::", 1],
] as const)
  own.ipv6.addSubnet(network, bits, "ipv6");

/** Whether an IP address belongs to somebody outside, reachable on the Internet. */
export function isOutside(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 6 ? "ipv6" : "ipv4";
  return !own[family].check(address, family);
}

export type Resolve = (host: string) => Promise<readonly string[]>;
const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Why a URL may not be called; undefined when its form is fine. */
export function refusedForm(text: string, allowed: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return "It is no address.";
  const { protocol, username, password, hostname, host } = new URL(text);
  if (protocol !== "https:") return "It is not HTTPS.";
  if (username !== "" || password !== "") return "It holds a password.";
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !isOutside(literal) && !allowed.includes(host))
    return "It lies in this network.";
  return undefined;
}

/**
 * Throws unless every address of the URL's host lies outside, or the administrator allowed it. Certificates are
 * checked against the name, so a name that changes its address afterwards reaches nobody who would answer.
 * @param allowed `host:port` of services in one's own network
 */
export async function requireOutside(
  text: string,
  allowed: readonly string[],
  resolve = resolveAll,
): Promise<void> {
  const refused = refusedForm(text, allowed);
  if (refused) throw new Error(refused);
  const { hostname, host } = new URL(text);
  if (allowed.includes(host)) return;
  const literal = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(literal) === 0 ? await resolve(hostname) : [literal];
  if (addresses.length === 0 || !addresses.every(isOutside)) throw new Error("It lies in this network.");
}
