/** The house as routing sees it at this moment. */
import type { Person } from "../../people/index.ts";
import { wallMoment } from "../../platform/index.ts";
import type { Binding, Location } from "../../sip/index.ts";
import type { CallParty } from "../call/party.ts";
import type { Groups } from "../groups/groups.ts";
import type { SharedLines } from "../lines/shared-lines.ts";
import type { CallSettings } from "../members/call-settings.ts";
import type { Member, Members } from "../members/members.ts";
import type { Settings } from "../members/settings.ts";
import { isApp, type Sleepers } from "../members/sleepers.ts";
import type { DialRules } from "../outside/numbers.ts";
import type { OutsideLines } from "../outside/outside.ts";
import type { Service } from "../services/service.ts";
import { settingsFor } from "./forward-rules.ts";
import { isOpen } from "./hours.ts";
import type { Inside, RoutedPerson, World } from "./routing.ts";

/** Where a call can ring. */
export type Target =
  | { kind: "device"; party: CallParty; binding: Binding; soundOnly: boolean }
  /** A person's app that is closed, and may open when it is told of the call. */
  | { kind: "asleep"; party: CallParty; personId: string; soundOnly: boolean }
  /** A person's number elsewhere, beside their devices (single number reach). */
  | { kind: "reach"; party: CallParty; number: string; delaySeconds: number }
  /** Somebody at another domain, by `user@domain`. */
  | { kind: "domain"; party: CallParty; address: string }
  | { kind: "trunk"; party: CallParty; trunk: string; number: string };

export const partyOf = (person: Person): CallParty => ({
  personId: person.id,
  name: person.name,
  number: person.extension ?? person.email,
});

export interface HouseParts {
  members: Members;
  location: Location;
  settings: Settings;
  services: readonly Service[];
  groups: Groups;
  lines: SharedLines;
  outside: OutsideLines;
  /** How numbers outside are dialled. */
  rules: DialRules;
  sleepers: Sleepers;
  /** Whether a person is on as many calls as one may be. */
  isBusy(personId: string): boolean;
  /** Whether a person is on a call. */
  isOnCall(personId: string): boolean;
}

/** Nobody's forwards make calls once their account is closed. */
const mayUse = ({ state }: Person): boolean => state !== "disabled";

interface Asking {
  /** The binding that calls: nobody's own device rings for their own call. */
  without(binding: Binding): boolean;
  /** Whether somebody calls; false for who only asks what would happen. */
  counts: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Number of who calls. */
  caller: string;
}

/** Numbers elsewhere in their hours, by the person's clock. @param at milliseconds since the epoch */
function reachesOf(party: CallParty, { reach, zone }: CallSettings, at: number): Target[] {
  if (reach.length === 0) return [];
  const moment = wallMoment(at, zone ?? undefined);
  return reach
    .filter(({ hours }) => isOpen(hours ?? [], moment))
    .map(({ number, delaySeconds }) => ({ kind: "reach", party, number, delaySeconds }));
}

export function houseWorld(parts: HouseParts, { without, counts, now, caller }: Asking): World<Target> {
  const { members, location, settings, services } = parts;
  const devices = ({ person, mayShow }: Member): Target[] =>
    location
      .of(person.id)
      .filter((binding) => !without(binding))
      .map((binding) => ({ kind: "device", party: partyOf(person), binding, soundOnly: !mayShow }));

  /** An app that is closed, where a push wakes it. */
  const asleep = ({ person, mayShow }: Member): Target[] =>
    !location.of(person.id).some(isApp) && mayUse(person) && parts.sleepers.canWake(person.id)
      ? [{ kind: "asleep", party: partyOf(person), personId: person.id, soundOnly: !mayShow }]
      : [];

  const routed = (member: Member): RoutedPerson<Target> => {
    const { person, mayCall, mayReach } = member;
    const party = partyOf(person);
    const own = settingsFor(settings.of(person.id), { caller, at: now(), rules: parts.rules });
    const elsewhere = mayReach && mayUse(person) ? reachesOf(party, own, now()) : [];
    const { id } = person;
    const targets = [...devices(member), ...asleep(member), ...elsewhere];
    return { id, party, mayCall, settings: own, busy: parts.isBusy(id), targets };
  };

  /**
   * Members of a group ring unless they want no calls; their own forwards do not apply. A closed app is woken of who
   * has nothing else.
   */
  const ringable = (personId: string): readonly Target[] => {
    const member = members.find(personId);
    const wanted = member?.mayCall && member.person.state === "active" && !settings.of(personId).doNotDisturb;
    if (!wanted) return [];
    const there = devices(member);
    return there.length > 0 ? there : asleep(member);
  };

  return {
    inside(number): Inside<Target> | undefined {
      for (const service of services) {
        const name = service.answersAt(number);
        if (name === undefined) continue;
        const party = { personId: undefined, name, number };
        return { kind: "service", service: service.name, party, forOutsiders: service.forOutsiders ?? false };
      }
      const asked = { ring: ringable, isOnCall: (personId: string) => parts.isOnCall(personId) };
      const group = parts.groups.routed(number, asked, counts) ?? parts.lines.routed(number, ringable);
      if (group) return { kind: "group", group };
      const member = members.dialled(number);
      return member && { kind: "person", person: routed(member) };
    },
    outside: (number, authority) => parts.outside.route(number, authority),
    emergency: (number) => parts.outside.emergency(number),
    authorityOf(personId) {
      const member = members.find(personId);
      return { personId, mayCall: member ? member.mayCall && mayUse(member.person) : false };
    },
  };
}
