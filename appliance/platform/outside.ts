/** Addresses that strangers, pages and browsers name for us to call: never those of our own network (SSRF). */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { addressList } from "./address-list.ts";

/** RFC 6890 and its registries: this host, private, shared, link-local, documents, benchmarks, multicast, reserved. */
const isOwn = addressList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Everything but global unicast, and within it what carries IPv4 addresses or is for documents.
  "::/3",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "4000::/2",
  "8000::/1",
]);

/** Nobody's service, whatever its name: link-local, where clouds keep their secrets, and multicast. */
const isNobodys = addressList([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/3",
  "fe80::/10",
  "ff00::/8",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "2002::/16",
]);

/** Whether an IP address belongs to somebody outside, reachable on the Internet. */
export const isOutside = (address: string): boolean => isIP(address) !== 0 && !isOwn(address);

export type Resolve = (host: string) => Promise<readonly string[]>;
const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

export interface OutsideRules {
  /** As in `https:`. */
  protocols: readonly string[];
  /** Of hosts that are not in `allowed`; any where undefined. */
  ports?: readonly number[];
  /** `host` or `host:port` of services in one's own network that may be called all the same. */
  allowed: readonly string[];
  /** Whether a host, as a name or an address, is the house itself; that is called only where it is allowed. */
  isOurs?: (host: string) => boolean;
}

/**
 * Whether a host is this machine: one of its addresses of the moment, which may be public ones.
 * @param others names and addresses that lead here too
 */
export const ownHosts =
  (others: readonly string[]) =>
  (host: string): boolean =>
    others.some((other) => other.toLowerCase() === host) ||
    Object.values(networkInterfaces()).some((links) => links?.some(({ address }) => address === host));

/** As an IP address is written alone: without the brackets of a URL. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === "https:" ? 443 : 80));

const isAllowed = (url: URL, { allowed }: OutsideRules): boolean =>
  allowed.includes(url.host) || allowed.includes(`${url.hostname}:${portOf(url)}`);

/** Why a URL may not be called; undefined when its form is fine. */
export function refusedForm(text: string, rules: OutsideRules): string | undefined {
  if (!URL.canParse(text)) return "It is no address.";
  const url = new URL(text);
  if (!rules.protocols.includes(url.protocol)) return `It is not ${rules.protocols.join(" or ")}.`;
  if (url.username !== "" || url.password !== "") return "It holds a password.";
  if (isAllowed(url, rules)) return undefined;
  const literal = bare(url.hostname);
  if (isIP(literal) !== 0 && !isOutside(literal)) return "It lies in this network.";
  if (rules.ports && !rules.ports.includes(portOf(url))) return "Its port is not one of the web's.";
  return undefined;
}

/**
 * The addresses to connect to, asked for once: what connects uses them and asks no more, so that a name which
 * changes its address afterwards (DNS rebinding) reaches nobody else. Throws unless every address of the host lies
 * outside, or the administrator allowed it.
 */
export async function resolveOutside(
  text: string,
  rules: OutsideRules,
  resolve: Resolve = resolveAll,
): Promise<readonly string[]> {
  const refused = refusedForm(text, rules);
  if (refused) throw new Error(refused);
  const url = new URL(text);
  const literal = bare(url.hostname);
  const addresses = isIP(literal) === 0 ? await resolve(url.hostname) : [literal];
  const ours = (host: string) => rules.isOurs?.(host) ?? false;
  const isElsewhere = (address: string) => isOutside(address) && !ours(address) && !ours(url.hostname);
  const fits = isAllowed(url, rules) ? (address: string) => !isNobodys(address) : isElsewhere;
  if (addresses.length === 0 || !addresses.every(fits)) throw new Error("It lies in this network.");
  return addresses;
}
