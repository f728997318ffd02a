/** `*11` moves one's own call, which stands on another telephone or in the app, to the one that dials it (MB-08). */
import { dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { Service } from "./service.ts";

/** As BroadSoft's "call retrieve" has it. */
const moveNumber = "*11";

export function moveService({ exchange }: { exchange: Exchange }): Service {
  /** What is spoken comes before what is held, and the newest first. */
  const standing = (personId: string | undefined) =>
    [...exchange.calls.values()]
      .filter(({ answeredAt, state, direct }) => answeredAt !== undefined && state !== "ended" && !direct)
      .flatMap((call) => {
        const own = call.ends.find(({ party }) => party.personId === personId);
        const other = own && call.other(own);
        return own && other && call.state !== "transferring" ? [{ call, own, other }] : [];
      })
      .toSorted(
        (a, b) => Number(a.own.holding) - Number(b.own.holding) || (a.call.id < b.call.id ? 1 : -1),
      )[0];
  return {
    name: "move",
    answersAt: (dialled) => (dialled === moveNumber ? "Move a call" : undefined),
    async take(call) {
      const { personId } = call.caller;
      if (personId === undefined || call.diversion || call.sentBy) return call.refuse(403);
      if (!standing(personId)) return call.refuse(404);
      if (!(await call.answer())) return;
      const connection = call.keep();
      if (!connection) return;
      const found = standing(personId);
      if (!found) return dismiss(connection); // it ended in the same moment
      found.call.release(found.other);
      exchange.join(found.other, connection, found.call.id, found.call.conference);
    },
  };
}
