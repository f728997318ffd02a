/** Calls that leave the house, and those that come in: who may, over which trunk, and under which number. */
import { dialledUser, hostOf, type NameAddress, quoteName } from "../../sip/index.ts";
import type { Destination } from "../call/branch.ts";
import { type CallParty, houseId } from "../call/party.ts";
import { type Course, diversionHeader, noPast } from "../call/past.ts";
import type { CallSettings } from "../members/call-settings.ts";
import type { Settings } from "../members/settings.ts";
import { type Authority, type Outside, refuse } from "../routing/routing.ts";
import type { Target } from "../routing/world.ts";
import type { TrunkDefinition } from "./definition.ts";
import { type Domains, domainName, splitAddress } from "./domains.ts";
import { locationOf } from "./location.ts";
import { type CivicAddress, type Locations, lineOf } from "./locations.ts";
import { classOf, type DialRules, emergencyNumber, outsideNumber, toE164 } from "./numbers.ts";
import type { OutboundRoutes } from "./outbound-routes.ts";
import type { OutsideNumber, OutsideNumbers } from "./outside-numbers.ts";
import type { Protection } from "./protection.ts";
import type { Trunks, TrunkView } from "./trunks.ts";

export interface OutsideParts {
  rules: DialRules;
  trunks: Trunks;
  routes: OutboundRoutes;
  domains: Domains;
  protection: Protection;
  numbers: OutsideNumbers;
  locations: Locations;
  settings: Settings;
  domain: string;
  now(): number;
}

/** A server that says nothing for so long is passed over for the next trunk (CA-03). */
const patience = 4000;
/** Whoever rings back after an emergency call reaches the telephone that made it. */
const callBackMilliseconds = 30 * 60_000;

/** Who pays for a call outside, and may make it. */
type Payer = { id: string } & Pick<CallSettings, "outside" | "allowed">;

/** The number that people outside see, and where the caller is. */
interface Identity {
  number: string | undefined;
  /** That of the network that they call from, or else the number's. */
  address: CivicAddress | string | undefined;
  /** How that is read aloud; undefined: as it is written. */
  spoken: string | undefined;
}

type TrunkTarget = Extract<Target, { kind: "trunk" }>;

export class OutsideLines {
  readonly #parts: OutsideParts;
  /** By the number that an emergency call showed. */
  readonly #callBacks = new Map<string, { inside: string; until: number }>();
  readonly #helpers = new WeakSet<CallParty>();
  /** The address that a caller's signalling comes from. */
  readonly #addresses = new WeakMap<CallParty, string>();

  constructor(parts: OutsideParts) {
    this.#parts = parts;
  }

  get protection(): Protection {
    return this.#parts.protection;
  }

  get domains(): Domains {
    return this.#parts.domains;
  }

  /**
   * Where a dialled number or address leads outside; always an answer.
   * @param together what it is to ring for, with other numbers
   */
  route(dialled: string, authority: Authority, together?: object): Outside<Target> {
    if (dialled.includes("@")) return this.#toDomain(dialled, authority);
    const { rules, protection } = this.#parts;
    const number = outsideNumber(dialled, rules);
    const party = { personId: undefined, name: number ?? dialled, number: number ?? dialled };
    // Who calls for help does so themselves, and is asked nothing: see `emergency`.
    if (emergencyNumber(dialled, rules) !== undefined) return refuse(403, "emergency-sent-on", party);
    if (number === undefined) return refuse(404, "unknown-number", party);
    const payer = this.#payer(authority);
    if (!payer) return refuse(403, "outsider", party);
    if (authority.house && this.#isOwn(number)) return refuse(482, "own-number", party);
    const { id, outside: may, allowed } = payer;
    const wanted = classOf(number, rules);
    const isAllowed = allowed.some((one) => outsideNumber(one, rules) === number);
    if (!isAllowed && (may === "none" || (may === "national" && wanted === "international")))
      return refuse(403, "class-of-service", party);
    const objection = protection.objection(id, number, wanted, together);
    if (objection !== undefined) return refuse(403, objection, party);
    const spent = protection.spending.objection(id, number);
    if (spent) return { ...refuse(403, spent.why, party), ...spent };
    protection.charge(party, id, wanted, number);
    const { routes, trunks } = this.#parts;
    return this.#over(party, number, routes.waysFor(number, trunks.usable));
  }

  #isOwn(number: string): boolean {
    const { numbers, trunks } = this.#parts;
    return (
      numbers.find(number) !== undefined ||
      trunks.all.some(({ definition }) => definition.callerId === number)
    );
  }

  /** Whose class of service and limits apply; undefined for who may call nobody outside. */
  #payer({ house, personId }: Authority): Payer | undefined {
    const { settings, protection } = this.#parts;
    if (house) return { id: houseId, outside: protection.limits.house.outside, allowed: [] };
    return personId === undefined ? undefined : { id: personId, ...settings.of(personId) };
  }

  /** Calls by address cost nothing: whoever may call outside at all may call every domain that is not barred. */
  #toDomain(address: string, authority: Authority): Outside<Target> {
    const { domains, protection } = this.#parts;
    const [user, domain] = splitAddress(address.toLowerCase());
    const party = { personId: undefined, name: address, number: address };
    if (user === "" || !domainName.safeParse(domain).success) return refuse(404, "unknown-address", party);
    const payer = this.#payer(authority);
    if (!payer) return refuse(403, "outsider", party);
    if (payer.outside === "none") return refuse(403, "class-of-service", party);
    if (!domains.of(domain).outgoing) return refuse(403, "domain-barred", party);
    const objection = protection.objection(payer.id, address, "national");
    if (objection !== undefined) return refuse(403, objection, party);
    protection.charge(party, payer.id, "national");
    return { kind: "ways", party, targets: [{ kind: "domain", party, address }] };
  }

  /** The ways for an emergency call, which are all, whatever routes say; undefined for any other number. Asks nobody. */
  emergency(dialled: string): Outside<Target> | undefined {
    const number = emergencyNumber(dialled, this.#parts.rules);
    if (number === undefined) return undefined;
    const party = { personId: undefined, name: "Emergency", number };
    this.#helpers.add(party);
    return this.#over(party, number, this.#parts.trunks.usable);
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

  /** Whether help was called, or may be ringing back: no limit ends such a call, nor who loses calling. */
  isForHelp({ caller, callee }: { caller: CallParty; callee: CallParty }): boolean {
    if (this.#helpers.has(caller) || this.#helpers.has(callee)) return true;
    return caller.personId === undefined && this.expectsHelp(callee.number);
  }

  /** Whether help was called from this extension lately, and may ring back. */
  expectsHelp(extension: string): boolean {
    const now = this.#parts.now();
    return [...this.#callBacks.values()].some(({ inside, until }) => inside === extension && until > now);
  }

  /** Who calls from outside, as far as the provider says. */
  callerOf(from: NameAddress): CallParty {
    const user = dialledUser(from.uri)?.user ?? "";
    const number = toE164(user, this.#parts.rules) ?? user;
    return { personId: undefined, name: from.displayName || number || "Unknown", number };
  }

  /** @param address IP of the telephone or the browser that this caller calls from */
  callsFrom(caller: CallParty, address: string): void {
    this.#addresses.set(caller, address);
  }

  /** What an emergency call shows over the trunk that is tried first, and where it says that help is to come. */
  emergencyIdentity(caller: CallParty): Omit<Identity, "address"> & { address: string | undefined } {
    const identity = this.#identity(caller, "own", this.#parts.trunks.usable[0]?.definition.callerId);
    const { address } = identity;
    return { ...identity, address: typeof address === "object" ? lineOf(address) : address };
  }

  /** Who calls from outside has none, whatever they claim. */
  #ownNumber({ personId, number }: CallParty): OutsideNumber | undefined {
    return personId === undefined ? undefined : this.#parts.numbers.reaching(number);
  }

  /** Who is in no known network and has no number of their own is where the number is that is shown (CA-23). */
  #identity(caller: CallParty, choice: string, callerId: string | null | undefined): Identity {
    const own = choice === "organisation" ? undefined : this.#ownNumber(caller);
    const number = own?.number ?? callerId ?? undefined;
    const shown = number === undefined ? undefined : this.#parts.numbers.find(number);
    const location = this.#parts.locations.at(this.#addresses.get(caller) ?? "");
    return {
      number,
      address: location?.address ?? own?.address ?? shown?.address ?? undefined,
      spoken: location?.spoken ?? undefined,
    };
  }

  /** @param course how the call comes to be for this number; left out: it begins here */
  async reach(
    target: TrunkTarget,
    caller: CallParty,
    course: Course = { past: noPast, diversions: [] },
  ): Promise<Destination> {
    const { settings, protection } = this.#parts;
    protection.begin(target.party);
    const { flow, definition, credentials } = await this.#parts.trunks.reach(target.trunk);
    const emergency = emergencyNumber(target.number, this.#parts.rules) !== undefined;
    const wish =
      caller.callerId ?? (caller.personId === undefined ? "own" : settings.of(caller.personId).callerId);
    const choice = emergency ? "own" : wish;
    const { number: shown, address: place } = this.#identity(caller, choice, definition.callerId);
    const hidden = choice === "hidden";
    if (emergency && shown !== undefined && caller.personId !== undefined)
      this.#callBacks.set(shown, { inside: caller.number, until: this.#parts.now() + callBackMilliseconds });
    const address = (user: string) =>
      `<sip:${encodeURIComponent(user).replace("%2B", "+")}@${definition.host}>`;
    const identity = `${quoteName(caller.name)} ${address(shown ?? caller.number)}`;
    const location =
      emergency && definition.takesLocation && place !== undefined
        ? locationOf(place, `${caller.number}@${this.#parts.domain}`)
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
        ...diversionHeader(course, (by) => this.#diverter(by, definition)),
        ...(emergency && { Priority: "emergency" }),
      },
      ...(credentials && { credentials }),
      ...(location && { attachment: location }),
    };
  }

  /** Who sent a call on, as the network knows them: by their number there or the house's, and by no name. */
  #diverter(by: CallParty, { callerId, host }: TrunkDefinition): string {
    const number = this.#parts.numbers.reaching(by.number)?.number ?? callerId;
    const hidden = by.personId !== undefined && this.#parts.settings.of(by.personId).callerId === "hidden";
    if (number === null) return "<sip:anonymous@anonymous.invalid>";
    return `<sip:${number}@${host}>${hidden ? ";privacy=full" : ""}`;
  }

  /** @param ways best first */
  #over(party: CallParty, number: string, ways: readonly TrunkView[]): Outside<Target> {
    if (ways.length === 0) return refuse(503, "no-trunk", party);
    return {
      kind: "ways",
      party,
      targets: ways.map(({ id }): Target => ({ kind: "trunk", party, trunk: id, number })),
    };
  }
}
