/** A line of several people, with real telephones: it rings, is held and taken, joined, closed, and called as. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import type { LineView } from "../index.ts";
import { readDialling } from "../routing/dialling.ts";

const number = "2500";
let house: TelephoneHouse;
let [maria, jonas, aiko, noor]: Person[] = [];
let app: AppClient;
let watcher: SipPeer;
/** What Aiko's app was told last. */
let lines: LineView[] = [];
let told: (() => void) | undefined;

beforeAll(async () => {
  // With two media Workers half of the calls that are taken over join ends that live in different ones.
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko", "Noor"], { MEDIA__WORKERS: "2" });
  [maria, jonas, aiko, noor] = ["maria", "jonas", "aiko", "noor"].map(
    (name) => house.people[name],
  ) as Person[];
  const { calling } = house.box.rooms;
  const members = [jonas, aiko, noor].map((person) => person?.id ?? "");
  await calling.sharedLines.put(undefined, { name: "Support", number, seconds: 20, members });
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Aiko", email: aiko?.email ?? "", password });
  await app.follow(0, (frame) => {
    if (frame.type !== "signal" || frame.name !== "lines") return;
    ({ lines } = frame.data as { lines: LineView[] });
    told?.();
  });
});
afterEach(async () => {
  watcher?.close();
  await house.hangUp();
  await house.quiet();
  const { media, sip } = house.box.rooms;
  expect(await media.load()).toEqual({ legs: 0, conferences: 0 });
  expect(sip.load.dialogs).toBe(0);
});
afterAll(() => house.box.dispose());

const phone = (person: Person | undefined, options: Parameters<TelephoneHouse["phone"]>[1] = {}) =>
  house.phone(person as Person, options);

/** Somebody's lamp for the line. */
async function watch(): Promise<SipPeer> {
  const { device, password: secret } = await house.box.rooms.sip.devices.add(noor?.id ?? "", "lamp", {
    plain: true,
  });
  watcher = await SipPeer.open(house.box.rooms.sip.ports.udp, {
    username: device.username,
    password: secret,
  });
  expect((await watcher.ask("SUBSCRIBE", number, { event: "dialog", expires: "600" })).status).toBe(200);
  await watcher.hears(({ method }) => method === "NOTIFY");
  return watcher;
}

/** The line is rung, and Jonas answers. */
async function answered() {
  const caller = await phone(maria, { tone: 440 });
  const first = await phone(jonas, { tone: 700 });
  const second = await phone(aiko, { tone: 1000 });
  await caller.command("dial", number);
  await Promise.all([first.says(/Incoming call/), second.says(/Incoming call/)]);
  await first.command("accept");
  await caller.says(/Call established/);
  await second.says(/session closed|terminated|cancelled/i);
  return { caller, first, second };
}

async function appSees(fits: (calls: LineView["calls"]) => boolean): Promise<void> {
  while (!fits(lines[0]?.calls ?? []))
    await new Promise<void>((resolve) => {
      told = resolve;
    });
}

const hears = async (who: Awaited<ReturnType<typeof phone>>, wanted: number, other: number) =>
  expect((await toneLevels(who, wanted, other)).wanted).toBeGreaterThan(500);

test("[CA-17] a line rings all its people; its lamp and the app tell who is on it", async () => {
  const lamp = await watch();
  const { caller, first } = await answered();
  const ringing = await lamp.hears(({ body }) => body.includes("<state>early</state>"));
  expect(ringing.body).toContain("Maria");
  const busy = await lamp.hears(({ body }) => body.includes("<state>confirmed</state>"));
  expect(busy.body).toContain('display="Jonas"');
  await appSees(([call]) => call?.by?.name === "Jonas" && call.peer.name === "Maria");
  await first.command("hold");
  await lamp.hears(({ body }) => body.includes('pval="no"'));
  await appSees(([call]) => call?.state === "held");
  await caller.command("hangup");
  await lamp.hears(({ method, body }) => method === "NOTIFY" && !body.includes("<dialog "));
  await appSees((calls) => calls.length === 0);
  await house.quiet();
}, 40_000);

test("[CA-17] what one holds another takes, on their own telephone; what is private nobody does", async () => {
  const { caller, first, second } = await answered();
  const [call] = house.box.rooms.calling.liveCalls;
  const param = { id: call?.id ?? "" };
  const close = async (client: AppClient, closed: boolean): Promise<{ status: number }> =>
    client.api.calling.lines.calls[":id"].private.$put({ param, json: { private: closed } });
  expect((await close(app, true)).status).toBe(404); // only who is on it
  const own = new AppClient(house.box.url);
  await own.signIn({ name: "Jonas", email: jonas?.email ?? "", password });
  expect((await close(own, true)).status).toBe(204);
  await appSees(([shown]) => shown?.private === true && shown.peer.name === "");
  await first.command("hold");
  await second.command("dial", `*5${number}`);
  await second.says(/486 Busy Here/);
  expect((await close(own, false)).status).toBe(204);
  await second.command("dial", `*5${number}`);
  await second.says(/Call established/);
  await first.says(/session closed|terminated/i);
  await hears(caller, 1000, 700);
  await hears(second, 440, 700);
  await appSees(([shown]) => shown?.by?.name === "Aiko" && shown.state === "active");
  await second.command("hangup");
  await house.quiet();
}, 40_000);

test("[CA-17] a colleague joins: all three hear each other, and two go on when one has left", async () => {
  const { caller, first, second } = await answered();
  await second.command("dial", `*5${number}`);
  await second.says(/Call established/);
  await hears(caller, 700, 1400);
  await hears(caller, 1000, 1400);
  await hears(first, 440, 1400);
  await hears(first, 1000, 1400);
  await hears(second, 700, 1400);
  await appSees((calls) => calls.length === 2 && calls.every(({ peer }) => peer.name === "Maria"));
  await first.command("hangup");
  await appSees(([call, more]) => call?.by?.name === "Aiko" && !more);
  await hears(second, 440, 700);
  await caller.command("hangup");
  await second.says(/session closed|terminated/i);
  await house.quiet();
}, 60_000);

test("[CA-17] [CA-11] its people call as the line, and nobody else does", async () => {
  const callee = await phone(maria, { answers: true });
  const caller = await phone(jonas);
  await caller.command("dial", `*5${number}*${maria?.extension}`);
  await callee.says(/answering call .*sip:2500@/);
  await caller.says(/Call established/);
  await appSees(([call]) => call?.by?.name === "Jonas" && call.outgoing);
  await caller.command("hangup");
  await house.quiet();
  expect(house.box.rooms.calling.history(maria?.id ?? "")[0]).toMatchObject({ peerName: "Support" });
  await callee.command("dial", `*5${number}*${jonas?.extension}`);
  await callee.says(/403 Forbidden/);
  await callee.command("dial", `*5${number}`);
  await callee.says(/403 Forbidden/);
  await house.quiet();
}, 40_000);

test("codes before a number are read once each, in any order, and nothing else is", () => {
  const read = (dialled: string) => readDialling(dialled, (number) => number === "2001");
  const none = { line: undefined, callerId: undefined };
  expect(read("1002")).toEqual({ ...none, number: "1002" });
  expect(read("*67*52500*911")).toEqual({ number: "911", line: "2500", callerId: "hidden" });
  expect(read("*52500**82+1415")).toEqual({ number: "+1415", line: "2500", callerId: "own" });
  for (const code of ["*67", "*68", "*97", "*81001", "*82001", "*52500", "*52500*", "*5*", ""])
    expect(read(code)).toEqual({ ...none, number: code });
});
