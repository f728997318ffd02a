/** How a target of a plan is rung: where its INVITE goes, and what is asked of who answers there. */
import { quoteName, type Sip } from "../../sip/index.ts";
import type { Destination } from "../call/branch.ts";
import type { Connection } from "../call/connection.ts";
import { type CallParty, userOf } from "../call/party.ts";
import { type Course, diversionHeader } from "../call/past.ts";
import type { Ringable } from "../call/ringing.ts";
import { awaken, type Sleepers } from "../members/sleepers.ts";
import { splitAddress } from "../outside/domains.ts";
import type { OutsideLines } from "../outside/outside.ts";
import type { Target } from "./world.ts";

export interface WayParts {
  sip: Sip;
  outside: OutsideLines;
  sleepers: Sleepers;
  /** Asks who answered at a number elsewhere to press 1; false when nobody did. */
  confirm(connection: Connection): Promise<boolean>;
}

export function wayTo(target: Target, caller: CallParty, course: Course, parts: WayParts): Ringable {
  const { outside, sip } = parts;
  const { personId } = target.party;
  const atOnce = (reach: Ringable["reach"]): Ringable => ({
    reach,
    personId,
    delaySeconds: 0,
    confirm: undefined,
  });
  switch (target.kind) {
    case "device":
      return atOnce(async () => deviceDestination(target, caller, course, sip));
    case "asleep":
      return {
        ...atOnce(async (over) => {
          const binding = await awaken(target.personId, caller, over(), { ...parts, location: sip.location });
          return deviceDestination({ ...target, binding }, caller, course, sip);
        }),
        mayNeverCome: true,
      };
    case "trunk":
      return atOnce(() => outside.reach(target, caller, course));
    case "domain":
      return atOnce(() => {
        outside.protection.begin(target.party);
        return outside.domains.reach(target, caller, course);
      });
    case "reach":
      return {
        reach: async () => {
          const route = outside.route(target.number, { personId, mayCall: true }, course);
          const [first] = route.kind === "ways" ? route.targets : [];
          if (first?.kind !== "trunk") throw new Error("the number elsewhere cannot be reached");
          const party = { ...target.party };
          outside.protection.passOn(first.party, party, course);
          const diversions = [...course.diversions, { party, why: "reach" as const }];
          return outside.reach({ ...first, party }, caller, { ...course, diversions });
        },
        personId,
        delaySeconds: target.delaySeconds,
        confirm: (connection) => parts.confirm(connection),
      };
  }
}

/** A person's telephone or app. */
export type Telephone = Omit<Extract<Target, { kind: "device" }>, "kind">;

/** A telephone or an app, which shows who calls. */
export function deviceDestination(
  { party, binding, soundOnly }: Telephone,
  caller: CallParty,
  course: Course,
  sip: Sip,
): Destination {
  const address = (user: string) => `<sip:${encodeURIComponent(user)}@${sip.domain}>`;
  // Who calls from another domain is shown as that, never as somebody of the house.
  const isStranger = caller.personId === undefined && caller.number.includes("@");
  const [user, domain] = splitAddress(caller.number);
  const from = isStranger ? `<sip:${encodeURIComponent(user)}@${domain}>` : address(userOf(caller));
  return {
    party,
    deviceId: binding.deviceId,
    soundOnly,
    flow: binding.flow,
    target: binding.contact,
    from: `${quoteName(caller.name)} ${from}`,
    to: address(userOf(party)),
    headers: diversionHeader(course, (by) => `${quoteName(by.name)} ${address(userOf(by))}`),
  };
}
