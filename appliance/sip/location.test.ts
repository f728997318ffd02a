/** The location service and admission: how many contacts, for how long, over which connection, and who is kept out. */
import { describe, expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import { Admission } from "./admission.ts";
import { StreamFlow } from "./flows.ts";
import { type Binding, Location, mostBindings } from "./location.ts";

const flowFrom = (address: string, personId?: string) =>
  new StreamFlow({
    transport: personId ? "WSS" : "TCP",
    address,
    port: 5060,
    ...(personId && { personId }),
    write: () => true,
  });

const binding = (more: Partial<Binding> = {}): Binding => ({
  personId: "maria",
  deviceId: "desk",
  contact: "sip:maria@192.0.2.1",
  flow: flowFrom("192.0.2.1"),
  expiresAt: 60_000,
  userAgent: "",
  callId: "c",
  sequence: 1,
  instance: "",
  ...more,
});

describe("[CA-04] the location service", () => {
  test("holds ten contacts of a person, refreshes any, and has no room for an eleventh", () => {
    const location = new Location(new VirtualClock());
    const of = (index: number) => binding({ contact: `sip:${index}@192.0.2.1` });
    for (let index = 0; index < mostBindings; index++) location.put(of(index));
    expect(location.hasRoom("maria", [of(11)], new Set())).toBe(false);
    expect(location.hasRoom("maria", [of(3)], new Set())).toBe(true);
    expect(location.hasRoom("maria", [of(11)], new Set([of(3).contact]))).toBe(true);
    location.put(of(3));
    expect(location.size).toBe(10);
  });

  test("a client that comes and goes over one connection leaves nothing listening to it", () => {
    const location = new Location(new VirtualClock());
    const flow = flowFrom("192.0.2.1");
    let listening = 0;
    const { onClose } = flow;
    flow.onClose = (listener) => {
      listening++;
      const stop = onClose.call(flow, listener);
      return () => {
        listening--;
        stop();
      };
    };
    for (let round = 0; round < 3; round++) {
      location.put(binding({ flow }));
      location.put(binding({ flow, sequence: 2 }));
      expect(listening).toBe(1);
      location.remove("maria", () => true);
    }
    expect(listening).toBe(0);
  });

  test("forgets a contact when its time is over", () => {
    const clock = new VirtualClock();
    const location = new Location(clock);
    location.put(binding({ expiresAt: 30_000 }));
    clock.advance(41_000);
    expect([location.size, location.holds("192.0.2.1")]).toEqual([0, false]);
  });

  test("forgets a contact with its connection, but not one that has come back over another", () => {
    const location = new Location(new VirtualClock());
    const [first, second] = [flowFrom("192.0.2.1"), flowFrom("192.0.2.1")];
    location.put(binding({ flow: first }));
    location.put(binding({ flow: second }));
    first.closed();
    expect(location.of("maria").map(({ flow }) => flow)).toEqual([second]);
    second.closed();
    expect(location.size).toBe(0);
  });

  test("one instance has one contact, though its address changes (RFC 5626)", () => {
    const location = new Location(new VirtualClock());
    location.put(binding({ instance: "<urn:uuid:1>#1" }));
    location.put(binding({ instance: "<urn:uuid:1>#1", contact: "sip:maria@192.0.2.9" }));
    expect(location.of("maria").map(({ contact }) => contact)).toEqual(["sip:maria@192.0.2.9"]);
  });

  test("finds the connection that a client came back over, and nobody else's", () => {
    const location = new Location(new VirtualClock());
    const lost = flowFrom("192.0.2.1", "maria");
    const contact = "sip:x1@abc.invalid;transport=ws";
    location.put(binding({ personId: "eve", contact, flow: flowFrom("192.0.2.1", "eve") }));
    expect(location.flowAfter(lost, contact)).toBeUndefined();
    const own = flowFrom("192.0.2.7", "maria");
    location.put(binding({ contact, flow: own }));
    expect(location.flowAfter(lost, `${contact};ob`)).toBe(own);
    expect(location.flowAfter(lost, `${contact};ob`, "somebody else")).toBeUndefined();
  });
});

describe("[SE-06] admission", () => {
  const admission = (clock: VirtualClock, holdsRegistration = false) =>
    new Admission({
      clock,
      requestsPerSecond: 10,
      failuresBeforeBan: 5,
      banSeconds: 600,
      holdsRegistration: () => holdsRegistration,
    });

  test("lets a source say so much at once and so much a second, and others as before", () => {
    const clock = new VirtualClock();
    const door = admission(clock);
    const admitted = (address: string) =>
      Array.from({ length: 100 }, () => door.admit(address, 500)).filter(Boolean).length;
    expect(admitted("192.0.2.1")).toBe(40);
    clock.advance(1000);
    expect(admitted("192.0.2.1")).toBe(10);
    expect(admitted("192.0.2.2")).toBe(40);
  });

  test("bans a source that guesses for ten minutes, and says so", () => {
    const clock = new VirtualClock();
    const door = admission(clock);
    for (let guess = 0; guess < 4; guess++) door.failed("192.0.2.1", `p-${guess}`, "wrong SIP credentials");
    expect(door.admit("192.0.2.1", 500)).toBe(true);
    door.failed("192.0.2.1", "p-4", "wrong SIP credentials");
    expect(door.admit("192.0.2.1", 500)).toBe(false);
    expect(door.bans).toMatchObject([{ address: "192.0.2.1", reason: "wrong SIP credentials" }]);
    clock.advance(10 * 60_000 + 1);
    expect(door.admit("192.0.2.1", 500)).toBe(true);
  });

  test("[SE-06] forged addresses by the thousand cost no more than so much memory", () => {
    const door = admission(new VirtualClock());
    for (let index = 0; index < 10_100; index++)
      for (let guess = 0; guess < 5; guess++) door.failed(`forged ${index}`, "p-1", "wrong SIP credentials");
    expect(door.bans).toHaveLength(10_000);
    expect(door.admit("forged 0", 500)).toBe(true);
    expect(door.admit("forged 10099", 500)).toBe(false);
  });

  test("[SE-01] never bans a source that holds a live registration: only the name that was tried, for so long", () => {
    const clock = new VirtualClock();
    const door = admission(clock, true);
    for (let guess = 0; guess < 100; guess++) door.failed("192.0.2.1", "p-old", "wrong SIP credentials");
    for (let guess = 0; guess < 4; guess++) door.failed("192.0.2.1", "p-other", "wrong SIP credentials");
    expect(door.admit("192.0.2.1", 500)).toBe(true);
    expect(door.isSuspended("192.0.2.1", "p-old")).toBe(true);
    expect(door.isSuspended("192.0.2.1", "p-other")).toBe(false);
    expect(door.isSuspended("192.0.2.2", "p-old")).toBe(false);
    expect(door.suspensions).toEqual([{ address: "192.0.2.1", name: "p-old", until: clock.now() + 600_000 }]);
    door.resume("192.0.2.1", "p-old");
    expect(door.isSuspended("192.0.2.1", "p-old")).toBe(false);
    door.failed("192.0.2.1", "p-old", "wrong SIP credentials");
    expect(door.suspensions).toEqual([]); // it begins anew
    for (let guess = 0; guess < 4; guess++) door.failed("192.0.2.1", "p-old", "wrong SIP credentials");
    expect(door.isSuspended("192.0.2.1", "p-old")).toBe(true);
    door.lift("192.0.2.1");
    expect(door.isSuspended("192.0.2.1", "p-old")).toBe(false);
    for (let guess = 0; guess < 5; guess++) door.failed("192.0.2.1", "p-old", "wrong SIP credentials");
    clock.advance(600_001);
    expect(door.isSuspended("192.0.2.1", "p-old")).toBe(false);
  });
});
