/** Where calls go for people whose app is closed, and whose browser nobody opens when a push tells it of the call. */
import { afterAll, afterEach, beforeAll, spyOn, test } from "bun:test";
import { type TelephoneHouse, telephoneHouse } from "../../scripts/peers/telephones.ts";
import type { Person } from "../people/index.ts";

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

test("[CA-13] who has a telephone besides, which rings, has not answered", async () => {
  await house.phone(at(jonas));
  await expectForward("forwardNoAnswer");
}, 30_000);
