/** Real calls outside that cost something, until a limit ends them (SE-01). */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { hears, likeness } from "../../../scripts/peers/spoken.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { silentLogger } from "../../platform/index.ts";
import { de } from "../prompts/languages/de.ts";
import { Speech } from "../sounds/speech.ts";
import { noSpendingLimits } from "./spending-limits.ts";

const euro = 1_000_000;
/** So that a limit is reached while a test waits: one euro a second. */
const dear = 60 * euro;

let outside: ProvidedHouse;
let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let app: AppClient;

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  ({ house } = outside);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterEach(async () => {
  await limit({});
  await outside.hangUp();
});
afterAll(() => outside.dispose());

const spending = () => house.box.rooms.calling.protection.spending;
const caps = (money: number | null, minutes: number | null = null) => ({
  day: { money, minutes },
  month: { money: null, minutes: null },
});
const limit = (change: object) =>
  call(app.api.admin.calling.spending.$put({ json: { ...noSpendingLimits, ...change } }));
const spentBy = (personId: string | null) =>
  spending().spent.find((one) => one.personId === personId)?.today.cost ?? 0;
const told = (callId: string) =>
  house.box.rooms.sip.trace
    .of(callId)
    .filter(({ outgoing }) => outgoing)
    .map(({ text }) => text);
const records = async () =>
  (await call(app.api.admin.calls.records.$get({ query: {} }))).records.toSorted(
    (a, b) => b.startedAt - a.startedAt,
  );

test("[SE-01] a call's price runs, ends it at the person's limit with the reason, and is on record; the next is refused in words", async () => {
  await call(app.api.admin.calling.prices.list.$post({ json: { csv: "+1415,60\n" } }));
  await limit({ person: caps(spentBy(maria.id) + 3 * euro) });
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const desk = await house.phone(maria);
  await desk.command("dial", theirs);
  await desk.says(/Call established/);
  const live = async () => (await call(app.api.admin.calls.$get())).live[0];
  await until(async () => ((await live())?.cost ?? 0) > euro);
  const { id } = (await live()) as { id: string };
  await desk.says(/terminated|session closed/i);
  await other.says(/terminated|session closed/i);
  await house.quiet();
  const byes = told(id).filter((text) => text.startsWith("BYE"));
  expect(byes).toHaveLength(2);
  // The telephone of the house is told why; nobody outside is.
  const reasons = byes.flatMap((bye) => /^Reason: (.*)\r$/im.exec(bye)?.[1] ?? []);
  expect(reasons).toEqual(['SIP;cause=403;text="The spending limit of the day is reached"']);
  const [record] = await records();
  expect(record).toMatchObject({ callId: id, direction: "outgoing", outcome: "answered" });
  expect(record?.cost).toBeGreaterThanOrEqual(3 * euro);
  await desk.command("dial", theirs);
  await desk.says(/403 The spending limit of the day is reached/);
  const { findings } = await call(app.api.admin.overview.$get());
  expect(findings).toContainEqual(expect.objectContaining({ part: "spending", state: "attention" }));
  const { spending: shown } = await call(app.api.admin.calling.$get());
  expect(shown).toMatchObject({ prices: 1, reached: [{ personId: maria.id, unit: "money", period: "day" }] });
  await limit({ person: caps(null) });
  await desk.command("dial", theirs);
  await desk.says(/Call established/);
  await desk.command("hangup");
  await house.quiet();
}, 60_000);

test("[SE-01] [MS-20] a telephone shows in its person's language why a limit ended the call, and refuses the next", async () => {
  await spending().putPrices([{ destination: "national", price: dear }]);
  await call(app.api.preferences.$patch({ json: { language: "fr" } }));
  await limit({ person: caps(spentBy(maria.id) + euro) });
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const desk = await house.phone(maria);
  await desk.command("dial", theirs);
  await desk.says(/Call established/);
  const [live] = house.box.rooms.calling.liveCalls;
  await desk.says(/terminated|session closed/i);
  const shown = "Le plafond de dépenses du jour est atteint";
  const reasons = told(live?.id ?? "").filter((text) => text.startsWith("BYE") && text.includes("Reason:"));
  expect(reasons.map((bye) => Buffer.from(bye, "latin1").toString("utf8"))).toEqual([
    expect.stringContaining(`text="${shown}"`),
  ]);
  await desk.command("dial", theirs);
  await desk.says(new RegExp(`403 ${shown}`));
  await call(app.api.preferences.$patch({ json: { language: "en" } }));
  await house.quiet();
  await other.stop();
}, 60_000);

test("[SE-01] two calls of one person share what is left, and a colleague's limit is their own", async () => {
  await spending().putPrices([{ destination: "national", price: dear }]);
  await limit({ person: caps(spentBy(maria.id) + 4 * euro) });
  const before = spentBy(maria.id);
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const desks = await Promise.all([house.phone(maria), house.phone(maria, { transport: "tcp" })]);
  const jonasDesk = await house.phone(jonas);
  for (const desk of [...desks, jonasDesk]) await desk.command("dial", theirs);
  await jonasDesk.says(/Call established/);
  for (const desk of desks) await desk.says(/terminated|session closed/i);
  await until(() => house.box.rooms.calling.liveCalls.length === 1);
  // Each alone would have had four seconds.
  const costs = (await records()).slice(0, 2).map(({ cost }) => cost ?? 0);
  expect(Math.max(...costs)).toBeLessThan(4 * euro);
  expect(spentBy(maria.id) - before).toBeGreaterThanOrEqual(4 * euro);
  expect(house.box.rooms.calling.liveCalls[0]?.caller.name).toBe("Jonas");
  await jonasDesk.command("hangup");
  await house.quiet();
  await other.stop();
}, 60_000);

test("[SE-01] [MB-08] a number elsewhere costs from its answer; at the limit it is hung up, and the desk rings on", async () => {
  const { settings } = house.box.rooms.calling;
  await spending().putPrices([{ destination: "national", price: dear }]);
  await limit({ person: caps(spentBy(maria.id) + 2 * euro) });
  await settings.change(maria.id, { reach: [{ number: theirs, delaySeconds: 0 }] });
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const desk = await house.phone(maria);
  const caller = await house.phone(jonas);
  await caller.command("dial", `${maria.extension}`);
  await desk.says(/Incoming call/);
  await other.says(/Call established/);
  await until(() => (house.box.rooms.calling.liveCalls[0]?.cost ?? 0) > euro);
  expect(caller.output).not.toContain("Call established");
  await other.says(/terminated|session closed/i);
  await desk.command("accept");
  await caller.says(/Call established/);
  await caller.command("hangup");
  await house.quiet();
  await settings.change(maria.id, { reach: [] });
}, 60_000);

test("[SE-01] [CA-22] emergency calls cost nothing, and go out whatever is spent", async () => {
  await spending().putPrices([
    { destination: "national", price: dear },
    { destination: "service", price: dear },
  ]);
  await limit({ person: caps(1, 1), house: caps(1, 1) });
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  const desk = await house.phone(maria);
  await desk.command("dial", theirs);
  await desk.says(/403 The spending limit/);
  const before = spentBy(null);
  await desk.command("dial", "911");
  await helpers.says(/Call established/);
  await desk.says(/Call established/);
  expect(house.box.rooms.calling.liveCalls[0]).toMatchObject({ state: "connected", cost: null });
  await desk.command("hangup");
  await house.quiet();
  expect(spentBy(null)).toBe(before);
}, 60_000);

test("[SE-01] limits and prices that are none are refused, and a list with one wrong line changes nothing", async () => {
  const status = async (path: string, method: string, json: unknown) =>
    (
      await app.fetch(`${house.box.url}/app/admin/calling/${path}`, {
        method,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(json),
      })
    ).status;
  const { person, ...rest } = noSpendingLimits;
  for (const json of [
    {},
    rest,
    { ...noSpendingLimits, currency: "euro" },
    { ...noSpendingLimits, person: { ...person, day: { money: -1, minutes: null } } },
    { ...noSpendingLimits, person: { ...person, day: { money: 0.5, minutes: null } } },
    { ...noSpendingLimits, person: { ...person, day: { money: 1e20, minutes: null } } },
    { ...noSpendingLimits, person: { ...person, day: { money: null } } },
    { ...noSpendingLimits, more: true },
    "much",
    null,
  ])
    expect(await status("spending", "PUT", json)).toBe(400);
  const own = noSpendingLimits.person;
  for (const spending of [
    "much",
    7,
    {},
    { day: own.day },
    { ...own, day: { money: 0, minutes: 1 } },
    { ...own, more: 1 },
  ])
    expect(await status(`people/${jonas.id}`, "PATCH", { spending })).toBe(400);
  expect(await status(`people/${jonas.id}`, "PATCH", { spending: own })).toBe(200);
  expect(await status(`people/${jonas.id}`, "PATCH", { outside: "national" })).toBe(200);
  expect(house.box.rooms.calling.settings.of(jonas.id).spending).toEqual(own);
  expect(await status(`people/${jonas.id}`, "PATCH", { spending: null })).toBe(200);
  const jonasApp = new AppClient(house.box.url);
  await jonasApp.signIn({ name: "Jonas", email: jonas.email, password });
  await jonasApp.fetch(`${house.box.url}/app/calling/settings`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ringSeconds: 20, spending: own }),
  });
  expect(house.box.rooms.calling.settings.of(jonas.id).spending).toBeNull(); // that is not theirs to set
  for (const prices of [[{ destination: "33", price: 1 }], [{ destination: "+33", price: -1 }], [{}], "none"])
    expect(await status("prices", "PUT", { prices })).toBe(400);
  await spending().putPrices([{ destination: "+33", price: 7 }]);
  const wrong = await call(app.api.admin.calling.prices.list.$post({ json: { csv: "+44,1\n+45,x\n" } }));
  expect(wrong).toEqual({ count: 1, problems: [{ line: 2, problem: "price" }] });
  expect(spending().prices).toEqual([{ destination: "+33", price: 7 }]);
  expect(await status("prices/list", "POST", { csv: "x".repeat(1024 * 1024) })).toBe(413);
});

test("[SE-01] [MS-20] who calls hears in their language that the limit comes near, and speaks on meanwhile", async () => {
  const own = new AppClient(house.box.url);
  await own.signIn({ name: "Jonas", email: jonas.email, password });
  await call(own.api.preferences.$patch({ json: { language: "de" } }));
  await spending().putPrices([{ destination: "national", price: dear }]);
  await limit({ person: caps(spentBy(jonas.id) + 18 * euro) });
  const other = await outside.provider.phone(outside.outsider, { answers: true, tone: 1000 });
  const desk = await house.phone(jonas);
  await desk.command("dial", theirs);
  await desk.says(/Call established/);
  const german = new Speech({ log: silentLogger });
  await hears(desk, await german.say(de.limit.withinAMinute, "de"));
  expect((await toneLevels(desk, 1000, 440)).wanted).toBeGreaterThan(1000); // the other side again
  await hears(desk, await german.say(de.limit.inAFewSeconds, "de"));
  await desk.says(/terminated|session closed/i);
  expect(likeness(other, await german.say(de.limit.withinAMinute, "de"))).toBeLessThan(0.8);
  await house.quiet();
}, 60_000);
