/** Five hundred keys on twenty-five telephones, each of which shows what its own line does, whatever happens at once. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { type Lamp, LampKeys } from "../../../scripts/peers/lamp-keys.ts";
import { manyPeople } from "../../../scripts/peers/many-people.ts";
import { Crowd, type Phone } from "../../../scripts/peers/sip-crowd.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

const desks = 25;
const keys = 20;

let box: TestAppliance;
let crowd: Crowd;
let lamps: LampKeys;
let people: Person[];
let watchers: Phone[];

/** A telephone of this person's, registered. */
async function telephone({ id, extension }: Person): Promise<Phone> {
  const { device, password } = await box.rooms.sip.devices.add(id, "desk", { plain: true });
  const phone = { username: device.username, password, extension: extension ?? "" };
  await crowd.register(phone);
  return phone;
}

beforeAll(async () => {
  box = await testAppliance({
    SIP__DOMAIN: "127.0.0.1",
    SIP__DIGEST_ALGORITHMS: "MD5",
    SIP__REQUESTS_PER_SECOND: "1000000",
  });
  await manyPeople(box, desks + desks * keys);
  crowd = await Crowd.open(box.rooms.sip.ports);
  lamps = new LampKeys(crowd);
  const all = box.rooms.people.directory.search("Agent", desks + desks * keys);
  people = all.slice(desks);
  watchers = await Promise.all(all.slice(0, desks).map(telephone));
  for (const [index, watcher] of watchers.entries())
    for (const { extension } of people.slice(index * keys, (index + 1) * keys))
      await lamps.watch(watcher, extension ?? "");
}, 60_000);
afterAll(async () => {
  crowd.close();
  await box.dispose();
});

/** Resolves when every key shows what this says of its person; rejects with those that do not. */
async function allShow(expected: (index: number) => Lamp): Promise<void> {
  const wrong = () =>
    people.filter(({ extension }, index) => {
      const watcher = watchers[Math.floor(index / keys)] as Phone;
      return lamps.shownAt(watcher, extension ?? "") !== expected(index);
    });
  await until(() => wrong().length === 0);
  expect(lamps.size).toBe(people.length);
}

test("[CA-21] each of five hundred keys shows its own line: free, rung, on a call, not to be disturbed, and free again", async () => {
  const { settings } = box.rooms.calling;
  await allShow(() => "idle");
  const onCalls = 40;
  const phones = await Promise.all(people.slice(0, onCalls).map(telephone));
  const hangUp = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  crowd.ringing = () => answer.promise;
  const calls = phones
    .slice(0, onCalls / 2)
    .map((phone, index) =>
      crowd.call(phone, phones[onCalls / 2 + index]?.extension ?? "", () => hangUp.promise),
    );
  const undisturbed = people.slice(100, 300);
  await Promise.all(undisturbed.map(({ id }) => settings.change(id, { doNotDisturb: true })));
  const others = (index: number): Lamp => (index >= 100 && index < 300 ? "do not disturb" : "idle");
  await allShow((index) => (index < onCalls ? "ringing" : others(index)));
  answer.resolve();
  await allShow((index) => (index < onCalls ? "busy" : others(index)));
  hangUp.resolve();
  await Promise.all(calls);
  await Promise.all(undisturbed.map(({ id }) => settings.change(id, { doNotDisturb: false })));
  await allShow(() => "idle");
}, 60_000);
