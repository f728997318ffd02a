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

test("[AD-28] [SE-01] a flood of INVITEs that become no calls pushes out none that did", () => {
  const trace = new Trace({ clock: new VirtualClock(), limit: 100_000 });
  const invite = (callId: string) =>
    trace.note(false, `INVITE sip:1002@house SIP/2.0\r\nCall-ID: ${callId}\r\n\r\n`, peer);
  invite("real");
  trace.note(true, "SIP/2.0 407 Proxy Authentication Required\r\nCall-ID: real\r\n\r\n", peer);
  trace.link("real", "call");
  for (let one = 0; one < 10_000; one++) invite(`flood ${one}`);
  expect(trace.of("call")).toHaveLength(2);
  trace.link("flood 0", "long ago");
  trace.link("flood 9999", "a call after all");
  expect([trace.of("long ago").length, trace.of("a call after all").length]).toEqual([0, 1]);
});

const said = (callId: string, body = "") =>
  `MESSAGE sip:1002@house SIP/2.0\r\nFrom: <sip:1001@house>;tag=1\r\nCall-ID: ${callId}\r\n\r\n${body}`;

test("[AD-28] a capture ends by itself when its time is over, and keeps what was said before", () => {
  const clock = new VirtualClock();
  const trace = new Trace({ clock, limit: 1_000_000 });
  const { id, until, startedAt } = trace.capture("1001", ["1001"], 60);
  expect(until - startedAt).toBe(60_000);
  clock.advance(59_999);
  trace.note(false, said("in time"), peer);
  expect(trace.captures[0]).toMatchObject({ running: true, full: false, messages: 1 });
  clock.advance(1);
  trace.note(false, said("too late"), peer);
  expect(trace.captures[0]).toMatchObject({ id, running: false, full: false, messages: 1, until });
  expect(trace.captured(id)).toHaveLength(1);
});

test("[AD-28] a capture ends by itself when it is full, and says so", () => {
  const clock = new VirtualClock();
  const trace = new Trace({ clock, limit: 1_000_000 });
  const { id, until } = trace.capture("1001", ["1001"], 600);
  clock.advance(1000);
  const long = said("long", "x".repeat(trace.captureLimits.bytes / 4));
  for (let count = 0; count < 6; count++) trace.note(true, long, peer);
  const [full] = trace.captures;
  expect(full).toMatchObject({ running: false, full: true, messages: 4 });
  expect(full?.until).toBeLessThan(until);
  expect(trace.captured(id)).toHaveLength(4);
});

test("[AD-28] the latest captures are kept, whatever is begun", () => {
  const trace = new Trace({ clock: new VirtualClock(), limit: 1_000_000 });
  const { count } = trace.captureLimits;
  const begun = Array.from({ length: count + 3 }, (_, at) => trace.capture(`capture ${at}`, ["1001"], 60));
  expect(trace.captures.map(({ about }) => about)).toEqual(
    begun
      .slice(-count)
      .toReversed()
      .map(({ about }) => about),
  );
  expect(trace.captured(begun[0]?.id ?? "")).toBeUndefined();
});

test("[AD-28] who is found by a word is meant by the whole number, and not by a part of a stranger's number, port or host", () => {
  const trace = new Trace({ clock: new VirtualClock(), limit: 1_000_000 });
  const capture = (user: string) => trace.capture("maria", [user], 60).id;
  const [short, long] = [capture("20"), capture("1001")];
  const call = (id: string, from: string, to: string, more = "") =>
    trace.note(
      false,
      `INVITE sip:${to}@house:5020 SIP/2.0\r\nFrom: "88"<sip:${from}@house>;tag=20\r\nTo:sip:${to}@house\r\nCall-ID: ${id}\r\n${more}\r\n`,
      peer,
    );
  call("strangers", "88", "77", "Contact: <sip:88@192.168.20.5:10010>\r\n");
  call("longer", "+14155551001", "120");
  expect([trace.captured(short), trace.captured(long)]).toEqual([[], []]);
  call("to her", "88", "20");
  call("from her", "1001", "77");
  call("by tel", "88", "77", "P-Asserted-Identity: <tel:20>\r\n");
  call("escaped", "88;x=1", "%32%30");
  call("named", "88", "77", "Contact: Maria <sip:x@y>\r\n");
  expect(trace.captured(short)).toHaveLength(4);
  expect(trace.captured(long)).toHaveLength(2);
});
