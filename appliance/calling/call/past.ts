/** What a call has been through before it came here, so that calls in circles end (CA-13; RFC 7332). */
import { type IncomingInvite, parseNameAddress } from "../../sip/index.ts";
import type { Diversion } from "../routing/routing.ts";
import type { CallParty } from "./party.ts";

export interface Past {
  /** The Max-Forwards of what goes out for it: whoever gets it may pass it on so often. */
  hops: number;
  /** How often others have sent it on. */
  diverted: number;
  /** What they say of that (RFC 5806), the latest first, for whoever is called next. */
  diversions: readonly string[];
}

/** How a call comes to whom it rings for now: from others to here, and within the house. */
export interface Course {
  past: Past;
  diversions: readonly Diversion[];
}

/** RFC 3261 §8.1.1.6. */
const mostHops = 70;
/** More, and longer ones, are counted and not passed on. */
const mostKept = 10;
const longestKept = 300;

/** Of a call that begins here. */
export const noPast: Past = { hops: mostHops, diverted: 0, diversions: [] };

/** One hop less than its sender had; what cannot be read of its history counts as nothing. */
export function pastOf(invite: IncomingInvite): Past {
  const hops = Math.max(0, Math.min(Number(invite.header("max-forwards") ?? mostHops), mostHops) - 1);
  const diversions = invite.headers("diversion").filter((value) => parseNameAddress(value) !== undefined);
  const counted = diversions.reduce((sum, value) => sum + counterOf(value), 0);
  const diverted = Math.max(counted, invite.headers("history-info").filter(isRetarget).length);
  // Whoever is in the house is sent on by the house, and has nothing to say of it to a provider.
  const isOurs = invite.caller.personId !== undefined;
  const kept = isOurs ? [] : diversions.flatMap(written).filter(({ length }) => length <= longestKept);
  return { hops, diverted, diversions: kept.slice(0, mostKept) };
}

/** An entry written anew, of what is understood of it: whose it was, why, how often, and whether that is told. */
function written(value: string): string[] {
  const address = parseNameAddress(value);
  if (!address) return [];
  const params = ["reason", "counter", "privacy"].flatMap((name) => {
    const said = address.params.get(name);
    return said !== undefined && /^[\w.!%*+-]{1,40}$/.test(said) ? `;${name}=${said}` : [];
  });
  return [`<${address.uri}>${params.join("")}`];
}

/** For how many diversions one entry stands (RFC 5806 §4.1). */
const counterOf = (value: string): number =>
  Math.max(1, Number(/;\s*counter\s*=\s*"?(\d{1,3})/i.exec(value)?.[1] ?? 1));

/** An entry that says why the call went elsewhere (RFC 4458 in RFC 7044 §10.2), or that it went to somebody else (mp). */
const isRetarget = (entry: string): boolean => /[;?&]cause=\d{3}|;\s*mp\s*=/i.test(entry);

const reasons: Readonly<Record<Diversion["why"], string>> = {
  always: "unconditional",
  busy: "user-busy",
  "no-answer": "no-answer",
  offline: "unavailable",
  "do-not-disturb": "do-not-disturb",
  reach: "follow-me",
  menu: "deflection",
};

/**
 * The Diversion header of a call that was sent on, here or before; nothing for any other.
 * @param addressOf who sent it on, as whoever is called may know them
 */
export function diversionHeader(
  { diversions, past }: Course,
  addressOf: (party: CallParty) => string,
): { Diversion?: string } {
  const unsaid = past.diversions.length === 0 ? past.diverted : 0;
  const own = diversions.map(({ party, why }, index) => {
    const counter = index === 0 && unsaid > 0 ? `;counter=${unsaid + 1}` : "";
    return `${addressOf(party)};reason=${reasons[why]}${counter}`;
  });
  const all = [...own.reverse(), ...past.diversions];
  return all.length > 0 ? { Diversion: all.join(", ") } : {};
}
