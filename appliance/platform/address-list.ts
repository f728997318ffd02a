/** Lists of IP addresses and networks, as in `10.0.0.2`, `10.0.0.0/8` and `2001:db8::/32` (RFC 4632, RFC 4291). */
import { BlockList, isIP } from "node:net";

const parts = (network: string): { address: string; family: number; bits: number } => {
  const [address = "", bits, ...more] = network.split("/");
  const family = more.length === 0 ? isIP(address) : 0;
  const most = family === 6 ? 128 : 32;
  return { address, family, bits: bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1 };
};

/** Whether this is an IP address or a network. */
export function isNetwork(text: string): boolean {
  const { family, bits } = parts(text);
  return family !== 0 && bits >= 0 && bits <= (family === 6 ? 128 : 32);
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
