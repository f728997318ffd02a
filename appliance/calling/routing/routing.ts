/**
 * Routing: from who calls and what was dialled to a plan. Pure, so that it can be asked without ringing anyone.
 * What comes after a step is asked for when it is due, of the world as it is then.
 */

import type { CallParty } from "../call/party.ts";
import type { CallSettings } from "../members/call-settings.ts";
import type { Objection, RefusalReason } from "./refusal.ts";

/** Whose rights a call uses: the caller's, or those of who forwarded or transferred it. */
export interface Authority {
  /** Undefined for callers from outside. */
  personId: string | undefined;
  mayCall: boolean;
  /** An administrator set up where the call goes: outside it has the rights of the house, whoever calls (CA-18, CA-19). */
  house?: boolean;
}

/** Somebody of the house, as far as routing cares. */
export interface RoutedPerson<Target> {
  id: string;
  party: CallParty;
  mayCall: boolean;
  settings: CallSettings;
  /** They are on as many calls as they may be (CA-05). */
  busy: boolean;
  /** Where they can be rung now, without the device that calls. */
  targets: readonly Target[];
}

export type Inside<Target> =
  | { kind: "person"; person: RoutedPerson<Target> }
  /** The house itself answers: a meeting, a mailbox, a menu, a feature code. */
  | { kind: "service"; service: string; party: CallParty; forOutsiders: boolean }
  | { kind: "group"; group: RoutedGroup<Target> };

/** A hunt group: its members in the order of this call. */
export interface RoutedGroup<Target> {
  party: CallParty;
  /** Each turn rings these together, asked for when it is due; nobody: the next one follows. */
  turns: readonly (() => readonly Target[])[];
  /** Everybody who would ring is on a call. */
  allBusy(): boolean;
  secondsPerTurn: number;
  /** Where callers go whom nobody answers; undefined: they are told. */
  overflow: string | undefined;
}

/** What routing asks of the house. Every answer is of this moment. */
export interface World<Target> {
  inside(number: string): Inside<Target> | undefined;
  outside(number: string, authority: Authority): Outside<Target>;
  /** Undefined for any number but those of emergencies. */
  emergency(number: string): Outside<Target> | undefined;
  authorityOf(personId: string): Authority;
}

export type Outside<Target> = Refusal | { kind: "ways"; party: CallParty; targets: readonly Target[] };

export type Plan<Target> =
  | Refusal
  | { kind: "service"; service: string; number: string; party: CallParty; diversion: Diversion | undefined }
  | {
      kind: "ring";
      party: CallParty;
      targets: readonly Target[];
      seconds: number;
      /** In turn instead of together, as ways out of the house are tried. */
      inTurn: boolean;
      /** How the call came here, the first first. */
      diversions: readonly Diversion[];
      afterwards(why: Unanswered): Plan<Target>;
    };

export interface Refusal extends Objection {
  kind: "refuse";
  status: number;
  /** Whom the call was for, where it is somebody. */
  party: CallParty | undefined;
}

/** Why a call was not answered where it rang. */
export type Unanswered = { kind: "busy" | "declined" | "no-answer" | "unreachable"; status: number };

/** Whose call it was before it went elsewhere, and why it did. */
export interface Diversion {
  party: CallParty;
  why: "always" | "busy" | "no-answer" | "offline" | "do-not-disturb" | "reach" | "menu";
}

/** Calls that were sent on more often go in circles (CA-13). */
export const mostDiversions = 5;

/** What became of a call before it was dialled here: it counts towards circles, and gives nobody rights. */
export interface Before {
  /** How often it was sent on elsewhere. */
  diverted: number;
  /** The menu that it comes from. */
  diversions: readonly Diversion[];
}

interface Step<Target> {
  world: World<Target>;
  authority: Authority;
  diversions: readonly Diversion[];
  before: Before;
}

export function plan<Target>(
  world: World<Target>,
  authority: Authority,
  dialled: string,
  diversions: readonly Diversion[] = [],
  before: Before = { diverted: 0, diversions: [] },
): Plan<Target> {
  const step = { world, authority, diversions, before };
  // Before and beside everything else (CA-22), for who is in the house: no stranger calls for help in its name.
  const emergency =
    authority.personId === undefined || diversions.length > 0 ? undefined : world.emergency(dialled);
  if (emergency) return ways(step, emergency);
  if (authority.personId !== undefined && !authority.mayCall) return refuse(403, "caller-without-calling");
  if (before.diverted + before.diversions.length + diversions.length > mostDiversions)
    return refuse(482, "circle");
  const inside = world.inside(dialled);
  switch (inside?.kind) {
    case "person":
      return toPerson(step, inside.person);
    case "group":
      return toTurn(step, inside.group, 0);
    case "service":
      if (authority.personId === undefined && diversions.length === 0 && !inside.forOutsiders)
        return refuse(403, "service-for-insiders", inside.party);
      return {
        kind: "service",
        service: inside.service,
        number: dialled,
        party: inside.party,
        diversion: diversions[0],
      };
    case undefined:
      return ways(step, world.outside(dialled, authority));
  }
}

export const refuse = (status: number, why: RefusalReason, party?: CallParty): Refusal => ({
  kind: "refuse",
  status,
  why,
  party,
});

function toPerson<Target>(step: Step<Target>, person: RoutedPerson<Target>): Plan<Target> {
  const { settings, targets, party } = person;
  if (!person.mayCall) return refuse(480, "callee-without-calling", party);
  const sendOn = (number: string | null, why: Diversion["why"], otherwise: Plan<Target>): Plan<Target> => {
    const diversions = [...step.diversions, { party, why }];
    const { world, before } = step;
    if (number !== null) return plan(world, world.authorityOf(person.id), number, diversions, before);
    if (!settings.voicemail) return otherwise;
    const diversion = diversions[0];
    return { kind: "service", service: "voicemail", number: person.id, party, diversion };
  };
  if (settings.forwardAlways !== null)
    return sendOn(settings.forwardAlways, "always", refuse(480, "forwarded-nowhere", party));
  if (settings.doNotDisturb)
    return sendOn(settings.forwardBusy, "do-not-disturb", refuse(486, "do-not-disturb", party));
  if (person.busy) return sendOn(settings.forwardBusy, "busy", refuse(486, "no-line-free", party));
  if (targets.length === 0)
    return sendOn(settings.forwardOffline, "offline", refuse(480, "no-device", party));
  return {
    kind: "ring",
    party,
    targets,
    seconds: settings.ringSeconds,
    inTurn: false,
    diversions: courseOf(step),
    afterwards: ({ kind, status }) => {
      const refused = refuse(status, kind, party);
      if (kind === "unreachable") return sendOn(settings.forwardOffline, "offline", refused);
      if (kind === "no-answer") return sendOn(settings.forwardNoAnswer, "no-answer", refused);
      return sendOn(settings.forwardBusy, "busy", refused);
    },
  };
}

function toTurn<Target>(step: Step<Target>, group: RoutedGroup<Target>, turn: number): Plan<Target> {
  const targets = group.turns[turn]?.() ?? [];
  if (targets.length === 0 && turn < group.turns.length) return toTurn(step, group, turn + 1);
  if (targets.length > 0)
    return {
      kind: "ring",
      party: group.party,
      targets,
      seconds: group.secondsPerTurn,
      inTurn: false,
      diversions: courseOf(step),
      afterwards: () => toTurn(step, group, turn + 1),
    };
  const busy = group.allBusy();
  if (group.overflow === undefined)
    return busy ? refuse(486, "group-busy", group.party) : refuse(480, "group-without-answer", group.party);
  const why = busy ? ("busy" as const) : ("no-answer" as const);
  const diversions = [...step.diversions, { party: group.party, why }];
  return plan(step.world, { ...step.authority, house: true }, group.overflow, diversions, step.before);
}

const courseOf = <Target>({ before, diversions }: Step<Target>): readonly Diversion[] => [
  ...before.diversions,
  ...diversions,
];

function ways<Target>(step: Step<Target>, outside: Outside<Target>): Plan<Target> {
  // Who was sent on is told nothing of what others may still spend.
  if (outside.kind === "refuse" && step.diversions.length > 0)
    return refuse(outside.status, outside.why, outside.party);
  if (outside.kind === "refuse") return outside;
  return {
    kind: "ring",
    party: outside.party,
    targets: outside.targets,
    seconds: 120,
    inTurn: true,
    diversions: courseOf(step),
    afterwards: ({ kind, status }) => refuse(status, kind, outside.party),
  };
}
