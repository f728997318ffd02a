/** Calls that leave the house, and those that come in: who may, over which trunk, and under which number. */
import { dialledUser, hostOf, type NameAddress, quoteName } from "../../sip/index.ts";
import type { Destination } from "../branch.ts";
import type { CallParty } from "../party.ts";
import { type Authority, type Outside, refuse } from "../routing.ts";
import type { Settings } from "../settings.ts";
import type { Target } from "../world.ts";
import { type Domains, domainName, splitAddress } from "./domains.ts";
import { locationOf } from "./location.ts";
import { classOf, type DialRules, emergencyNumber, toE164 } from "./numbers.ts";
import type { OutsideNumbers } from "./outside-numbers.ts";
import type { Protection } from "./protection.ts";
import type { Trunks } from "./trunks.ts";

export interface OutsideParts {
  rules: DialRules;
  trunks: Trunks;
  domains: Domains;
  protection: Protection;
  numbers: OutsideNumbers;
  settings: Settings;
  domain: string;
  now(): number;
}

/** A server that says nothing for so long is passed over for the next trunk (CA-03). */
const patience = 4000;
/** Whoever rings back after an emergency call reaches the telephone that made it. */
const callBackMilliseconds = 30 * 60_000;

type TrunkTarget = Extract<Target, { kind: "trunk" }>;

export class OutsideLines {
  readonly #parts: OutsideParts;
  /** By the number that an emergency call showed. */
  readonly #callBacks = new Map<string, { inside: string; until: number }>();

  constructor(parts: OutsideParts) {
    this.#parts = parts;
  }

  get protection(): Protection {
    return this.#parts.protection;
  }

  get domains(): Domains {
    return this.#parts.domains;
  }

  /** Where a dialled number or address leads outside; always an answer. */
  route(dialled: string, authority: Authority): Outside<Target> {
    if (dialled.includes("@")) return this.#toDomain(dialled, authority);
    const { rules, settings, protection } = this.#parts;
    const number = toE164(dialled, rules);
    const party = { personId: undefined, name: number ?? dialled, number: number ?? dialled };
    if (number === undefined) return refuse(404, "nobody has this number", party);
    if (authority.personId === undefined) return refuse(403, "callers from outside stay inside", party);
    const { outside: may, allowed } = settings.of(authority.personId);
    const wanted = classOf(number, rules);
    const isAllowed = allowed.some((one) => toE164(one, rules) === number);
    if (!isAllowed && (may === "none" || (may === "national" && wanted === "international")))
      return refuse(403, `the class of service does not include ${wanted} calls`, party);
    const objection = protection.objection(authority.personId, number, wanted);
    if (objection !== undefined) return refuse(403, objection, party);
    protection.charge(party, authority.personId, wanted);
    return this.#over(party, number);
  }

  /** Calls by address cost nothing: whoever may call outside at all may call every domain that is not barred. */
  #toDomain(address: string, { personId }: Authority): Outside<Target> {
    const { domains, settings, protection } = this.#parts;
    const [user, domain] = splitAddress(address.toLowerCase());
    const party = { personId: undefined, name: address, number: address };
    if (user === "" || !domainName.safeParse(domain).success)
      return refuse(404, "nobody has this address", party);
    if (personId === undefined) return refuse(403, "callers from outside stay inside", party);
    if (settings.of(personId).outside === "none")
      return refuse(403, "the class of service does not include calls outside", party);
    if (!domains.of(domain).outgoing) return refuse(403, "calls to this domain are barred", party);
    const objection = protection.objection(personId, address, "national");
    if (objection !== undefined) return refuse(403, objection, party);
    protection.charge(party, personId, "national");
    return { kind: "ways", party, targets: [{ kind: "domain", party, address }] };
  }

  /** The ways for an emergency call; undefined for any other number. Asks nobody for permission. */
  emergency(dialled: string): Outside<Target> | undefined {
    const number = emergencyNumber(dialled, this.#parts.rules);
    if (number === undefined) return undefined;
    return this.#over({ personId: undefined, name: "Emergency", number }, number);
  }

  /** What a call from outside reaches: the user part of its Request-URI, as the provider writes numbers. */
  inbound(user: string): string | undefined {
    const { rules, numbers } = this.#parts;
    const number = toE164(user, rules) ?? (/^\d{7,15}$/.test(user) ? `+${user}` : undefined);
    if (number === undefined) return undefined;
    const back = this.#callBacks.get(number);
    if (back && back.until > this.#parts.now()) return back.inside;
    return (numbers.find(number) ?? numbers.find(`+${user}`))?.reaches ?? undefined;
  }

  /** Who calls from outside, as far as the provider says. */
  callerOf(from: NameAddress): CallParty {
    const user = dialledUser(from.uri)?.user ?? "";
    const number = toE164(user, this.#parts.rules) ?? user;
    return { personId: undefined, name: from.displayName || number || "Unknown", number };
  }

  /** The number that people outside see, and where it is. Who calls from outside has none, whatever they claim. */
  identityOf(caller: CallParty): { number: string | undefined; address: string | undefined } {
    const own = caller.personId === undefined ? undefined : this.#parts.numbers.reaching(caller.number);
    return { number: own?.number, address: own?.address ?? undefined };
  }

  async reach(target: TrunkTarget, caller: CallParty): Promise<Destination> {
    const { settings, protection } = this.#parts;
    protection.begin(target.party);
    const { flow, definition, credentials } = await this.#parts.trunks.reach(target.trunk);
    const emergency = emergencyNumber(target.number, this.#parts.rules) !== undefined;
    const own = this.identityOf(caller);
    const choice =
      caller.callerId ?? (caller.personId === undefined ? "own" : settings.of(caller.personId).callerId);
    const shown = (choice === "organisation" ? undefined : own.number) ?? definition.callerId ?? undefined;
    const hidden = choice === "hidden" && !emergency;
    if (emergency && shown !== undefined)
      this.#callBacks.set(shown, { inside: caller.number, until: this.#parts.now() + callBackMilliseconds });
    const address = (user: string) =>
      `<sip:${encodeURIComponent(user).replace("%2B", "+")}@${definition.host}>`;
    const identity = `${quoteName(caller.name)} ${address(shown ?? caller.number)}`;
    const location =
      emergency && definition.takesLocation && own.address !== undefined
        ? locationOf(own.address, `${caller.number}@${this.#parts.domain}`)
        : undefined;
    const port = definition.port === 0 ? "" : `:${definition.port}`;
    const transport =
      definition.transport === "UDP" ? "" : `;transport=${definition.transport.toLowerCase()}`;
    return {
      party: target.party,
      deviceId: undefined,
      soundOnly: true, // some providers refuse a call for a line that they do not know
      flow,
      target: `sip:${target.number}@${hostOf(definition.host)}${port}${transport}`,
      from: hidden ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : identity,
      to: address(target.number),
      patience,
      headers: {
        "P-Asserted-Identity": identity,
        ...(hidden && { Privacy: "id" }),
        ...(emergency && { Priority: "emergency" }),
        ...(location && { Geolocation: `<cid:${location.id}>`, "Geolocation-Routing": "yes" }),
      },
      ...(credentials && { credentials }),
      ...(location && { attachment: location }),
    };
  }

  #over(party: CallParty, number: string): Outside<Target> {
    const ways = this.#parts.trunks.usable;
    if (ways.length === 0) return refuse(503, "there is no trunk", party);
    return {
      kind: "ways",
      party,
      targets: ways.map(({ id }): Target => ({ kind: "trunk", party, trunk: id, number })),
    };
  }
}
