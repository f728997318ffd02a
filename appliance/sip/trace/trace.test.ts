import { expect, test } from "bun:test";
import { VirtualClock } from "../../platform/index.ts";
import { Trace } from "./trace.ts";

const peer = { transport: "UDP" as const, address: "192.0.2.1", port: 5060 };

test("[AD-28] the latest calls are kept whole, under each call that they became, and older ones leave nothing", () => {
  const trace = new Trace({ clock: new VirtualClock(), limit: 10_000 });
  const invite = (callId: string) =>
    trace.note(false, `INVITE sip:1002@house SIP/2.0\r\nCall-ID: ${callId}\r\n\r\n`, peer);
  invite("first");
  trace.link("first", "call 1");
  trace.link("first", "call 2"); // sent on
  expect([trace.of("call 1").length, trace.of("call 2").length]).toEqual([1, 1]);
  for (let call = 0; call < 1000; call++) {
    invite(`later ${call}`);
    trace.link(`later ${call}`, `later call ${call}`);
  }
  expect(trace.of("call 1")).toEqual([]);
  expect(trace.of("later call 999")).toHaveLength(1);
  const kept = Array.from({ length: 1000 }, (_, call) => trace.of(`later call ${call}`).length);
  expect(kept.filter(Boolean).length).toBe(trace.callCount);
  expect(trace.callCount).toBeLessThan(50);
  trace.link("never heard of", "call 3");
  expect(trace.of("call 3")).toEqual([]);
});
