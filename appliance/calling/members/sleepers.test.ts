/** Where calls go for people whose app is closed, and whose browser nobody opens when a push tells it of the call. */
import { afterAll, afterEach, beforeAll, expect, spyOn, test } from "bun:test";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let [maria, jonas, aiko]: Person[] = [];

const at = (person: Person | undefined) => person as Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people);
  spyOn(house.box.rooms.messaging.push, "reaches").mockImplementation((id) => id === at(jonas).id);
}, 60_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

/** Maria calls Jonas. @param forwards to Aiko */
async function expectForward(forwards: "forwardOffline" | "forwardNoAnswer") {
  const none = { forwardOffline: null, forwardNoAnswer: null, voicemail: false, ringSeconds: 5 };
  const { settings } = house.box.rooms.calling;
  await settings.change(at(jonas).id, { ...none, [forwards]: at(aiko).extension });
  const colleague = await house.phone(at(aiko), { answers: true });
  const caller = await house.phone(at(maria));
  await caller.command("dial", `${at(jonas).extension}`);
  await colleague.says(/Call established/);
  await caller.command("hangup");
  await house.quiet();
}

test("[CA-13] who has only an app that does not open is offline, after the caller has waited for it", async () => {
  await expectForward("forwardOffline");
}, 30_000);

test("[CA-18] [CA-29] a hunt group wakes a member who has nothing but a closed app, and goes on when nobody opens it", async () => {
  const { calling, messaging } = house.box.rooms;
  const woken = spyOn(messaging.push, "wakeForCall").mockResolvedValue(undefined);
  const members = [jonas, aiko].map((person) => ({ personId: at(person).id, weight: 1, loggedIn: true }));
  const number = "2100";
  const turns = { strategy: "linear" as const, secondsPerTurn: 5, overflow: null, callWaiting: false };
  await calling.groups.put(undefined, { name: "Desk", number, ...turns, members });
  const colleague = await house.phone(at(aiko), { answers: true });
  const caller = await house.phone(at(maria));
  await caller.command("dial", number);
  await colleague.says(/Call established/);
  expect(woken.mock.calls.map(([personId]) => personId)).toEqual([at(jonas).id]);
  woken.mockRestore();
  await caller.command("hangup");
  await house.quiet();
}, 30_000);

test("[CA-13] who has a telephone besides, which rings, has not answered", async () => {
  await house.phone(at(jonas));
  await expectForward("forwardNoAnswer");
}, 30_000);
