/** The states of a call, as the product names them. */
import { assign, setup } from "xstate";

export type CallEvent =
  | { type: "ringing" }
  | { type: "answered" }
  | { type: "held"; by: Side }
  | { type: "resumed"; by: Side }
  | { type: "ended" };

export type Side = "caller" | "callee";

export const callMachine = setup({
  types: { events: {} as CallEvent, context: {} as { heldBy: Side[] } },
  guards: {
    stillHeld: ({ context, event }) =>
      event.type === "resumed" && context.heldBy.some((side) => side !== event.by),
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
    routing: { on: { ringing: "ringing", answered: "connected" } },
    ringing: { on: { answered: "connected" } },
    connected: { on: { held: { target: "held", actions: "noteHolder" } } },
    held: {
      on: {
        held: { actions: "noteHolder" },
        resumed: [
          { guard: "stillHeld", actions: "forgetHolder" },
          { target: "connected", actions: "forgetHolder" },
        ],
      },
    },
    ended: { type: "final" },
  },
});

export type CallState = "routing" | "ringing" | "connected" | "held" | "ended";
