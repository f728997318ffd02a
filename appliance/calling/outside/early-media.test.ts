/** What is heard before an answer: announcements of a provider, and how it rings in its network (RFC 3960). */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { Announcer } from "../../../scripts/peers/announcer.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { level } from "../../../scripts/peers/rtp-phone.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { trunkSchema } from "./trunks.ts";

const outside = "+14155550199";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
const announcers: Announcer[] = [];
const trunks: string[] = [];

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
}, 30_000);
afterEach(async () => {
  await house.hangUp();
  await house.quiet();
  for (const announcer of announcers.splice(0)) announcer.close();
  for (const id of trunks.splice(0)) await house.box.rooms.calling.trunks.remove(id);
});
afterAll(() => house.box.dispose());

async function announcerOf(credentials = { username: "provider", password: "" }): Promise<Announcer> {
  const announcer = await Announcer.open(house.box.rooms.sip.ports.udp, credentials);
  announcers.push(announcer);
  return announcer;
}

/** A provider's server; tried in the order in which they are made. */
async function provider(): Promise<Announcer> {
  const announcer = await announcerOf();
  const definition = { host: "127.0.0.1", port: announcer.peer.port };
  const trunk = trunkSchema.parse({ name: "Provider", priority: trunks.length + 1, definition });
  trunks.push((await house.box.rooms.calling.trunks.put(undefined, trunk)).id);
  return announcer;
}

/** The descriptions that a call's caller was sent, in order. */
const saidTo = (call: string): string[] =>
  house.box.rooms.sip.trace
    .of(call)
    .filter(
      ({ outgoing, text }) => outgoing && /^SIP\/2.0 (183|200)/.test(text) && /CSeq: \d+ INVITE/.test(text),
    )
    .map(({ text }) => text.split("\r\n\r\n")[1] ?? "");

/** A telephone of Jonas's that says something before it is lifted. */
async function telephone(): Promise<Announcer> {
  const { device, password: secret } = await house.box.rooms.sip.devices.add(jonas.id, "announcer", {
    plain: true,
  });
  const announcer = await announcerOf({ username: device.username, password: secret });
  expect((await announcer.peer.ask("REGISTER", "")).status).toBe(200);
  return announcer;
}

const isHeard = async (by: Parameters<typeof toneLevels>[0], wanted: number, other: number) => {
  const levels = await toneLevels(by, wanted, other);
  expect(levels.wanted).toBeGreaterThan(1000);
  expect(levels.wanted).toBeGreaterThan(10 * levels.other);
};

/** The record of the only call so far says how long it took until it rang, not until it was answered. */
async function expectSetUp(): Promise<void> {
  const admin = new AppClient(house.box.url);
  await admin.signIn({ name: "Maria", email: maria.email, password });
  const { records } = await call(admin.api.admin.calls.records.$get({ query: {} }));
  const { startedAt, answeredAt, setUp } = records[0] ?? {};
  expect(setUp).toBeNumber();
  // Half a second of the announcement was heard between the two.
  expect(setUp).toBeLessThan((answeredAt ?? 0) - (startedAt ?? 0) - 400);
  const report = await call(admin.api.admin.calls.quality.$get({ query: { days: "1" } }));
  expect(report.setUp).toEqual({ half: setUp ?? 0, most: setUp ?? 0, nearlyAll: setUp ?? 0 });
}

test("[CA-02] [AD-22] a provider's announcement is heard at the telephone before the answer, and whoever answers after it", async () => {
  const there = await provider();
  const caller = await house.phone(maria, { tone: 440 });
  await caller.command("dial", outside);
  await there.say(180);
  await caller.says(/180 Ringing/);
  expect(caller.output).not.toContain("183");
  await there.describe(183, 700);
  await caller.says(/183 Session Progress/);
  await isHeard(caller, 700, 440);
  const [live] = house.box.rooms.calling.liveCalls;
  expect(live).toMatchObject({ state: "ringing", answeredAt: undefined });
  await there.describe(200, 1000);
  await caller.says(/Call established/);
  await isHeard(caller, 1000, 700);
  const [early, final] = saidTo(live?.id ?? "");
  expect(early).toContain("m=audio");
  expect(final).toBe(early ?? ""); // RFC 3261 §13.2.1
  there.media.forget();
  expect(level(await there.media.hear(25), 440)).toBeGreaterThan(1000);
  await caller.command("hangup");
  await house.quiet();
  await expectSetUp();
}, 40_000);

test("[CA-02] after an announcement that ends in a refusal the next trunk is tried, and its own is heard", async () => {
  const [first, second] = [await provider(), await provider()];
  const caller = await house.phone(maria, { tone: 300 });
  await caller.command("dial", outside);
  await first.describe(183, 700);
  await isHeard(caller, 700, 440);
  await first.say(503);
  await second.invited;
  await isHeard(caller, 440, 700); // it rings meanwhile, from the house
  await second.describe(183, 1000);
  await isHeard(caller, 1000, 440);
  await second.say(404);
  await caller.says(/404 Not Found/);
}, 40_000);

test("[CA-02] of several telephones one is heard before the answer, and whichever answers after it", async () => {
  const [first, second] = [await telephone(), await telephone()];
  const caller = await house.phone(maria, { tone: 440 });
  await caller.command("dial", `${jonas.extension}`);
  await first.describe(183, 700);
  await isHeard(caller, 700, 1000);
  await second.describe(183, 1000);
  await isHeard(caller, 700, 1000);
  await second.describe(200, 1000);
  await caller.says(/Call established/);
  await isHeard(caller, 1000, 700);
  await first.peer.hears(({ method }) => method === "CANCEL");
  await caller.command("hangup");
}, 40_000);
