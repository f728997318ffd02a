/** Menus of several levels, tried before they are saved, and what they were before. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { problemOf, VirtualClock } from "../../platform/index.ts";
import { tone } from "../sounds/speech.ts";
import { writeWave } from "../sounds/wave.ts";
import { type AttendantDefinition, attendantDefinition } from "./definition.ts";
import { Drafts } from "./drafts.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
});
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const calling = () => house.box.rooms.calling;

/** Two levels by day; on the holiday, one whose key 5 calls Jonas. */
const drawn = (text = "Welcome."): AttendantDefinition => ({
  hours: [],
  holidays: ["2026-12-25"],
  open: "main",
  closed: "closed",
  menus: {
    main: {
      text,
      keys: [{ key: "1", action: { kind: "menu", menu: "sales" } }],
      otherwise: { kind: "hang-up" },
    },
    sales: {
      title: "Sales",
      text: "For Jonas press 2.",
      keys: [{ key: "2", action: { kind: "dial", number: `${jonas.extension}` } }],
      otherwise: { kind: "menu", menu: "main" },
    },
    closed: {
      text: "We are closed.",
      keys: [{ key: "5", action: { kind: "dial", number: `${jonas.extension}` } }],
      otherwise: { kind: "hang-up" },
    },
  },
});

async function press(number: string, keys: string): Promise<void> {
  const callee = await house.phone(jonas, { answers: true, tone: 1000 });
  const caller = await house.phone(maria, { tone: 440 });
  await caller.command("dial", number);
  await caller.says(/Call established/);
  for (const key of keys) await caller.command("sndcode", key);
  await until(() => calling().liveCalls.some(({ state }) => state === "connected"), 40_000);
  await callee.says(/Call established/);
  // Who hangs up before they hear each other has not answered: the caller is back in the menu.
  expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
  await callee.command("hangup");
  await house.quiet();
}

test("[CA-19] a draft is called level by level, now and as if it were a holiday; nothing of it is saved", async () => {
  const { drafts } = calling().attendants;
  const now = drafts.open({ definition: drawn(), attendant: null, at: null });
  await press(now, "12");
  await house.hangUp();
  const at = new Date("2026-12-25T10:00:00").getTime();
  await press(drafts.open({ definition: drawn(), attendant: null, at }), "5");
  expect(calling().attendants.all).toEqual([]);
}, 60_000);

test("[CA-19] a name is spelled on the keypad, whichever part of it begins so; one that nobody has leads back to the menu", async () => {
  const { drafts } = calling().attendants;
  const main = {
    text: "Spell a name.",
    keys: [{ key: "3" as const, action: { kind: "name" as const } }],
    otherwise: { kind: "hang-up" as const },
  };
  const definition = { ...drawn(), menus: { ...drawn().menus, main } };
  const number = drafts.open({ definition, attendant: null, at: null });
  await press(number, "3566#"); // Jon
  await house.hangUp();
  await press(number, "399#3566#"); // nobody is called so
}, 60_000);

test("[CA-19] who presses nothing, three times asked, goes where the menu sends them otherwise", async () => {
  const { drafts } = calling().attendants;
  const otherwise = { kind: "dial" as const, number: `${jonas.extension}` };
  const definition = { ...drawn(), menus: { ...drawn().menus, main: { text: "Yes?", keys: [], otherwise } } };
  await press(drafts.open({ definition, attendant: null, at: null }), "");
}, 60_000);

test("[CA-19] a draft's number is forgotten after ten minutes", () => {
  const clock = new VirtualClock();
  const drafts = new Drafts(clock);
  const number = drafts.open({ definition: drawn(), attendant: null, at: null });
  expect(drafts.find(number)?.definition).toEqual(drawn());
  clock.advance(10 * 60_000 + 1);
  expect(drafts.find(number)).toBeUndefined();
});

test("[CA-19] every saving is a version, the newest fifty are kept, and they go with the menu", async () => {
  const { attendants } = calling();
  const put = (text: string, id?: string) =>
    attendants.put(id, { name: "Reception", number: "3000", definition: drawn(text) }, maria.id);
  const { id } = await put("text 0");
  for (let at = 1; at <= 52; at++) await put(`text ${at}`, id);
  const versions = attendants.versions(id);
  expect(versions).toHaveLength(50);
  expect(versions[0]).toMatchObject({ personId: maria.id, name: "Reception" });
  expect(versions.map(({ definition }) => definition.menus.main?.text)).toEqual(
    Array.from({ length: 50 }, (_, at) => `text ${52 - at}`),
  );
  await attendants.remove(id);
  expect(attendants.versions(id)).toEqual([]);
});

test("[CA-19] a level that was removed and brought back has its recording still; with the menu it goes", async () => {
  const { attendants } = calling();
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const whole = { name: "Reception", number: "3000", definition: drawn() };
  const { id } = await attendants.put(undefined, whole);
  const path = `${house.box.url}/app/admin/calling/prompts/${id}/sales`;
  const body = new Uint8Array(writeWave(tone(880, 1)));
  expect((await app.fetch(path, { method: "PUT", body })).status).toBe(204);
  const { sales: _, ...menus } = whole.definition.menus;
  const main = { text: "Welcome.", keys: [], otherwise: { kind: "hang-up" as const } };
  await attendants.put(id, { ...whole, definition: { ...whole.definition, menus: { ...menus, main } } });
  await attendants.put(id, whole);
  expect((await app.fetch(path)).headers.get("content-type")).toBe("audio/wav");
  await attendants.remove(id);
  expect((await app.fetch(path)).status).not.toBe(200);
});

test("[CA-19] a definition whose keys lead nowhere is refused", () => {
  const { sales: _, ...menus } = drawn().menus;
  const checked = attendantDefinition.safeParse({ ...drawn(), menus });
  expect(checked.success).toBe(false);
  expect(checked.error?.issues.map(problemOf)).toMatchObject([
    { code: "menu-missing", values: { name: "sales" }, problem: "There is no menu “sales”." },
  ]);
});

test("[CA-19] who rings at 14:05 on a working day, and on a holiday, is told without a call: menus, keys, and what comes after", async () => {
  const { attendants } = calling();
  const whole = { ...drawn(), hours: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }] };
  const { id, number } = await attendants.put(undefined, {
    name: "Reception",
    number: "2950",
    definition: attendantDefinition.parse(whole),
  });
  const admin = new AppClient(house.box.url);
  await admin.signIn({ name: "Maria", email: maria.email, password });
  await house.phone(jonas, { transport: "tcp" });
  const stepsAt = async (time: string) => {
    const query = { caller: maria.id, number, at: String(new Date(time).getTime()) };
    const { steps } = await call(admin.api.admin.calling.plan.$get({ query }));
    return steps.map(({ path, kind, what, why, closed, choice, party }) =>
      [path, kind, what || (why ?? choice) || party?.name, ...(closed ? ["closed"] : [])].join(" | "),
    );
  };
  expect(await stepsAt("2026-12-24T14:05")).toEqual([
    " | menu | Reception",
    "key 1 | menu | Sales",
    "key 1/key 2 | ring | Jonas",
    "key 1/key 2/busy | refuse | busy",
    "key 1/key 2/no-answer | refuse | no-answer",
    "key 1/key  | menu | Reception",
    "key  | choice | hang-up",
  ]);
  const night = [
    " | menu | Reception | closed",
    "key 5 | ring | Jonas",
    "key 5/busy | refuse | busy",
    "key 5/no-answer | refuse | no-answer",
    "key  | choice | hang-up",
  ];
  expect(await stepsAt("2026-12-24T17:00")).toEqual(night);
  expect(await stepsAt("2026-12-25T14:05")).toEqual(night);
  const rubbish = { caller: maria.id, number, at: "soon" };
  expect(Number((await admin.api.admin.calling.plan.$get({ query: rubbish })).status)).toBe(400);
  await attendants.remove(id);
}, 30_000);
