/** Calls for help, over a provider that is a second appliance: they go out whatever is the matter, and say where from. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { ours, type ProvidedHouse, providedHouse } from "../../../scripts/peers/provider.ts";
import { hears } from "../../../scripts/peers/spoken.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { silentLogger } from "../../platform/index.ts";
import type { EmergencyNotice } from "../alarm/index.ts";
import { spelled } from "../prompts/sentences.ts";
import { Voices } from "../prompts/voices.ts";
import { Speech } from "../sounds/speech.ts";
import { civicAddress, lineOf } from "./locations.ts";
import type { TrunkView } from "./trunks.ts";

let outside: ProvidedHouse;
let house: TelephoneHouse;
let provider: TelephoneHouse;
let maria: Person;
let jonas: Person;
let onNotice: (notice: EmergencyNotice) => void = () => {};

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  ({ house, provider } = outside);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  await app.follow(house.box.rooms.events.last, (frame) => {
    if (frame.type === "signal" && frame.name === "call.emergency") onNotice(frame.data as EmergencyNotice);
  });
}, 30_000);
afterEach(() => outside.hangUp());
afterAll(() => outside.dispose());

const calling = () => house.box.rooms.calling;
const speech = new Speech({ log: silentLogger });
const address = "1 Market Street, San Francisco";

/** What administrators are told of the next call for help. */
function announcement(): Promise<EmergencyNotice> {
  const announced = Promise.withResolvers<EmergencyNotice>();
  onNotice = announced.resolve;
  return announced.promise;
}

/** The INVITEs of the provider's only call, in order. */
function invitesAtProvider(): string[] {
  const { calling: theirs, sip } = provider.box.rooms;
  const [{ id } = { id: "" }] = theirs.liveCalls;
  const heard = sip.trace.of(id).filter(({ text, outgoing }) => !outgoing && text.startsWith("INVITE"));
  return heard.map(({ text }) => text);
}

test("[CA-22] 911 and 9911 go out without calling in the offer, with do not disturb, and are announced at once", async () => {
  const helpers = await provider.phone(outside.helpers, { answers: true, tone: 1000 });
  const caller = await house.phone(jonas);
  const { directory } = house.box.rooms.people;
  await directory.change(jonas.id, { offer: "M1" });
  await calling().settings.change(jonas.id, { outside: "none", doNotDisturb: true });
  for (const number of ["911", "9911"]) {
    const announced = announcement();
    await caller.command("dial", number);
    await helpers.says(/Call established/);
    expect(await announced).toMatchObject({ number: "911", caller: { name: "Jonas" } });
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
  }
  await directory.change(jonas.id, { offer: "C2" });
  await calling().settings.change(jonas.id, { outside: "national", doNotDisturb: false });
  await helpers.stop();
}, 40_000);

test("[CA-22] whoever rings back reaches the telephone that called", async () => {
  const helpers = await provider.phone(outside.helpers, { answers: true, tone: 1000 });
  const caller = await house.phone(jonas, { answers: true });
  await caller.command("dial", "911");
  await helpers.says(/Call established/);
  await caller.says(/Call established/);
  await caller.command("hangup");
  await house.quiet();
  await helpers.command("dial", ours); // Maria's number, which Jonas's call showed
  await caller.says(/answering call/);
  await helpers.says(/Call established/);
  await helpers.command("hangup");
  await house.quiet();
  await helpers.stop();
}, 40_000);

test("[CA-22] [CA-16] nobody is taken from help when whoever put them together with it leaves, whatever the house says, nor when they lose calling", async () => {
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const own = () => calling().ownCalls.of(maria.id).calls;
  const helpers = await provider.phone(outside.helpers, { answers: true, tone: 1000 });
  const colleague = await house.phone(jonas, { answers: true, tone: 1400 });
  const desk = await house.phone(maria, { tone: 440 });
  await desk.command("dial", "911");
  await until(() => own().length === 1);
  await desk.command("hold");
  await until(() => own()[0]?.state === "held");
  await desk.command("dial", jonas.extension ?? "");
  await until(() => own().length === 2);
  await calling().conferences.change({ hostLeaves: "all-end" }, maria.id);
  try {
    expect((await app.api.meetings.$post({ json: { calls: own().map(({ id }) => id) } })).status).toBe(200);
    const { meetings } = house.box.rooms.meetings;
    const present = () => meetings.of(jonas.id)[0]?.participants.length;
    await until(() => present() === 3);
    const { directory } = house.box.rooms.people;
    await directory.change(jonas.id, { offer: "M1" }); // without calling
    expect((await toneLevels(helpers, 1400, 3111)).wanted).toBeGreaterThan(1000);
    expect(present()).toBe(3);
    await directory.change(jonas.id, { offer: "C2" });
    await desk.command("hangup");
    await until(() => present() !== 3);
    expect(present()).toBe(2);
    expect((await toneLevels(colleague, 1000, 3111)).wanted).toBeGreaterThan(1000);
    expect((await toneLevels(helpers, 1400, 3111)).wanted).toBeGreaterThan(1000);
  } finally {
    await calling().conferences.change({ hostLeaves: "others-stay" }, maria.id);
    await helpers.stop();
  }
}, 60_000);

test("[CA-22] 933 says what would be shown and told, and calls nobody", async () => {
  const voice = new Voices({ speech, english: "en-gb", languageOf: () => "en" }).in("en");
  const { shown, address: onFile } = voice.sentences.emergencyTest;
  const caller = await house.phone(maria);
  await caller.command("dial", "933");
  await caller.says(/Call established/);
  for (const sentence of [shown(spelled(ours)), onFile(address)])
    await hears(caller, await voice.say(sentence));
  await caller.says(/session closed|terminated/i); // when all is said
  await house.quiet();
  expect(calling().history(maria.id)[0]).toMatchObject({ peerName: "Emergency test", outcome: "answered" });
}, 40_000);

test("[CA-22] an emergency call goes out while the database takes nothing, as when the disk is full", async () => {
  const helpers = await provider.phone(outside.helpers, { answers: true, tone: 1000 });
  const caller = await house.phone(jonas);
  const { orm } = house.box.rooms.db;
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const told = Promise.withResolvers<unknown>();
  orm.run("PRAGMA query_only = ON");
  await expect(calling().settings.change(maria.id, {})).rejects.toThrow("could not be stored");
  const socket = await app.follow(house.box.rooms.events.last, (frame) => {
    if (frame.type === "signal" && frame.name === "call.emergency") told.resolve(frame.data);
  });
  await caller.command("dial", "911");
  expect(await told.promise).toMatchObject({ number: "911", caller: { name: "Jonas" } });
  socket.close();
  await helpers.says(/Call established/);
  expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
  await caller.command("hangup");
  await house.quiet();
  orm.run("PRAGMA query_only = OFF");
  await helpers.stop();
}, 40_000);

test("[CA-22] [CA-23] who has no number of their own calls for help from the address of the number that is shown", async () => {
  const helpers = await provider.phone(outside.helpers, { answers: true });
  const caller = await house.phone(jonas);
  const announced = announcement();
  await caller.command("dial", "911");
  await helpers.says(/Call established/);
  expect(await announced).toMatchObject({ caller: { name: "Jonas" }, callBack: ours, location: address });
  await caller.command("hangup");
  await house.quiet();
  await helpers.stop();
}, 40_000);

test("[CA-23] a trunk that takes the location gets it as PIDF-LO; where it cannot read that, help is called without", async () => {
  const { definition, name, priority } = calling().trunks.find(outside.trunk) as TrunkView;
  const put = (takesLocation: boolean) =>
    calling().trunks.put(outside.trunk, { name, priority, definition: { ...definition, takesLocation } });
  await put(true);
  const helpers = await provider.phone(outside.helpers, { answers: true });
  const caller = await house.phone(jonas);
  await caller.command("dial", "911");
  await caller.says(/Call established/);
  const invites = invitesAtProvider();
  const located = invites.find((text) => text.includes("multipart/mixed")) ?? "";
  const id = /^Geolocation: <cid:(.+)>\r?$/m.exec(located)?.[1];
  expect(located).toContain("Geolocation-Routing: yes");
  expect(located).toContain(`Content-Type: application/pidf+xml\r\nContent-ID: <${id}>`);
  expect(located).toContain("Content-Type: application/sdp");
  expect(located).toContain(`<ca:LOC>${address}</ca:LOC>`);
  expect(located).toContain(`entity="pres:${jonas.extension}@`);
  // The provider, a house like ours, answers a body of several parts with 415.
  expect(invites.at(-1)).not.toContain("eolocation");
  expect(invites.at(-1)).toContain("Content-Type: application/sdp");
  await caller.command("hangup");
  await house.quiet();
  await helpers.stop();
  await put(false);
}, 40_000);

test("[CA-22] who calls for help as a shared line is called back themselves, and shown as themselves", async () => {
  const line = await calling().sharedLines.put(undefined, {
    name: "Support",
    number: "2500",
    seconds: 20,
    members: [maria.id, jonas.id],
  });
  const helpers = await provider.phone(outside.helpers, { answers: true });
  const other = await house.phone(maria);
  const caller = await house.phone(jonas, { answers: true });
  const announced = announcement();
  await caller.command("dial", "*52500*911");
  await helpers.says(/Call established/);
  expect(await announced).toMatchObject({ caller: { name: "Jonas", number: jonas.extension } });
  await caller.command("hangup");
  await house.quiet();
  await helpers.command("dial", ours);
  await caller.says(/answering call/);
  expect(other.output).not.toContain("Incoming call");
  await helpers.command("hangup");
  await house.quiet();
  await helpers.stop();
  await calling().sharedLines.remove(line.id);
}, 40_000);

const secondFloor = {
  name: "Second floor",
  networks: ["127.0.0.0/8", "10.2.0.0/16"],
  address: civicAddress.parse({
    country: "US",
    state: "CA",
    city: "San José",
    postcode: "95110",
    street: "W <San Carlos> St",
    houseNumber: "150",
    floor: "2",
    room: "2.14",
  }),
  spoken: null,
};

test("[CA-23] a telephone in a known network calls for help from there, in fields that dispatchers read", async () => {
  const { definition, name, priority } = calling().trunks.find(outside.trunk) as TrunkView;
  const put = (takesLocation: boolean) =>
    calling().trunks.put(outside.trunk, { name, priority, definition: { ...definition, takesLocation } });
  await put(true);
  const location = await calling().locations.put(undefined, secondFloor);
  const helpers = await provider.phone(outside.helpers, { answers: true });
  const caller = await house.phone(maria);
  const announced = announcement();
  await caller.command("dial", "911");
  await caller.says(/Call established/);
  const located = invitesAtProvider().find((text) => text.includes("multipart/mixed")) ?? "";
  const civic = /<ca:civicAddress>(.*)<\/ca:civicAddress>/.exec(located)?.[1];
  expect(civic).toBe(
    "<ca:country>US</ca:country><ca:A1>CA</ca:A1><ca:A3>San Jos\u00c3\u00a9</ca:A3>" +
      "<ca:RD>W &lt;San Carlos&gt; St</ca:RD><ca:HNO>150</ca:HNO><ca:FLR>2</ca:FLR><ca:PC>95110</ca:PC><ca:ROOM>2.14</ca:ROOM>",
  );
  expect(await announced).toMatchObject({
    location: "W <San Carlos> St 150, 2, 2.14, 95110 San José, CA, US",
  });
  await caller.command("hangup");
  await house.quiet();
  await helpers.stop();
  await calling().locations.remove(location.id);
  await put(false);
}, 40_000);

test("[CA-22] 933 reads the address of the network to who calls, in their language", async () => {
  const spoken = "とうきょうと ちよだく 1-2-3";
  const { id } = await calling().locations.put(undefined, { ...secondFloor, spoken });
  const voices = new Voices({
    speech: new Speech({ log: silentLogger }),
    english: "en-gb",
    languageOf: () => "en",
  });
  const own = voices.in("en");
  const { address: onFile } = voices.in("ja").sentences.emergencyTest;
  const whole = 45_000; // milliseconds; both sentences take nearly half of that
  const caller = await house.phone(maria);
  await caller.command("dial", "933");
  const english = own.sentences.emergencyTest.address(lineOf(secondFloor.address));
  await hears(caller, await own.say(english), whole);
  await caller.says(/session closed|terminated/i);
  await house.quiet();
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  await call(app.api.preferences.$patch({ json: { language: "ja" } }));
  const again = await house.phone(maria);
  await again.command("dial", "933");
  await hears(again, await voices.in("ja").say(onFile(spoken)), whole);
  await again.says(/session closed|terminated/i);
  await house.quiet();
  await call(app.api.preferences.$patch({ json: { language: "en" } }));
  await calling().locations.remove(id);
}, 120_000);
