/** The calls of this moment, as an administrator sees them. */
import type { Call } from "./call.ts";
import type { CallState } from "./machine.ts";
import type { CallParty } from "./party.ts";

export interface LiveCall {
  id: string;
  state: CallState;
  caller: CallParty;
  callee: CallParty;
  startedAt: number;
  answeredAt: number | undefined;
  /** See Call. */
  conference: string | undefined;
  /** What it has cost until now, in millionths of the currency; null: nothing of it has a price. */
  cost: number | null;
  /** Those whose dialogs stand. */
  legs: LiveLeg[];
}

export interface LiveLeg {
  name: string;
  number: string;
  /** As in a Via header. */
  transport: string;
  /** It has put the other side on hold. */
  holds: boolean;
}

/** @param costs by the call's id */
export const liveCalls = (calls: Iterable<Call>, costs: ReadonlyMap<string, number>): LiveCall[] =>
  [...calls]
    .filter(({ state }) => state !== "ended")
    .map(({ id, state, caller, callee, startedAt, answeredAt, conference, ends }) => ({
      id,
      state,
      caller,
      callee,
      startedAt,
      answeredAt,
      conference,
      cost: costs.get(id) ?? null,
      legs: ends.map(({ party, transport, holding }) => ({
        name: party.name,
        number: party.number,
        transport,
        holds: holding,
      })),
    }));
