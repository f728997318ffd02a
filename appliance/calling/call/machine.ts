/**
 * The states of a call, as the product names them, and what leads from one to the next. A table and not a library:
 * every call goes through it five times (see Figures in the README).
 */

export type CallEvent =
  | { type: "ringing" }
  /** Somebody has answered. */
  | { type: "answered" }
  /** A service of the house has answered: a mailbox, a menu, a meeting. */
  | { type: "served" }
  | { type: "held"; by: Side }
  | { type: "resumed"; by: Side }
  /** One side is on its way to somebody else. */
  | { type: "transferring" }
  /** It came back from there. */
  | { type: "returned" }
  | { type: "ended" };

export type Side = "caller" | "callee";

export type CallState = "routing" | "ringing" | "served" | "connected" | "held" | "transferring" | "ended";

/** Where a call stands, and who has put the other side on hold. */
export interface Standing {
  readonly state: CallState;
  readonly heldBy: readonly Side[];
}

type Next = CallState | ((heldBy: readonly Side[]) => CallState);

const heldOrConnected: Next = (heldBy) => (heldBy.length > 0 ? "held" : "connected");

/** What is not here changes nothing. */
const transitions: Readonly<Record<CallState, Partial<Record<CallEvent["type"], Next>>>> = {
  routing: { ringing: "ringing", answered: "connected", served: "served", ended: "ended" },
  ringing: { answered: "connected", served: "served", ended: "ended" },
  served: { ended: "ended" },
  connected: { held: "held", transferring: "transferring", ended: "ended" },
  held: { held: "held", resumed: heldOrConnected, transferring: "transferring", ended: "ended" },
  transferring: { held: "transferring", resumed: "transferring", returned: heldOrConnected, ended: "ended" },
  ended: {},
};

export const newCall: Standing = { state: "routing", heldBy: [] };

export function after(standing: Standing, event: CallEvent): Standing {
  const next = transitions[standing.state][event.type];
  if (next === undefined) return standing;
  const heldBy = holdersAfter(standing.heldBy, event);
  return { state: typeof next === "string" ? next : next(heldBy), heldBy };
}

function holdersAfter(heldBy: readonly Side[], event: CallEvent): readonly Side[] {
  if (event.type === "held") return [...heldBy.filter((side) => side !== event.by), event.by];
  return event.type === "resumed" ? heldBy.filter((side) => side !== event.by) : heldBy;
}
