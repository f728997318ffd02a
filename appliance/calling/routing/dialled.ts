/** What a SIP URI dials: a number or a name of this house, or an address of another domain. */
import { isIP } from "node:net";
import { dialledUser, parseNameAddress } from "../../sip/index.ts";

/**
 * The user part; with its domain where that is another than this house's.
 * @param own names of this house; telephones know it by others too: pass what the telephone itself calls it
 */
export function numberIn(uri: string, own: readonly string[]): string | undefined {
  const dialled = dialledUser(uri);
  if (!dialled) return undefined;
  const host = dialled.host.toLowerCase().replace(/^\[|\]$/g, "");
  const isOwn = isIP(host) !== 0 || !host.includes(".") || own.includes(host);
  return isOwn || dialled.user === "" ? dialled.user : `${dialled.user}@${host}`;
}

/** The host in a From or To. */
export const hostIn = (address: string): string =>
  dialledUser(parseNameAddress(address)?.uri ?? "")?.host.toLowerCase() ?? "";
