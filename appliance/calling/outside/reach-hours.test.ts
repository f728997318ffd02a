/** Up to ten numbers elsewhere, each at its own hours (MB-08). */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SetClock } from "../../../scripts/peers/set-clock.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import type { SipRequest } from "../../sip/message.ts";
import { trunkSchema } from "./trunks.ts";

const numbers = Array.from({ length: 10 }, (_, index) => `+1415555020${index}`);
const wednesday = "2026-12-02T01:00:00Z"; // ten in the morning in Tokyo
const saturday = "2026-12-04T15:30:00Z"; // half past midnight there, and still Friday here
const clock = new SetClock(wednesday);

let house: TelephoneHouse;
let provider: SipPeer;
let maria: Person;
let caller: Baresip;
let app: AppClient;
/** What rings at the provider now. */
const ringing = new Map<string, SipRequest>();
/** Every number that was called, in order. */
const called: string[] = [];

const numberOf = ({ uri }: SipRequest) => uri.slice("sip:".length, uri.indexOf("@"));

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"], {}, { clock });
  const { calling, sip } = house.box.rooms;
  maria = house.people.maria as Person;
  provider = await SipPeer.open(sip.ports.udp, { username: "provider", password: "" });
  provider.takes = (request) => {
    const number = numberOf(request);
    const invite = ringing.get(number);
    if (request.method === "INVITE" && !invite) {
      called.push(number);
      ringing.set(number, request);
      provider.respond(request, 180, { Contact: provider.contact });
    }
    if (request.method === "CANCEL" && invite) {
      provider.respond(invite, 487);
      ringing.delete(number);
    }
    return request.method === "INVITE" || request.method === "ACK";
  };
  const definition = { host: "127.0.0.1", port: provider.port };
  await calling.trunks.put(undefined, trunkSchema.parse({ name: "Provider", definition }));
  await calling.settings.change(maria.id, { voicemail: false, zone: "Asia/Tokyo" });
  caller = await house.phone(house.people.jonas as Person);
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterAll(async () => {
  await house.hangUp();
  provider.close();
  await house.box.dispose();
});

/** Calls Maria, waits until as many ring, and gives up. */
async function ring(expected: number): Promise<string[]> {
  called.length = 0;
  await caller.command("dial", `${maria.extension}`);
  await until(() => ringing.size === expected);
  await caller.command("hangup");
  await house.quiet();
  await until(() => ringing.size === 0);
  return [...called];
}

const workdays = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };
const wholeSaturday = { days: [6], from: "00:00", to: "00:00" };

test("[MB-08] ten numbers ring, each in its hours by the person's clock, and count as one call outside", async () => {
  const { calling } = house.box.rooms;
  const mixed = numbers.map((number, index) => ({
    number,
    delaySeconds: 0,
    hours: [index % 2 ? wholeSaturday : workdays],
  }));
  await calling.settings.change(maria.id, { reach: mixed });
  const even = numbers.filter((_, index) => index % 2 === 0);
  const odd = numbers.filter((_, index) => index % 2 === 1);
  clock.set(wednesday);
  expect((await ring(5)).toSorted()).toEqual(even);
  clock.set(saturday);
  expect((await ring(5)).toSorted()).toEqual(odd);
  clock.set("2026-12-05T15:30:00Z"); // Sunday in Tokyo
  await caller.command("dial", `${maria.extension}`);
  await caller.says(/480/);
  expect(ringing.size).toBe(0);
  // More than a person may call at once, because one of them gets the call; the first has to wait.
  expect(calling.protection.limits.callsAtOnce).toBeLessThan(numbers.length);
  const always = numbers.map((number, index) => ({ number, delaySeconds: index === 0 ? 1 : 0 }));
  await calling.settings.change(maria.id, { reach: always });
  const all = await ring(10);
  expect(all.toSorted()).toEqual(numbers);
  expect(all.at(-1)).toBe(numbers[0]);
  expect((await ring(10)).toSorted()).toEqual(numbers); // and the first call's are not held against the second
}, 60_000);

test("[MB-08] the console says who rings at another hour", async () => {
  const { calling } = house.box.rooms;
  const [number = ""] = numbers;
  await calling.settings.change(maria.id, { reach: [{ number, delaySeconds: 0, hours: [workdays] }] });
  const ringsAt = async (at: string) => {
    const query = {
      caller: house.people.jonas?.id ?? "",
      number: `${maria.extension}`,
      at: `${Date.parse(at)}`,
    };
    const answer = await app.api.admin.calling.plan.$get({ query });
    return (await answer.json()).steps[0];
  };
  expect(await ringsAt(wednesday)).toMatchObject({ kind: "ring", rings: [number] });
  expect(await ringsAt(saturday)).toMatchObject({ kind: "refuse" });
});

test("[MB-08] an eleventh number, hours that are none and a zone that nobody knows are refused in words", async () => {
  const change = (json: object) => app.api.calling.settings.$patch({ json });
  const reach = numbers.map((number) => ({ number, delaySeconds: 0 }));
  expect((await change({ reach })).status).toBe(200);
  const refused = await change({ reach: [...reach, { number: "+14155550211", delaySeconds: 0 }] });
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining("At most 10 entries."),
  ]);
  const [number = ""] = numbers;
  for (const hours of [
    [{ ...workdays, days: [] }],
    [{ ...workdays, days: [8] }],
    [{ ...workdays, from: "24:00" }],
    [{ ...workdays, to: "<b>" }],
    Array(21).fill(workdays),
    "always",
  ])
    expect((await change({ reach: [{ number, hours }] })).status).toBe(400);
  for (const zone of ["Mars/Olympus", "", 7]) expect((await change({ zone })).status).toBe(400);
  expect(house.box.rooms.calling.settings.of(maria.id).reach).toHaveLength(10);
});
