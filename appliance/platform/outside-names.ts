/** Names looked up at servers of one's own choice, from an address of one's own: not as the box itself asks. */
import { Resolver } from "node:dns/promises";
import { isIPv6 } from "node:net";
import type { Resolve } from "./outside.ts";

/** Milliseconds for a server's answer; asked twice. */
const timeout = 2000;

/**
 * @param servers addresses, each with or without a port, as in `192.0.2.53` and `[2001:db8::53]:5353`
 * @param source where the questions come from; the system's choice where it is absent
 */
export function namesAt(servers: readonly string[], source?: string): Resolve {
  const resolver = new Resolver({ timeout, tries: 2 });
  resolver.setServers(servers);
  if (source) isIPv6(source) ? resolver.setLocalAddress("0.0.0.0", source) : resolver.setLocalAddress(source);
  const [four, six] = [!source || !isIPv6(source), !source || isIPv6(source)];
  return async (host) => {
    // What cannot be called from the source is not asked for: a server that is silent about it would hold up the rest.
    const found = await Promise.allSettled([
      ...(four ? [resolver.resolve4(host)] : []),
      ...(six ? [resolver.resolve6(host)] : []),
    ]);
    return found.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
}
