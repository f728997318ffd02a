/** The states of a call, as the product names them. */
import { assign, setup } from "xstate";

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

export const callMachine = setup({
  types: { events: {} as CallEvent, context: {} as { heldBy: Side[] } },
  guards: {
    stillHeld: ({ context, event }) =>
      event.type === "resumed" && context.heldBy.some((side) => side !== event.by),
    isHeld: ({ context }) => context.heldBy.length > 0,
  },
  actions: {
    noteHolder: assign({
      heldBy: ({ context, event }) =>
        event.type === "held" ? [...new Set([...context.heldBy, event.by])] : context.heldBy,
    }),
    forgetHolder: assign({
      heldBy: ({ context, event }) =>
        event.type === "resumed" ? context.heldBy.filter((side) => side !== event.by) : context.heldBy,
    }),
  },
}).createMachine({
  id: "call",
  initial: "routing",
  context: { heldBy: [] },
  on: { ended: ".ended" },
  states: {
    routing: { on: { ringing: "ringing", answered: "connected", served: "served" } },
    ringing: { on: { answered: "connected", served: "served" } },
    served: {},
    connected: {
      on: { held: { target: "held", actions: "noteHolder" }, transferring: "transferring" },
    },
    held: {
      on: {
        held: { actions: "noteHolder" },
        resumed: [
          { guard: "stillHeld", actions: "forgetHolder" },
          { target: "connected", actions: "forgetHolder" },
        ],
        transferring: "transferring",
      },
    },
    transferring: {
      on: {
        held: { actions: "noteHolder" },
        resumed: { actions: "forgetHolder" },
        returned: [{ guard: "isHeld", target: "held" }, { target: "connected" }],
      },
    },
    ended: { type: "final" },
  },
});

export type CallState = "routing" | "ringing" | "served" | "connected" | "held" | "transferring" | "ended";
