/** Pickup: `*8` and an extension answers the call that rings there; `*8` alone one that rings for one's groups. */
import type { Call } from "../call/call.ts";
import { dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { LineRights } from "../lines/line-rights.ts";
import type { Service } from "./service.ts";

const pattern = /^\*8(\d{0,20})$/;

export function pickupService(parts: {
  exchange: Exchange;
  personAt(number: string): string | undefined;
  /** People who are in a hunt group with this one. */
  colleaguesOf(personId: string): ReadonlySet<string>;
  rights: LineRights;
}): Service {
  const { exchange, personAt, colleaguesOf, rights } = parts;
  const ringsFor = ({ attempt }: Call, wanted: ReadonlySet<string>) =>
    attempt.ringingFor.some((id) => wanted.has(id));
  return {
    name: "pickup",
    answersAt: (dialled) => (pattern.test(dialled) ? "Pickup" : undefined),
    async take(call) {
      const number = pattern.exec(call.dialled)?.[1] ?? "";
      const { personId } = call.caller;
      const owner = personAt(number);
      if (personId === undefined) return call.refuse(403);
      if (owner !== undefined && !rights.mayAnswer(personId, owner)) return call.refuse(403);
      const wanted = number === "" ? colleaguesOf(personId) : new Set([owner ?? ""]);
      const ringing = [...exchange.calls.values()].find((one) => ringsFor(one, wanted));
      if (!ringing) return call.refuse(404);
      if (!(await call.answer())) return;
      const connection = call.keep();
      // It may ring somebody else by now, for whom this one answers nothing.
      if (!connection || (ringsFor(ringing, wanted) && ringing.attempt.pickUp(connection))) return;
      dismiss(connection); // somebody was faster
    },
  };
}
