/** Three who speak with each other: put together by the house, by a telephone's key, or by the telephone itself. */
import { afterAll, afterEach, beforeAll, expect, spyOn, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { callRecords } from "../schema.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;
let app: AppClient;
const peers: SipPeer[] = [];

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = ["maria", "jonas", "aiko"].map((name) => house.people[name]) as [
    Person,
    Person,
    Person,
  ];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await house.hangUp();
  await house.quiet();
});
afterAll(() => house.box.dispose());

const own = () => house.box.rooms.calling.ownCalls.of(maria.id).calls;
const number = ({ extension }: Person) => extension ?? "";

interface Three {
  desk: Baresip;
  first: Baresip;
  second: Baresip;
}

/** Maria speaks with both of the others, one of whom she holds; or both at once, at a telephone that mixes them. */
async function twoCalls({ mixes = false } = {}): Promise<Three> {
  const desk = await house.phone(maria, { tone: 440 });
  const first = await house.phone(jonas, { answers: true, tone: 1000 });
  const second = await house.phone(aiko, { answers: true, tone: 1400 });
  await desk.command("dial", number(jonas));
  await until(() => own().length === 1);
  await desk.command("hold");
  await until(() => own()[0]?.state === "held");
  await desk.command("dial", number(aiko));
  await until(() => own().length === 2);
  if (!mixes) return { desk, first, second };
  await desk.command("line", "1");
  await desk.command("resume");
  await until(() => own().every(({ state }) => state === "connected"));
  return { desk, first, second };
}

const putTogether = () =>
  app.api.meetings.$post({ json: { calls: own().map(({ id }) => id) } }).then(({ status }) => status);

async function hear(phone: Baresip, ...tones: number[]): Promise<void> {
  for (const tone of tones) expect((await toneLevels(phone, tone, 3111)).wanted).toBeGreaterThan(1000);
}

/** What the records of the latest conference have in common, read from the disk as the administration does. */
async function legsOfLatest() {
  await house.box.rooms.calling.settled();
  const { orm } = house.box.rooms.db;
  const rows = orm.select().from(callRecords).all();
  const conference = rows.findLast((row) => row.conference !== null)?.conference;
  return rows.filter((row) => row.conference === conference && conference !== undefined);
}

const hostLeaves = (choice: string) =>
  app.api.admin.calling.conferences.$put({ json: { hostLeaves: choice as "others-stay" } });

test("[CA-16] three who are put together hear each other, and the records of all their calls bear one conference", async () => {
  const { desk, first, second } = await twoCalls();
  const before = own().map(({ id }) => id);
  expect(await putTogether()).toBe(200);
  await hear(desk, 1000, 1400);
  await hear(first, 440, 1400);
  await hear(second, 440, 1000);
  await desk.command("hangup");
  await hear(first, 1400); // the others speak on
  await hear(second, 1000);
  await first.command("hangup");
  await second.command("hangup");
  await house.quiet();
  const legs = await legsOfLatest();
  const people = (direction: string) =>
    new Set(legs.filter((leg) => leg.direction === direction).map(({ personId }) => personId));
  expect(people("outgoing")).toEqual(new Set([maria.id, jonas.id, aiko.id]));
  expect(legs.map(({ callId }) => callId)).toEqual(expect.arrayContaining(before));
  // Opened at any of them, the administration shows them all.
  const administration = app.api.admin.calls.records[":id"];
  for (const id of new Set(legs.map(({ callId }) => callId))) {
    const shown = await (await administration.$get({ param: { id } })).json();
    expect(new Set(shown.legs.map((leg) => leg.id))).toEqual(new Set(legs.map((leg) => leg.id)));
  }
}, 60_000);

test("[CA-16] where the house says so, everybody is hung up when whoever put them together leaves", async () => {
  expect((await hostLeaves("nobody")).status).toBe(400);
  expect((await hostLeaves("all-end")).status).toBe(200);
  try {
    const { desk, first, second } = await twoCalls();
    expect(await putTogether()).toBe(200);
    await hear(first, 1400);
    await first.command("hangup"); // who is not the host leaves alone
    await hear(second, 440);
    await desk.command("hangup");
    await second.says(/session closed|terminated/i);
    await until(() => house.box.rooms.meetings.meetings.count === 0);
  } finally {
    await hostLeaves("others-stay");
  }
}, 60_000);

const keyPress = (calls: readonly { replaces: string }[]) => {
  const dialog = (name: string, replaces = "") => {
    const [callId = "", to = "", from = ""] = replaces.split(/;to-tag=|;from-tag=/);
    const escaped = callId.replaceAll("&", "&amp;");
    return `<${name}><callid>${escaped}</callid><localtag>${from}</localtag><remotetag>${to}</remotetag></${name}>`;
  };
  return (
    '<?xml version="1.0" encoding="UTF-8"?><x-cisco-remotecc-request><softkeyeventmsg>' +
    `<softkeyevent>Conference</softkeyevent>${dialog("dialogid", calls[0]?.replaces)}` +
    "<linenumber>0</linenumber><participantnum>0</participantnum>" +
    `${dialog("consultdialogid", calls[1]?.replaces)}<state>false</state>` +
    `<joindialogid><callid></callid><localtag></localtag><remotetag></remotetag></joindialogid>` +
    "</softkeyeventmsg></x-cisco-remotecc-request>"
  );
};

const remote = {
  "content-type": "application/x-cisco-remotecc-request+xml",
  require: "norefersub",
  "refer-to": "<cid:key@127.0.0.1>",
  "referred-by": "<sip:desk@127.0.0.1>",
};

/** Something of this person's that speaks over a connection or by datagrams, with credentials. */
async function key(person: Person, transport: "tcp" | "udp"): Promise<SipPeer> {
  const { devices, ports } = house.box.rooms.sip;
  const { device, password: secret } = await devices.add(person.id, "key", { plain: true });
  const credentials = { username: device.username, password: secret };
  const peer =
    transport === "tcp"
      ? await SipPeer.connect(ports.tcp, credentials)
      : await SipPeer.open(ports.udp, credentials);
  peers.push(peer);
  return peer;
}

/** What the telephone was told of its key. */
async function told(peer: SipPeer): Promise<string> {
  const answer = await peer.hears(({ method }) => method === "REFER");
  expect(answer.headers.get("content-type")).toBe("application/x-cisco-remotecc-response+xml");
  return /<code>(\d+)<\/code>/.exec(answer.body)?.[1] ?? "";
}

test("[CA-16] the conference key of a Cisco telephone puts its two calls together", async () => {
  const cisco = await key(maria, "tcp");
  const { desk, first, second } = await twoCalls();
  expect((await cisco.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
  expect((await cisco.ask("REFER", "", remote, keyPress(own()))).status).toBe(202);
  expect(await told(cisco)).toBe("200");
  await hear(desk, 1000, 1400);
  await hear(first, 440, 1400);
  await hear(second, 440, 1000);
}, 60_000);

test("[CA-16] [SE-01] a conference key works for its own person's calls alone, and for nobody unknown", async () => {
  await twoCalls();
  const calls = own();
  const stranger = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "desk", password: "guess" });
  peers.push(stranger);
  expect((await stranger.ask("REFER", "", remote, keyPress(calls))).status).toBe(407);
  const theirs = await key(jonas, "udp");
  expect((await theirs.ask("REFER", "", remote, keyPress(calls))).status).toBe(202);
  expect(await told(theirs)).toBe("481");
  expect(own()).toHaveLength(2);
  const mine = await key(maria, "udp");
  const [one] = calls;
  const good = keyPress(calls);
  const rubbish = [
    "",
    "\u0000".repeat(100),
    "<softkeyeventmsg>",
    good.replace("Conference", "Park"),
    good.replaceAll("callid", "callID"),
    good.replace("<consultdialogid>", "<consultdialogid><consultdialogid>"),
    keyPress([one, one].flatMap((call) => call ?? [])),
    good.replace("<softkeyeventmsg>", `<softkeyeventmsg>${"<a>".repeat(5000)}`),
  ];
  for (const body of rubbish) expect((await mine.ask("REFER", "", remote, body)).status).toBe(415);
  expect((await mine.ask("REFER", "", { "refer-to": "<sip:1@127.0.0.1>" })).status).toBe(405);
  expect(own()).toHaveLength(2);
}, 60_000);

test("[CA-16] two calls that a telephone mixes itself are on record as one conference, also after one was moved", async () => {
  const { desk, first, second } = await twoCalls({ mixes: true });
  const { calling } = house.box.rooms;
  await hear(first, 440);
  await hear(second, 440);
  await until(() => calling.liveCalls.every(({ conference }) => conference !== undefined));
  const before = calling.liveCalls.map(({ id }) => id);
  const kitchen = await house.phone(maria, { tone: 700 });
  await kitchen.command("dial", "*11");
  await until(() => own().some(({ id }) => !before.includes(id)));
  await until(() => calling.liveCalls.length === 2);
  expect(new Set(calling.liveCalls.map(({ conference }) => conference)).size).toBe(1);
  await desk.stop();
  await kitchen.stop();
  await house.quiet();
  const legs = await legsOfLatest();
  expect(new Set(legs.map(({ callId }) => callId)).size).toBe(3);
  expect(new Set(legs.map(({ personId }) => personId))).toEqual(new Set([maria.id, jonas.id, aiko.id]));
}, 60_000);

/** Nobody arrives in a meeting before the host, who hangs up in that moment: the calls were just taken apart. */
async function hostLeavesBeforeAll(): Promise<Three> {
  const three = await twoCalls();
  const { ownCalls } = house.box.rooms.calling;
  const gather = ownCalls.gather.bind(ownCalls);
  const hungUp = spyOn(ownCalls, "gather").mockImplementation(async (personId, ids, to) => {
    const hosts = ownCalls.requireAll(personId, ids).map(({ own }) => own);
    const begun = await gather(personId, ids, to);
    for (const host of hosts.filter(({ ended }) => !ended)) {
      host.hangUp();
      host.onEnd();
    }
    return begun;
  });
  try {
    expect(await putTogether()).toBe(200);
  } finally {
    hungUp.mockRestore();
  }
  return three;
}

test("[CA-16] who hangs up while their calls are being put together leaves the others with each other", async () => {
  const { first, second } = await hostLeavesBeforeAll();
  await hear(first, 1400);
  await hear(second, 1000);
  await first.command("hangup");
  await second.command("hangup");
}, 60_000);

test("[CA-16] who hangs up while their calls are being put together ends them for all, where the house says so", async () => {
  await hostLeaves("all-end");
  try {
    const { first, second } = await hostLeavesBeforeAll();
    await Promise.all([first, second].map((phone) => phone.says(/session closed|terminated/i)));
    await until(() => house.box.rooms.meetings.meetings.count === 0);
  } finally {
    await hostLeaves("others-stay");
  }
}, 60_000);
