/** A telephone of another make than the other tests have (linphone): what it does with calls, beside calling. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Linphone } from "../../../scripts/peers/linphone.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];
}, 30_000);
afterAll(async () => {
  await house?.hangUp();
  await house?.box.dispose();
});

const states = () => house.box.rooms.calling.liveCalls.map(({ state }) => state);

test("[CA-12] [CA-14] it holds, resumes, asks somebody first, and puts the two together", async () => {
  const { devices, location, ports } = house.box.rooms.sip;
  const { device, password } = await devices.add(maria.id, "linphone", { plain: true });
  const { udp: port } = ports;
  const linphone = Linphone.start({ username: device.username, password, port, tone: 700 });
  const first = await house.phone(jonas, { answers: true, tone: 440 });
  const second = await house.phone(aiko, { answers: true, tone: 1000 });
  await until(() => location.of(maria.id).length > 0);
  linphone.command(`call sip:${jonas.extension}@127.0.0.1:${port}`);
  expect((await toneLevels(first, 700, 440)).wanted).toBeGreaterThan(1000);
  await linphone.says(/Media streams established/); // before, it does not pause
  linphone.command("pause");
  await until(() => states()[0] === "held");
  await linphone.says(/is now paused/);
  linphone.command("resume 1");
  await until(() => states()[0] === "connected");
  expect((await toneLevels(first, 700, 440)).wanted).toBeGreaterThan(1000);
  await linphone.says(/(Media streams established[\s\S]*){2}/); // before, it does not pause again
  linphone.command("pause");
  await until(() => states()[0] === "held");
  await linphone.says(/(is now paused[\s\S]*){2}/);
  linphone.command(`call sip:${aiko.extension}@127.0.0.1:${port}`);
  expect((await toneLevels(second, 700, 1000)).wanted).toBeGreaterThan(1000);
  await linphone.says(/Call 2 .* connected/);
  linphone.command("transfer 1 --to-call 2");
  expect((await toneLevels(first, 1000, 440)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(second, 440, 1000)).wanted).toBeGreaterThan(1000);
  await until(() => states().length === 1);
  await first.command("hangup");
  await house.quiet();
  await linphone.stop();
}, 60_000);
