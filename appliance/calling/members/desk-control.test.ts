/** What apps and codes do with calls that ring and stand on telephones of the desk. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import type { CallsOfPerson } from "./own-calls.ts";

let house: TelephoneHouse;
let [maria, jonas, aiko]: Person[] = [];
let app: AppClient;
/** What Maria's app was told last. */
let told: CallsOfPerson = { calls: [], ringing: [] };

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"], { MEDIA__WORKERS: "2" });
  [maria, jonas, aiko] = Object.values(house.people);
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria?.email ?? "", password });
  await app.follow(0, (frame) => {
    if (frame.type === "signal" && frame.name === "calls") told = frame.data as CallsOfPerson;
  });
}, 30_000);
afterEach(async () => {
  await house.hangUp();
  await house.quiet();
});
afterAll(() => house.box.dispose());

const number = (person: Person | undefined) => person?.extension ?? "";
const own = () => app.api.calling.calls;

/** Maria and Jonas, who are rung together at 4000. */
function salesGroup(secondsPerTurn: number) {
  const members = [maria, jonas].map((person) => ({ personId: person?.id ?? "", weight: 1, loggedIn: true }));
  return house.box.rooms.calling.groups.put(undefined, {
    name: "Sales",
    number: "4000",
    strategy: "simultaneous",
    secondsPerTurn,
    overflow: null,
    callWaiting: false,
    members,
  });
}

for (const [here, there, encryption] of [
  ["tls", "tls", "all"],
  ["tls", "udp", "own"],
  ["udp", "tls", "other"],
  ["udp", "udp", "none"],
] as const)
  test(`[CA-25] a call from ${here} to ${there} is shown as encrypted: ${encryption}`, async () => {
    const caller = await house.phone(maria as Person, { transport: here });
    await house.phone(jonas as Person, { transport: there, answers: true });
    await caller.command("dial", number(jonas));
    await until(() => told.calls[0]?.sound?.encryption === encryption);
    await caller.command("hangup");
  }, 30_000);

test.each([
  ["opus/48000/2", "opus/48000/2", "opus", "opus"],
  ["G722/16000/1,PCMU/8000/1", "opus/48000/2,G722/16000/1", "G722", "G722"],
  ["opus/48000/2", "PCMA/8000/1", "opus", "PCMA"],
])(
  "[CA-02] a call from %s to %s is shown as %s to the one and %s to the other, and each hears the other",
  async (here, there, own, other) => {
    const caller = await house.phone(maria as Person, { codecs: here, tone: 440 });
    const callee = await house.phone(jonas as Person, { codecs: there, answers: true, tone: 1000 });
    await caller.command("dial", number(jonas));
    await until(() => told.calls[0]?.sound !== undefined);
    expect(told.calls[0]?.sound?.codecs).toEqual({ own, other });
    expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
    expect((await toneLevels(callee, 440, 1000)).wanted).toBeGreaterThan(1000);
    await caller.command("hangup");
  },
  60_000,
);

test("[HY-03] [MB-04] a telephone that rings is declined from the app: the caller is told, and it is on record", async () => {
  const desk = await house.phone(maria as Person);
  const caller = await house.phone(jonas as Person);
  await caller.command("dial", number(maria));
  await desk.says(/Incoming call/);
  await until(() => told.ringing.length === 1);
  const [ringing] = told.ringing;
  expect(ringing).toMatchObject({
    peer: { name: "Jonas" },
    devices: [{ name: "udp", answers: false }],
    callIds: [],
  });
  const param = { id: ringing?.id ?? "" };
  const refused = await own()[":id"].answer.$post({ param, json: { device: ringing?.devices[0]?.id ?? "" } });
  expect(Number(refused.status)).toBe(409); // baresip does not know "talk"
  expect((await own()[":id"].decline.$post({ param })).status).toBe(204);
  await caller.says(/603 Declin/);
  await until(() => told.ringing.length === 0);
  await house.quiet();
  expect(house.box.rooms.calling.history(maria?.id ?? "")[0]).toMatchObject({ outcome: "declined" });
}, 30_000);

test("[HY-03] one who declines a group's call ends it for themselves alone", async () => {
  const { groups } = house.box.rooms.calling;
  const group = await salesGroup(20);
  const desk = await house.phone(maria as Person);
  const other = await house.phone(jonas as Person);
  const caller = await house.phone(aiko as Person);
  await caller.command("dial", "4000");
  await Promise.all([desk.says(/Incoming call/), other.says(/Incoming call/)]);
  await until(() => told.ringing.length === 1);
  await own()[":id"].decline.$post({ param: { id: told.ringing[0]?.id ?? "" } });
  await until(() => told.ringing.length === 0);
  await other.command("accept");
  await caller.says(/Call established/);
  await caller.command("hangup");
  await groups.remove(group.id);
}, 30_000);

test("[HY-03] a group's call that all its people have declined rings nowhere any more, and its caller is told", async () => {
  const { groups } = house.box.rooms.calling;
  const theirs = new AppClient(house.box.url);
  await theirs.signIn({ name: "Jonas", email: jonas?.email ?? "", password });
  let toldJonas: CallsOfPerson = { calls: [], ringing: [] };
  const socket = await theirs.follow(0, (frame) => {
    if (frame.type === "signal" && frame.name === "calls") toldJonas = frame.data as CallsOfPerson;
  });
  const group = await salesGroup(60);
  const desk = await house.phone(maria as Person);
  const other = await house.phone(jonas as Person);
  const caller = await house.phone(aiko as Person);
  await caller.command("dial", "4000");
  await Promise.all([desk.says(/Incoming call/), other.says(/Incoming call/)]);
  await until(() => told.ringing.length === 1 && toldJonas.ringing.length === 1);
  await own()[":id"].decline.$post({ param: { id: told.ringing[0]?.id ?? "" } });
  await theirs.api.calling.calls[":id"].decline.$post({ param: { id: toldJonas.ringing[0]?.id ?? "" } });
  await Promise.all([desk.says(/session closed/i), other.says(/session closed/i)]);
  await caller.says(/session closed/i);
  await until(() => told.ringing.length === 0 && toldJonas.ringing.length === 0);
  await house.quiet();
  socket.close();
  await groups.remove(group.id);
}, 30_000);

test("[HY-03] [MB-04] a telephone that knows the talk event is told to answer, and the call goes on in order", async () => {
  const { device, password: secret } = await house.box.rooms.sip.devices.add(maria?.id ?? "", "desk", {
    plain: true,
  });
  const phone = await SipPeer.open(house.box.rooms.sip.ports.udp, {
    username: device.username,
    password: secret,
  });
  const sequences: string[] = [];
  let invite: Parameters<typeof phone.takes>[0] | undefined;
  phone.takes = (request) => {
    sequences.push(request.headers.get("cseq") ?? "");
    if (request.method === "INVITE") {
      invite = request;
      phone.respond(request, 180, { "Allow-Events": "conference,talk,hold", Contact: phone.contact });
      return true;
    }
    if (request.headers.get("event") !== "talk" || !invite) return false;
    phone.respond(request, 200);
    const headers = { Contact: phone.contact, "Content-Type": "application/sdp" };
    phone.respond(invite, 200, headers, description);
    return true;
  };
  expect((await phone.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
  const caller = await house.phone(jonas as Person);
  await caller.command("dial", number(maria));
  await until(() => told.ringing[0]?.devices[0]?.answers === true);
  const param = { id: told.ringing[0]?.id ?? "" };
  expect((await own()[":id"].answer.$post({ param, json: { device: device.id } })).status).toBe(204);
  await caller.says(/Call established/);
  await until(() => told.calls[0]?.device?.name === "desk");
  await own()[":id"].$delete({ param });
  await phone.hears(({ method }) => method === "BYE");
  const numbers = sequences.filter((one) => !one.endsWith("ACK")).map((one) => Number.parseInt(one, 10));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(3); // INVITE, NOTIFY, BYE
  phone.close();
}, 30_000);

test("[HY-03] the app puts the other sides of two desk calls together, and parks one", async () => {
  const desk = await house.phone(maria as Person);
  const first = await house.phone(jonas as Person, { answers: true, tone: 1000 });
  const second = await house.phone(aiko as Person, { answers: true, tone: 1400 });
  await desk.command("dial", number(jonas));
  await until(() => told.calls.length === 1);
  const [asked] = told.calls;
  await own()[":id"].hold.$put({ param: { id: asked?.id ?? "" }, json: { held: true } });
  await desk.command("dial", number(aiko));
  await until(() => told.calls.length === 2);
  const other = told.calls.find(({ id }) => id !== asked?.id)?.id ?? "";
  const answer = await own()[":id"].connect.$post({ param: { id: asked?.id ?? "" }, json: { other } });
  expect(answer.status).toBe(204);
  await until(() => told.calls.length === 0);
  expect((await toneLevels(first, 1400, 440)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(second, 1000, 440)).wanted).toBeGreaterThan(1000);
  await first.command("hangup");
  await house.quiet();
  await desk.command("dial", number(jonas));
  await until(() => told.calls.length === 1);
  const param = { id: told.calls[0]?.id ?? "" };
  expect((await own()[":id"].transfer.$post({ param, json: { number: "*68" } })).status).toBe(204);
  await until(() => house.box.rooms.calling.parked.length === 1);
  await first.command("hangup");
}, 60_000);

test("[MB-08] *11 moves one's own call to the telephone that dials it; others' calls stay where they are", async () => {
  const mobile = await house.phone(maria as Person, { tone: 700 });
  const other = await house.phone(jonas as Person, { answers: true, tone: 1000 });
  const stranger = await house.phone(aiko as Person);
  await mobile.command("dial", number(jonas));
  await other.says(/Call established/);
  await until(() => told.calls.length === 1);
  await stranger.command("dial", "*11");
  await stranger.says(/404 Not Found/);
  const desk = await house.phone(maria as Person, { tone: 1400 });
  await desk.command("dial", "*11");
  await desk.says(/Call established/);
  await mobile.says(/session closed|terminated/i);
  expect((await toneLevels(desk, 1000, 440)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(other, 1400, 700)).wanted).toBeGreaterThan(1000);
  await desk.command("hangup");
}, 40_000);

const description = [
  "v=0",
  "o=desk 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 9 RTP/AVP 0",
  "",
].join("\r\n");
