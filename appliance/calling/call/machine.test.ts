import { expect, test } from "bun:test";
import { after, type CallEvent, newCall } from "./machine.ts";

const stateAfter = (...events: CallEvent[]) => events.reduce(after, newCall).state;
const held = (by: "caller" | "callee") => ({ type: "held", by }) as const;
const resumed = (by: "caller" | "callee") => ({ type: "resumed", by }) as const;

test("[CA-12] a call that both hold is connected when both have resumed", () => {
  const both: CallEvent[] = [{ type: "ringing" }, { type: "answered" }, held("caller"), held("callee")];
  expect(stateAfter(...both)).toBe("held");
  expect(stateAfter(...both, held("caller"), resumed("caller"))).toBe("held");
  expect(stateAfter(...both, resumed("caller"), resumed("callee"))).toBe("connected");
});

test("[CA-14] who comes back from a transfer finds the hold as it is by then", () => {
  const sent: CallEvent[] = [{ type: "answered" }, held("callee"), { type: "transferring" }];
  expect(stateAfter(...sent, { type: "returned" })).toBe("held");
  expect(stateAfter(...sent, resumed("callee"), { type: "returned" })).toBe("connected");
});

test("[CA-12] what does not fit the state changes nothing, and after the end nothing does", () => {
  expect(stateAfter(held("caller"), resumed("caller"), { type: "returned" })).toBe("routing");
  expect(stateAfter({ type: "served" }, { type: "answered" }, held("caller"))).toBe("served");
  expect(stateAfter({ type: "ended" }, { type: "answered" })).toBe("ended");
});
