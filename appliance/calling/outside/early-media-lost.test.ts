/** What comes before an answer cannot be heard, or not any more: nobody waits in silence. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Announcer } from "../../../scripts/peers/announcer.ts";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import { trunkSchema } from "./trunks.ts";

const outside = "+14155550199";
const workers = new URL("../../../scripts/peers/", import.meta.url);
const houses: TelephoneHouse[] = [];
let [apart, mortal]: TelephoneHouse[] = [];

/** With one Worker of this kind, which all calls share. */
async function houseWith(worker: string): Promise<TelephoneHouse> {
  const mediaWorkerUrl = new URL(`${worker}-media-worker.ts`, workers).href;
  const house = await telephoneHouse(["Maria"], { MEDIA__WORKERS: "1" }, { mediaWorkerUrl });
  houses.push(house);
  return house;
}

beforeAll(async () => {
  [apart, mortal] = [await houseWith("dividing"), await houseWith("mortal")];
}, 60_000);
afterAll(async () => {
  for (const house of houses) {
    await house.hangUp();
    await house.box.dispose();
  }
});

/** Maria calls outside, and is announced something. */
async function announced(house: TelephoneHouse) {
  const there = await Announcer.open(house.box.rooms.sip.ports.udp, { username: "provider", password: "" });
  const definition = { host: "127.0.0.1", port: there.peer.port };
  const trunk = trunkSchema.parse({ name: "Provider", definition });
  await house.box.rooms.calling.trunks.put(undefined, trunk);
  const caller = await house.phone(house.people.maria as Person, { tone: 300 });
  await caller.command("dial", outside);
  await there.describe(183, 700);
  await caller.says(/183 Session Progress/);
  return { there, caller };
}

test("[CA-02] an announcement that cannot be connected: it rings from the house, and a call without sound is ended", async () => {
  const house = apart as TelephoneHouse;
  const { there, caller } = await announced(house);
  const levels = await toneLevels(caller, 440, 700);
  expect(levels.wanted).toBeGreaterThan(10 * levels.other);
  await there.describe(200, 700);
  await caller.says(/session closed|terminated|Connection reset/i);
  await there.peer.hears(({ method }) => method === "BYE");
  await house.quiet();
  expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  there.close();
}, 40_000);

test("[CA-02] the media are lost during an announcement: the caller is told at once, and it rings nowhere any more", async () => {
  const house = mortal as TelephoneHouse;
  const { there, caller } = await announced(house);
  const leg = await house.box.rooms.media.leg({ group: "", profile: "rtp", signalled: "127.0.0.1" });
  await expect(leg.sendDigit("dies")).rejects.toMatchObject({ code: "media-lost" });
  await caller.says(/503 Service Unavailable/);
  await there.peer.hears(({ method }) => method === "CANCEL");
  await house.quiet();
  expect(house.box.rooms.sip.load.dialogs).toBe(0);
  there.close();
}, 40_000);
