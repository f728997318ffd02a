/** What people do with calls, with real telephones: forward, disturb not, transfer. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import type { CallSettings } from "../members/call-settings.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  // With two media Workers half of the transfers join ends that live in different ones.
  house = await telephoneHouse(["Maria", "Jonas", "Aiko"], { MEDIA__WORKERS: "2" });
  [maria, jonas, aiko] = ["maria", "jonas", "aiko"].map((name) => house.people[name]) as [
    Person,
    Person,
    Person,
  ];
});
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const wants = (person: Person, settings: Partial<CallSettings>) =>
  house.box.rooms.calling.settings.change(person.id, settings);
const standard: Partial<CallSettings> = {
  voicemail: false,
  forwardAlways: null,
  forwardBusy: null,
  forwardNoAnswer: null,
  doNotDisturb: false,
  ringSeconds: 20,
};
const history = (person: Person) => house.box.rooms.calling.history(person.id)[0];

describe("forwarding", () => {
  test("[CA-13] always: the other phone rings, and shows who called", async () => {
    await wants(jonas, { ...standard, forwardAlways: aiko.extension });
    const caller = await house.phone(maria);
    const silent = await house.phone(jonas);
    const callee = await house.phone(aiko, { answers: true, tone: 1000 });
    await caller.command("dial", `${jonas.extension}`);
    await callee.says(/answering call .* from sip:1001@/);
    await caller.says(/Call established/);
    expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
    expect(silent.output).not.toContain("Incoming call");
    await caller.command("hangup");
    await house.quiet();
    expect(history(aiko)).toMatchObject({ outcome: "answered", peerName: "Maria" });
  }, 30_000);

  test("[CA-13] busy and no answer: the next phone rings after the first", async () => {
    await wants(jonas, { ...standard, forwardBusy: aiko.extension, forwardNoAnswer: aiko.extension });
    const caller = await house.phone(maria);
    const first = await house.phone(jonas);
    const second = await house.phone(aiko);
    await caller.command("dial", `${jonas.extension}`);
    await first.says(/Incoming call/);
    await first.command("hangup"); // busy
    await second.says(/Incoming call/);
    await second.command("accept");
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await wants(jonas, { ringSeconds: 5 });
    await caller.command("dial", `${jonas.extension}`);
    await first.says(/Incoming call/);
    await second.says(/Incoming call/);
    await first.says(/session closed|terminated|cancelled/i);
    await second.command("accept");
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await wants(jonas, standard);
  }, 40_000);

  test("[CA-20] do not disturb: the phone is silent and the caller hears busy", async () => {
    await wants(jonas, { ...standard, doNotDisturb: true });
    const caller = await house.phone(maria);
    const callee = await house.phone(jonas);
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/486 Busy Here/);
    expect(callee.output).not.toContain("Incoming call");
    await house.quiet();
    expect(history(jonas)).toMatchObject({ outcome: "busy", peerName: "Maria" });
    await wants(jonas, standard);
  }, 30_000);
});

describe("one person, several calls and devices", () => {
  test("[MB-02] answered on one device: the others stop, and nothing is missed", async () => {
    await wants(jonas, standard);
    const { events } = house.box.rooms;
    const ended: unknown[] = [];
    const stop = events.listen(
      ({ kind, topic, payload }) =>
        kind === "call.ended" && topic === `person:${jonas.id}` && ended.push(payload),
    );
    const caller = await house.phone(maria);
    const [one, two] = [await house.phone(jonas), await house.phone(jonas, { transport: "tcp" })];
    await caller.command("dial", `${jonas.extension}`);
    await Promise.all([one.says(/Incoming call/), two.says(/Incoming call/)]);
    await two.command("accept");
    await one.says(/session closed|terminated|cancelled/i);
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    expect(history(jonas)).toMatchObject({ outcome: "answered", peerName: "Maria" });
    expect(ended).toHaveLength(1);
    expect(JSON.stringify(ended)).not.toContain("missed");
    stop();
  }, 30_000);

  test("[CA-05] eight calls at once on one line; the ninth finds it busy, or goes where busy calls go", async () => {
    await wants(jonas, standard);
    const caller = await house.phone(maria);
    await house.phone(jonas, { answers: true });
    for (let call = 0; call < 8; call++) {
      await caller.command("dial", `${jonas.extension}`);
      await caller.says(/Call established/);
    }
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/486 Busy Here/);
    await wants(jonas, { forwardBusy: aiko.extension });
    const other = await house.phone(aiko, { answers: true });
    await caller.command("dial", `${jonas.extension}`);
    await other.says(/Call established/);
    expect(house.box.rooms.calling.liveCalls).toHaveLength(9);
    await house.hangUp();
    await house.quiet();
    await wants(jonas, standard);
  }, 40_000);
});

describe("transfer", () => {
  const begin = async () => {
    await wants(jonas, standard);
    await wants(aiko, standard);
    const caller = await house.phone(maria, { tone: 440 });
    const callee = await house.phone(jonas, { answers: true, tone: 700 });
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/Call established/);
    await callee.says(/Call established/);
    return { caller, callee };
  };

  for (const by of ["caller", "callee"] as const)
    test(`[CA-14] blind, by the ${by}: the other side and the target hear each other`, async () => {
      const target = await house.phone(aiko, { answers: true, tone: 1000 });
      const phones = await begin();
      const transferring = phones[by];
      const moved = by === "caller" ? phones.callee : phones.caller;
      const tones = { own: by === "caller" ? 700 : 440 };
      await transferring.command("transfer", `sip:${aiko.extension}@127.0.0.1`);
      await target.says(/Call established/);
      await until(() => house.box.rooms.sip.load.dialogs <= 2); // who transferred is out of it
      const atMoved = await toneLevels(moved, 1000, tones.own);
      const atTarget = await toneLevels(target, tones.own, 1000);
      expect(atMoved.wanted).toBeGreaterThan(10 * atMoved.other);
      expect(atTarget.wanted).toBeGreaterThan(10 * atTarget.other);
      await target.command("hangup");
      await house.quiet();
      expect(history(aiko)).toMatchObject({ outcome: "answered", linkedTo: expect.any(String) });
    }, 40_000);

  test("[CA-14] a blind transfer that nobody answers rings who transferred, though they have hung up", async () => {
    const target = await house.phone(aiko);
    const { caller } = await begin();
    await wants(aiko, { ringSeconds: 5 });
    await caller.command("transfer", `sip:${aiko.extension}@127.0.0.1`);
    await target.says(/Incoming call/);
    await caller.command("hangup");
    await caller.says(/Incoming call from: .*Jonas/);
    await caller.command("accept");
    expect((await toneLevels(caller, 700, 440)).wanted).toBeGreaterThan(1000);
    await caller.command("hangup");
    await house.quiet();
  }, 40_000);

  test("nothing is left: no leg, no dialog", async () => {
    await house.quiet();
    expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
    expect(house.box.rooms.sip.load.dialogs).toBe(0);
  });
});
