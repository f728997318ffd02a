/** With media.anchor = "when-needed", phones in one network hear each other without the house between them. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { Baresip, type BaresipOptions } from "../../../scripts/peers/baresip.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let box: TestAppliance;
let maria: Person;
let jonas: Person;
const phones: Baresip[] = [];

beforeAll(async () => {
  box = await testAppliance({
    SIP__DOMAIN: "127.0.0.1",
    SIP__DIGEST_ALGORITHMS: "MD5",
    MEDIA__ANCHOR: "when-needed",
  });
  const { directory, invitations } = box.rooms.people;
  maria = await directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
  const invited = await invitations.invite({ name: "Jonas", email: "jonas@northwind.example", role: "user" });
  jonas = await invitations.accept(invited.token, { name: "Jonas", password: "a long password" });
});
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.stop()));
});
afterAll(() => box.dispose());

async function phone(person: Person, more: Partial<BaresipOptions>): Promise<Baresip> {
  const { device, password } = await box.rooms.sip.devices.add(person.id, "phone", { plain: true });
  const transport = more.transport ?? "udp";
  const { username } = device;
  const port = box.rooms.sip.ports[transport];
  const started = await Baresip.start({ username, password, port, transport, tone: 440, ...more });
  phones.push(started);
  return started;
}

async function established(caller: Baresip, callee: Baresip): Promise<void> {
  await caller.command("dial", `${jonas.extension}`);
  await caller.says(/Call established/);
  await callee.says(/Call established/);
}

test("two phones hear each other before and after hold, and the house has no leg", async () => {
  const callee = await phone(jonas, { tone: 1000, answers: true });
  const caller = await phone(maria, {});
  await established(caller, callee);
  expect((await box.rooms.media.load()).legs).toBe(0);
  for (const held of [false, true]) {
    if (held) {
      await caller.command("hold");
      await until(() => box.rooms.calling.liveCalls[0]?.state === "held");
      await caller.command("resume");
      await until(() => box.rooms.calling.liveCalls[0]?.state === "connected");
    }
    const [atCallee, atCaller] = [await toneLevels(callee, 440, 1000), await toneLevels(caller, 1000, 440)];
    expect(atCallee.wanted).toBeGreaterThan(10 * atCallee.other);
    expect(atCaller.wanted).toBeGreaterThan(10 * atCaller.other);
  }
  await caller.command("hangup");
  await callee.says(/session closed|terminated|Connection reset/i);
  await until(() => box.rooms.calling.liveCalls.length === 0);
  await box.rooms.calling.settled();
  expect(box.rooms.calling.history(maria.id)[0]).toMatchObject({ outcome: "answered", codec: "" });
}, 40_000);

test("a phone that keeps its packets secret still needs the house, which translates", async () => {
  const callee = await phone(jonas, { transport: "tls", encryption: "srtp-mand", answers: true });
  const caller = await phone(maria, {});
  await established(caller, callee);
  expect((await box.rooms.media.load()).legs).toBe(2);
  await caller.command("hangup");
  await until(() => box.rooms.calling.liveCalls.length === 0);
}, 40_000);
