/** What goes wrong between a telephone and the house, each provoked on the way and named in the console (AD-28). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { Linphone } from "../../../scripts/peers/linphone.ts";
import { RoughLine, type Roughness } from "../../../scripts/peers/rough-line.ts";
import { Sites, sitesForbidden } from "../../../scripts/peers/sites.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import type { Cause } from "./diagnosis.ts";

/** What is shorter says nothing of sound (diagnosis.ts). */
const longEnough = 3200;
const forbidden = sitesForbidden();

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let app: AppClient;
const closing: (() => void)[] = [];

async function open(settings: Record<string, string> = {}): Promise<void> {
  house = await houseWithoutMailboxes(["Maria", "Jonas"], { SIP__SESSION_CHECK_SECONDS: "1", ...settings });
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}

beforeAll(() => open(), 30_000);
afterEach(async () => {
  await house.hangUp();
  for (const close of closing.splice(0)) close();
});
afterAll(() => house.box.dispose());

async function rough(person: Person, roughness: Roughness): Promise<Baresip> {
  const line = await RoughLine.open(house.box.rooms.sip.ports.udp, roughness);
  closing.push(() => line.close());
  return house.phone(person, { port: line.port, proxied: true, answers: true });
}

const dialJonas = (caller: Baresip) => caller.command("dial", `${jonas.extension}`);

/** The causes of the call that is being made, and over once `during` is done. */
async function causesOf(during: (answeredAt: number) => Promise<unknown>): Promise<Cause[]> {
  const { calling } = house.box.rooms;
  await until(() => calling.liveCalls.some(({ answeredAt }) => answeredAt !== undefined));
  const [live] = calling.liveCalls;
  await during(Date.now());
  await house.quiet();
  const detail = await call(app.api.admin.calls.records[":id"].$get({ param: { id: live?.id ?? "" } }));
  return detail.causes as Cause[];
}

const speakOn = async (answeredAt: number) => until(() => Date.now() - answeredAt > longEnough);

/** One that says in its reports which of the house's came last, as baresip does not. */
async function linphone(person: Person, port: number): Promise<Linphone> {
  const { devices, location } = house.box.rooms.sip;
  const { device, password: secret } = await devices.add(person.id, "linphone", { plain: true });
  const phone = Linphone.start({ username: device.username, password: secret, port, tone: 700 });
  await until(() => location.of(person.id).some(({ deviceId }) => deviceId === device.id));
  return phone;
}

test("[AD-28] delay: packets take long there and back", async () => {
  const line = await RoughLine.open(house.box.rooms.sip.ports.udp, { delay: 200 });
  const phone = await linphone(maria, line.port);
  closing.push(() => line.close());
  await house.phone(jonas, { answers: true });
  phone.command(`call sip:${jonas.extension}@127.0.0.1:${line.port}`);
  const found = await causesOf(async () => {
    await until(() => line.roundTrips > 0);
    phone.command("terminate");
  });
  expect(found).toContain("delay");
  for (const other of ["loss", "no-sound", "one-way-sound"]) expect(found).not.toContain(other);
  await phone.stop();
}, 60_000);

describe.each<[Cause, Roughness, Cause[]]>([
  ["loss", { loss: 0.1 }, ["no-sound", "one-way-sound"]],
  ["jitter", { scatter: 180 }, ["no-sound", "one-way-sound"]],
])("[AD-28] %s", (cause, roughness, innocent) => {
  test("is said of a call whose packets fared so, and nothing that did not happen", async () => {
    const phone = await rough(maria, roughness);
    await house.phone(jonas, { answers: true });
    await dialJonas(phone);
    const found = await causesOf(async (answeredAt) => {
      await speakOn(answeredAt);
      await phone.command("hangup");
    });
    expect(found).toContain(cause);
    for (const other of innocent) expect(found).not.toContain(other);
  }, 60_000);
});

test("[AD-28] no-sound: nothing comes through from either side", async () => {
  const phone = await rough(maria, { loss: 1 });
  await rough(jonas, { loss: 1 });
  await dialJonas(phone);
  const found = await causesOf(async (answeredAt) => {
    await speakOn(answeredAt);
    await phone.command("hangup");
  });
  expect(found).toContain("no-sound");
  expect(found).not.toContain("one-way-sound");
}, 60_000);

test("[AD-28] [CA-12] vanished: a telephone that loses its power in a call, whose other side is told so", async () => {
  const callee = await house.phone(jonas, { answers: true });
  const caller = await house.phone(maria, { transport: "tcp" });
  await dialJonas(caller);
  const found = await causesOf(async () => {
    await caller.stop("SIGKILL");
    await callee.says(/session closed|terminated/i);
  });
  expect(found).toContain("vanished");
}, 60_000);

test.skipIf(forbidden !== undefined)(
  "[AD-28] private-address: a telephone behind a router says the address that it has there",
  async () => {
    await house.box.dispose();
    const sites = new Sites();
    try {
      const site = sites.behindRouter("home", 30);
      await open({
        SIP__ADDRESS: "0.0.0.0",
        MEDIA__ADDRESS: "0.0.0.0",
        PUBLIC_ADDRESSES: sites.outside,
        SIP__DOMAIN: "northwind.example",
      });
      const there = await house.phone(maria, { site });
      await house.phone(jonas, { answers: true });
      await dialJonas(there);
      const found = await causesOf(() => there.command("hangup"));
      expect(found).toContain("private-address");
      expect(found).not.toContain("vanished");
      await house.hangUp();
    } finally {
      sites.close();
    }
  },
  60_000,
);
