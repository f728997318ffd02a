/** What the app does with calls of a telephone on the desk: see, dial, hold, send on, put together, end. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import type { OwnCall } from "./own-calls.ts";

let house: TelephoneHouse;
let [maria, jonas, aiko]: Person[] = [];
let app: AppClient;
/** What Maria's app was told last. */
let calls: OwnCall[] = [];
let told: (() => void) | undefined;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"], { MEDIA__WORKERS: "2" });
  [maria, jonas, aiko] = ["maria", "jonas", "aiko"].map((name) => house.people[name]) as Person[];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria?.email ?? "", password });
  await app.follow(0, (frame) => {
    if (frame.type !== "signal" || frame.name !== "calls") return;
    calls = (frame.data as { calls: OwnCall[] }).calls;
    told?.();
  });
}, 30_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

/** Resolves when the app has been told of calls like these. */
async function appSees(fits: (seen: OwnCall[]) => boolean): Promise<OwnCall[]> {
  while (!fits(calls))
    await new Promise<void>((resolve) => {
      told = resolve;
    });
  return calls;
}

const number = (person: Person | undefined) => person?.extension ?? "";

test("[HY-02] [HY-03] the app sees the desk's call, holds and ends it", async () => {
  const desk = await house.phone(maria as Person, { tone: 700 });
  const other = await house.phone(jonas as Person, { answers: true, tone: 1000 });
  await desk.command("dial", number(jonas));
  await desk.says(/Call established/);
  const [own] = await appSees((seen) => seen.length === 1);
  expect(own).toMatchObject({ peer: { name: "Jonas", number: number(jonas) }, device: { name: "udp" } });
  const param = { id: own?.id ?? "" };
  expect((await toneLevels(other, 700, 440)).wanted).toBeGreaterThan(1000);
  await app.api.calling.calls[":id"].hold.$put({ param, json: { held: true } });
  await appSees(([held]) => held?.state === "held");
  const held = await toneLevels(other, 220, 700);
  expect(held.wanted).toBeGreaterThan(10 * held.other); // music, and not Maria
  await app.api.calling.calls[":id"].hold.$put({ param, json: { held: false } });
  await appSees(([resumed]) => resumed?.state === "connected");
  expect((await toneLevels(other, 700, 440)).wanted).toBeGreaterThan(1000);
  await app.api.calling.calls[":id"].$delete({ param });
  await desk.says(/session closed|terminated/i);
  await appSees((seen) => seen.length === 0);
}, 40_000);

test("[CA-07] [MB-04] [HY-03] the app dials with the desk's telephone, and sends the call on", async () => {
  const desk = await house.phone(maria as Person, { answers: true });
  const first = await house.phone(jonas as Person, { answers: true, tone: 1000 });
  const second = await house.phone(aiko as Person, { answers: true, tone: 1400 });
  const [device] = house.box.rooms.sip.devices.of(maria?.id ?? "");
  const dialled = await app.api.calling.calls.$post({
    json: { device: device?.id ?? "", number: number(jonas) },
  });
  expect(dialled.status).toBe(204);
  await first.says(/Call established/);
  const [own] = await appSees((seen) => seen[0]?.peer.number === number(jonas));
  expect((await toneLevels(desk, 1000, 440)).wanted).toBeGreaterThan(1000);
  const param = { id: own?.id ?? "" };
  const sent = await app.api.calling.calls[":id"].transfer.$post({ param, json: { number: number(aiko) } });
  expect(sent.status).toBe(204);
  await second.says(/Call established/);
  await appSees((seen) => seen.length === 0);
  expect((await toneLevels(first, 1400, 440)).wanted).toBeGreaterThan(1000);
}, 40_000);

test("[CA-12] the app is told that the other side holds, by a telephone's key or from an app", async () => {
  const desk = await house.phone(maria as Person);
  const other = await house.phone(jonas as Person, { answers: true });
  const theirs = new AppClient(house.box.url);
  await theirs.signIn({ name: "Jonas", email: jonas?.email ?? "", password });
  await desk.command("dial", number(jonas));
  await Promise.all([desk.says(/Call established/), other.says(/Call established/)]);
  const [own] = await appSees((seen) => seen.length === 1);
  expect(own?.heldByPeer).toBe(false);
  await other.command("hold");
  await appSees(([call]) => call?.heldByPeer === true);
  await other.command("resume");
  await appSees(([call]) => call?.heldByPeer === false);
  for (const held of [true, false]) {
    const param = { id: own?.id ?? "" };
    await theirs.api.calling.calls[":id"].hold.$put({ param, json: { held } });
    await appSees(([call]) => call?.heldByPeer === held);
  }
}, 40_000);

test("[CA-16] [MT-17] two calls are put together: all three hear each other", async () => {
  const desk = await house.phone(maria as Person, { tone: 700 });
  const first = await house.phone(jonas as Person, { answers: true, tone: 1000 });
  const second = await house.phone(aiko as Person, { answers: true, tone: 1400 });
  await desk.command("dial", number(jonas));
  await first.says(/Call established/);
  await desk.command("hold");
  await appSees(([held]) => held?.state === "held");
  await desk.command("dial", number(aiko));
  await second.says(/Call established/);
  const two = await appSees((seen) => seen.length === 2);
  const answer = await app.api.meetings.$post({ json: { calls: two.map(({ id }) => id) } });
  expect(answer.status).toBe(200);
  await appSees((seen) => seen.length === 1 && seen[0]?.state === "served");
  const heard = async (phone: typeof desk, hertz: number) =>
    expect((await toneLevels(phone, hertz, 440)).wanted).toBeGreaterThan(500);
  await heard(first, 700);
  await heard(first, 1400);
  await heard(second, 1000);
  await heard(desk, 1000);
  await heard(desk, 1400);
}, 60_000);

test("[HY-03] nobody touches a call of others", async () => {
  const caller = await house.phone(jonas as Person);
  const callee = await house.phone(aiko as Person, { answers: true });
  await caller.command("dial", number(aiko));
  await callee.says(/Call established/);
  const [call] = house.box.rooms.calling.liveCalls;
  const param = { id: call?.id ?? "" };
  const { calls: own } = app.api.calling;
  const asked = [
    await own[":id"].$delete({ param }),
    await own[":id"].hold.$put({ param, json: { held: true } }),
    await own[":id"].transfer.$post({ param, json: { number: number(maria) } }),
    await app.api.meetings.$post({ json: { call: param.id } }),
    await app.api.meetings.$post({ json: { calls: [param.id] } }),
  ];
  expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  expect(house.box.rooms.meetings.meetings.count).toBe(0);
  expect(house.box.rooms.calling.liveCalls).toHaveLength(1);
}, 40_000);

test("[CA-16] [HY-03] a call that has just ended is put in no meeting, and leaves nothing behind", async () => {
  const { calling, meetings } = house.box.rooms;
  const desk = await house.phone(maria as Person);
  await house.phone(jonas as Person, { answers: true });
  await desk.command("dial", number(jonas));
  const [own] = await appSees((seen) => seen.length === 1);
  const refused = new Promise((resolve) =>
    calling.ownCalls.onEnd((id) => {
      if (id !== own?.id) return;
      const gathered = meetings.meetings.gather([id], maria as Person); // before it is on record
      gathered.then(resolve, resolve);
    }),
  );
  await desk.command("hangup");
  expect(await refused).toMatchObject({ code: "call-not-found" });
  await house.quiet();
  expect(meetings.meetings.count).toBe(0);
}, 40_000);
