/** Calls that are parked, fetched, and go back to who parked them, with real telephones. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import type { ParkedCall } from "./park.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"], { CALLING__PARK_RECALL_SECONDS: "10" });
  [maria, jonas, aiko] = ["maria", "jonas", "aiko"].map((name) => house.people[name]) as [
    Person,
    Person,
    Person,
  ];
});
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const calling = () => house.box.rooms.calling;

/** Maria has called Jonas, who has parked her. @param answers he takes calls by himself */
async function park({ answers = true } = {}) {
  const caller = await house.phone(maria, { tone: 440 });
  const parker = await house.phone(jonas, { answers, tone: 700 });
  await caller.command("dial", `${jonas.extension}`);
  if (!answers) {
    await parker.says(/Incoming call/);
    await parker.command("accept");
  }
  await parker.says(/Call established/);
  await caller.says(/Call established/);
  await parker.command("transfer", "sip:*68@127.0.0.1");
  await until(() => calling().parked.length > 0);
  return { parker, slot: calling().parked[0]?.slot ?? "" };
}

test("[CA-15] a parked call is shown at its slot and fetched from another phone", async () => {
  const { slot } = await park();
  expect(calling().parked).toMatchObject([
    { slot: "701", caller: { name: "Maria" }, parkedBy: { name: "Jonas" } },
  ]);
  const { device, password } = await house.box.rooms.sip.devices.add(aiko.id, "watcher", { plain: true });
  const watcher = await SipPeer.open(house.box.rooms.sip.ports.udp, {
    username: device.username,
    password,
  });
  await watcher.ask("SUBSCRIBE", slot, { event: "dialog", expires: "600" });
  await watcher.hears(({ body }) => body.includes("<state>confirmed</state>"));
  const other = await house.phone(aiko, { tone: 1000 });
  await other.command("dial", slot);
  await other.says(/Call established/);
  expect((await toneLevels(other, 440, 1000)).wanted).toBeGreaterThan(1000);
  await watcher.hears(({ body, method }) => method === "NOTIFY" && !body.includes("<dialog "));
  watcher.close();
  await other.command("hangup");
  await house.quiet();
  expect(calling().parked).toEqual([]);
}, 40_000);

test("[CA-15] nobody fetches it: it goes back to who parked it", async () => {
  const { parker } = await park();
  expect((await toneLevels(parker, 440, 700)).wanted).toBeGreaterThan(1000); // it rings, and answers by itself
  await parker.command("hangup");
  await house.quiet();
}, 40_000);
test("[CA-15] a recall that nobody answers leaves the caller at the slot, and comes again", async () => {
  await calling().settings.change(jonas.id, { ringSeconds: 5 });
  const { parker } = await park({ answers: false });
  const [first] = calling().parked;
  await parker.says(/Incoming call/); // ten seconds later
  expect(calling().parked).toEqual([]);
  await until(() => calling().parked.length > 0);
  expect(calling().parked).toEqual([first as ParkedCall]);
  await parker.says(/Incoming call/);
  await parker.command("accept");
  expect((await toneLevels(parker, 440, 700)).wanted).toBeGreaterThan(1000);
  await parker.command("hangup");
  await house.quiet();
  await calling().settings.change(jonas.id, { ringSeconds: 20 });
}, 60_000);

test("[CA-15] who dials the slot while the call goes back to who parked it gets it, and nothing rings any more", async () => {
  const { parker, slot } = await park({ answers: false });
  await parker.says(/Incoming call/); // ten seconds later
  const other = await house.phone(aiko, { tone: 1000 });
  await other.command("dial", slot);
  await parker.says(/session closed|terminated|cancelled/i);
  expect((await toneLevels(other, 440, 1000)).wanted).toBeGreaterThan(1000);
  expect(calling().liveCalls).toMatchObject([{ state: "connected", callee: { name: "Aiko" } }]);
  await other.command("hangup");
  await house.quiet();
}, 60_000);

test("[CA-15] *68 dialled beside a held call parks it; without one the house says how", async () => {
  const caller = await house.phone(maria, { tone: 440 });
  const parker = await house.phone(jonas, { answers: true });
  await caller.command("dial", `${jonas.extension}`);
  await caller.says(/Call established/);
  await parker.says(/Call established/);
  await parker.command("hold");
  await until(() => calling().liveCalls[0]?.state === "held");
  await parker.command("dial", "*68");
  await until(() => calling().parked.length > 0);
  expect(calling().parked).toMatchObject([{ caller: { name: "Maria" }, parkedBy: { name: "Jonas" } }]);
  const other = await house.phone(aiko, { tone: 1000 });
  await other.command("dial", calling().parked[0]?.slot ?? "");
  await other.says(/Call established/);
  expect((await toneLevels(other, 440, 1000)).wanted).toBeGreaterThan(1000);
  await other.command("hangup");
  await house.quiet();
  await parker.command("dial", "*68");
  await parker.says(/Call established/);
  await parker.says(/session closed|terminated/i); // when all is said
  await house.quiet();
  expect(calling().parked).toEqual([]);
}, 60_000);

test("nothing is left: no leg, no dialog", async () => {
  await house.quiet();
  expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  expect(house.box.rooms.sip.load.dialogs).toBe(0);
});
