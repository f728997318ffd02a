/** Lists of IP addresses and networks, as in `10.0.0.2`, `10.0.0.0/8` and `2001:db8::/32` (RFC 4632, RFC 4291). */
import { BlockList, isIP } from "node:net";

const parts = (network: string): { address: string; family: number; bits: number } => {
  const [address = "", bits, ...more] = network.split("/");
  const family = more.length === 0 && !address.includes("%") ? isIP(address) : 0;
  const most = family === 6 ? 128 : 32;
  return { address, family, bits: bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1 };
};

/** Whether this is an IP address or a network. */
export function isNetwork(text: string): boolean {
  const { family, bits } = parts(text);
  return family !== 0 && bits >= 0 && bits <= (family === 6 ? 128 : 32);
}

/** An IPv4 address of a socket that takes both, as it is written alone (RFC 4291 §2.5.5.2); others as they are. */
export const unmapped = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, "");

/**
 * A network as the one text that all of its writings have: without bits of a host, an address alone without its length,
 * IPv6 as in RFC 5952, and IPv4 that is mapped as IPv4.
 * @param network what `isNetwork` takes
 */
export function networkOf(network: string): string {
  const { address, family, bits } = parts(network);
  const groups = family === 6 ? groupsOf(address) : [];
  const isMapped =
    bits >= 96 && groups.slice(0, 6).every((group, index) => group === (index < 5 ? 0 : 0xffff));
  const [octets, length] = isMapped
    ? [groups.slice(6).flatMap((group) => [group >> 8, group & 255]), bits - 96]
    : [address.split(".").map(Number), bits];
  if (family === 4 || isMapped) return written(masked(octets, 8, length).join("."), length, 32);
  const hexadecimal = masked(groups, 16, bits).map((group) => group.toString(16));
  return written(canonical(hexadecimal.join(":")), bits, 128);
}

const written = (address: string, bits: number, most: number): string =>
  bits === most ? address : `${address}/${bits}`;

/** @param width bits of each part */
const masked = (numbers: readonly number[], width: number, bits: number): number[] =>
  numbers.map((number, index) => {
    const host = Math.min(width, Math.max(0, width * (index + 1) - bits));
    return (number >> host) << host;
  });

/** An IPv6 address as a URL has it, which is as in RFC 5952. */
const canonical = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

function groupsOf(address: string): number[] {
  const [head = [], tail] = canonical(address)
    .split("::")
    .map((half) =>
      half
        .split(":")
        .filter(Boolean)
        .map((group) => Number.parseInt(group, 16)),
    );
  if (!tail) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** Whether an address is in any of the networks; false for what is no address. */
export function addressList(networks: readonly string[]): (address: string) => boolean {
  // Two lists: one alone would find every IPv4 address in ::ffff:0:0/96.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const { address, family, bits } = parts(network);
    const name = family === 6 ? "ipv6" : "ipv4";
    lists[name].addSubnet(address, bits, name);
  }
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    const name = family === 6 ? "ipv6" : "ipv4";
    return lists[name].check(address, name);
  };
}
