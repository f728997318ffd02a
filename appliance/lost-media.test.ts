/** A media Worker dies under a call and a meeting: both end for everybody in them, and the next ones work. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../scripts/peers/client.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../scripts/peers/telephones.ts";
import { toneLevels } from "../scripts/peers/tones.ts";
import { until } from "../scripts/peers/until.ts";
import type { Person } from "./people/index.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  const mediaWorkerUrl = new URL("../scripts/peers/mortal-media-worker.ts", import.meta.url).href;
  house = await telephoneHouse(["Maria", "Jonas"], { MEDIA__WORKERS: "1" }, { mediaWorkerUrl });
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
}, 60_000);
afterAll(async () => {
  await house.hangUp();
  await house.box.dispose();
});

async function killWorker(): Promise<void> {
  const leg = await house.box.rooms.media.leg({ group: "", profile: "rtp", signalled: "127.0.0.1" });
  await expect(leg.sendDigit("dies")).rejects.toMatchObject({ code: "media-lost" });
}

test("[SE-01] a call whose media are lost is hung up at both ends, and the next one is heard", async () => {
  const there = await house.phone(jonas, { tone: 1000, answers: true });
  const here = await house.phone(maria, { tone: 440 });
  const call = async () => {
    await here.command("dial", `${jonas.extension}`);
    await Promise.all([here.says(/Call established/), there.says(/Call established/)]);
  };
  await call();
  await killWorker();
  const over = /session closed|terminated|Connection reset/i;
  await Promise.all([here.says(over), there.says(over)]);
  await house.quiet();
  expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({ outcome: "answered" });
  await call();
  const heard = await toneLevels(there, 440, 1000);
  expect(heard.wanted).toBeGreaterThan(10 * heard.other);
  await here.command("hangup");
  await house.quiet();
}, 60_000);

test("[SE-01] a meeting whose media are lost is over, and the next one may begin", async () => {
  const client = new AppClient(house.box.url);
  await client.signIn({ name: maria.name, email: maria.email, password });
  const space = await client.createSpace("Launch", [jonas.id]);
  const { meetings } = house.box.rooms.meetings;
  const start = async () => (await client.api.meetings.$post({ json: { space } })).status;
  expect(await start()).toBe(200);
  const [lost] = meetings.of(maria.id);
  await killWorker();
  await until(() => meetings.of(maria.id).length === 0);
  expect(await start()).toBe(200);
  expect(meetings.of(maria.id)[0]?.id).not.toBe(lost?.id);
});
