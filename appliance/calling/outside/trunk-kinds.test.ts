/** Trunks of every kind, calls in both directions: over TLS, by address alone, and Debian's Kamailio as the provider. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { Baresip } from "../../../scripts/peers/baresip.ts";
import { type Kamailio, startKamailio } from "../../../scripts/peers/kamailio.ts";
import { ours, theirs } from "../../../scripts/peers/provider.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { trunkSchema } from "./trunks.ts";

let house: TelephoneHouse;
let provider: TelephoneHouse;
let maria: Person;
let subscriber: Person;
let outsider: Person;
const trunks: string[] = [];
let kamailio: Kamailio | undefined;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria"]);
  provider = await houseWithoutMailboxes(["Operator", "Subscriber", "Outsider"]);
  maria = house.people.maria as Person;
  await house.box.rooms.calling.numbers.put({ number: ours, reaches: `${maria.extension}`, address: null });
  const { directory } = provider.box.rooms.people;
  subscriber = await directory.change((provider.people.subscriber as Person).id, { extension: ours });
  outsider = await directory.change((provider.people.outsider as Person).id, { extension: theirs });
}, 30_000);
afterEach(async () => {
  await house.hangUp();
  await provider.hangUp();
  for (const id of trunks.splice(0)) await house.box.rooms.calling.trunks.remove(id);
  await kamailio?.stop();
  kamailio = undefined;
});
afterAll(async () => {
  await house.box.dispose();
  await provider.box.dispose();
});

/** A trunk of the house, once it stands. */
async function trunk(definition: object, password?: string): Promise<string> {
  const { trunks: all } = house.box.rooms.calling;
  const wanted = trunkSchema.parse({
    name: "Provider",
    definition: { callerId: ours, ...definition },
    password,
  });
  const { id } = await all.put(undefined, wanted);
  trunks.push(id);
  await until(() => all.find(id)?.state.kind === "up");
  return id;
}

/** One calls the other and is answered; each hears the other's tone. */
async function speak(
  caller: Baresip,
  number: string,
  callee: Baresip,
  tones: { caller: number; callee: number },
) {
  await caller.command("dial", number);
  await caller.says(/Call established/);
  await callee.says(/Call established/);
  expect((await toneLevels(caller, tones.callee, tones.caller)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(callee, tones.caller, tones.callee)).wanted).toBeGreaterThan(1000);
  await caller.command("hangup");
  await callee.says(/session closed|terminated/i);
  await house.quiet();
}

/** Out of the house and in, between a telephone of Maria's and one outside, both of which answer. */
async function bothWays(inside: Baresip, there: Baresip): Promise<void> {
  await speak(inside, theirs, there, { caller: 440, callee: 1000 });
  expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({
    outcome: "answered",
    peerNumber: theirs,
  });
  await speak(there, ours, inside, { caller: 1000, callee: 440 });
  expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({
    direction: "incoming",
    outcome: "answered",
  });
}

test("[CA-03] [CA-25] a trunk over TLS registers and carries calls both ways as SRTP, with a certificate that is checked", async () => {
  const { sip } = provider.box.rooms;
  const { device, password } = await sip.devices.add(subscriber.id, "trunk");
  const tls = {
    host: "127.0.0.1",
    port: sip.ports.tls,
    transport: "TLS",
    registers: true,
    username: device.username,
  };
  const { trunks: all } = house.box.rooms.calling;
  const wrong = { ...tls, authority: house.box.authority.trim() };
  const unknown = await all.put(undefined, trunkSchema.parse({ name: "Wrong", definition: wrong, password }));
  await until(() => all.find(unknown.id)?.state.kind === "down");
  expect((await all.probe(unknown.id)).failure).toMatch(/certificate/);
  await all.remove(unknown.id);

  await trunk({ ...tls, authority: provider.box.authority.trim() }, password);
  const there = await provider.phone(outsider, { answers: true, tone: 1000, transport: "tls" });
  const inside = await house.phone(maria, { answers: true, tone: 440, transport: "tls" });
  await inside.command("dial", theirs);
  await there.says(/Call established/);
  const [call] = provider.box.rooms.calling.liveCalls;
  const said = provider.box.rooms.sip.trace.of(call?.id ?? "").map(({ text }) => text);
  expect(said.some((text) => text.startsWith("INVITE") && text.includes("RTP/SAVP"))).toBe(true);
  expect(said.some((text) => text.includes("RTP/AVP "))).toBe(false);
  await inside.command("hangup");
  await house.quiet();
  await bothWays(inside, there);
}, 40_000);

test("[CA-03] a trunk by address needs no registration and no password, in either direction", async () => {
  const { calling, sip } = provider.box.rooms;
  await calling.numbers.put({ number: theirs, reaches: theirs, address: null });
  const peer = { name: "House", definition: { host: "127.0.0.1", port: house.box.rooms.sip.ports.udp } };
  const back = await calling.trunks.put(undefined, trunkSchema.parse(peer));
  await provider.box.rooms.people.directory.change(subscriber.id, { extension: "2000" });
  await calling.settings.change(outsider.id, { outside: "national" });
  await trunk({ host: "127.0.0.1", port: sip.ports.udp });
  await until(() => calling.trunks.find(back.id)?.state.kind === "up");
  const there = await provider.phone(outsider, { answers: true, tone: 1000 });
  const inside = await house.phone(maria, { answers: true, tone: 440 });
  await bothWays(inside, there);
  await calling.trunks.remove(back.id);
}, 40_000);

test("[CA-03] Debian's Kamailio is a provider: the house registers there, calls a number, and is called", async () => {
  kamailio = await startKamailio();
  const { port, password } = kamailio;
  const there = await Baresip.start({
    ...{ username: theirs, password, port, transport: "udp", tone: 1000, answers: true },
  });
  await trunk({ host: "127.0.0.1", port, registers: true, username: ours }, password);
  const inside = await house.phone(maria, { answers: true, tone: 440 });
  await bothWays(inside, there);
  await inside.command("dial", "+14155550142"); // nobody is registered under it
  await inside.says(/404 Not Found/);
  await there.stop();
}, 40_000);
