/** Who began a call, with whose rights, and where that leads. */
import type { Clock } from "../../platform/index.ts";
import type { Binding } from "../../sip/index.ts";
import { type Authority, type Before, type Plan, plan } from "../routing/routing.ts";
import { type HouseParts, houseWorld, partyOf, type Target } from "../routing/world.ts";
import type { Connection } from "./connection.ts";

export interface Begun {
  authority: Authority;
  /** Number of who calls. */
  caller: string;
  number: string;
  /** The device that calls does not ring. */
  without: { deviceId: string | undefined; isCaller(flow: unknown): boolean };
  before: Before;
  linkedTo?: string;
  sentBy?: Connection;
}

type PlanParts = HouseParts & { clock: Clock };

/** Somebody who calls from no telephone that could ring. */
const withoutNone = { deviceId: undefined, isCaller: () => false };

const nothingBefore: Before = { diverted: 0, diversions: [] };

/** Nobody calls: two who are connected already are put together. */
export const joinedFrom = (linkedTo: string): Begun => ({
  authority: { personId: undefined, mayCall: true },
  caller: "",
  number: "",
  without: withoutNone,
  before: nothingBefore,
  linkedTo,
});

/** @param asked somebody only asks what would happen, at this time */
export function planOf(
  parts: PlanParts,
  { authority, caller, number, without, before }: Begun,
  asked?: { at: number | undefined },
): Plan<Target> {
  const { deviceId, isCaller } = without;
  const isCallers = (binding: Binding) => (deviceId ? binding.deviceId === deviceId : isCaller(binding.flow));
  const now = () => asked?.at ?? parts.clock.now();
  const world = houseWorld(parts, { without: isCallers, counts: !asked, now, caller });
  return plan(world, authority, number, [], before);
}

/** What would happen to this call, and in which order. @param at milliseconds since the epoch; undefined: now */
export function rehearsedPlan(parts: PlanParts, authority: Authority, number: string, at?: number) {
  const member = authority.personId === undefined ? undefined : parts.members.find(authority.personId);
  const caller = member ? partyOf(member.person).number : "";
  return planOf(parts, { authority, caller, number, without: withoutNone, before: nothingBefore }, { at });
}
