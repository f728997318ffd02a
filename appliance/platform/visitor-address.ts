/** Whose request it is, where a proxy stands in front. */
import { isIP } from "node:net";
import { addressList, unmapped } from "./address-list.ts";

/** @returns the visitor's address, from the connection's and from `X-Forwarded-For` where it has one */
export type VisitorAddress = (peer: string, forwarded: string | null) => string;

/**
 * Anybody may send `X-Forwarded-For`: it counts where a trusted proxy sent it, from its end as far as proxies that
 * are trusted wrote it.
 * @param proxies addresses and networks
 */
export function visitorAddresses(proxies: readonly string[]): VisitorAddress {
  const isTrusted = addressList(proxies);
  return (peer, forwarded) => {
    let address = unmapped(peer);
    for (const hop of (forwarded ?? "").split(",").reverse()) {
      const named = unmapped(hop.trim());
      if (!isTrusted(address) || isIP(named) === 0) break;
      address = named;
    }
    return address;
  };
}
