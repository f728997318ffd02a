/** Codes that people dial at a real telephone: forwards and do not disturb, and who hears of it. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let [maria, jonas]: Person[] = [];
let app: AppClient;
/** What Maria's app was told: events of her settings, and others' presence. */
let settingsChanged = 0;
const presences: Record<string, string>[] = [];

const settings = (person: Person | undefined) => house.box.rooms.calling.settings.of(person?.id ?? "");

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  [maria, jonas] = Object.values(house.people);
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria?.email ?? "", password });
  const stream = await app.follow(0, (frame) => {
    if (frame.type === "event" && frame.kind === "call.settings") settingsChanged++;
    if (frame.type === "signal" && frame.name === "presence")
      presences.push(frame.data as Record<string, string>);
  });
  stream.send(JSON.stringify({ type: "signal", name: "watch", data: { people: [maria?.id, jonas?.id] } }));
}, 60_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

/** Dials a code, hears what the house says to it, and is hung up. */
async function dials(phone: Baresip, code: string): Promise<void> {
  await phone.command("dial", code);
  await phone.says(/Call established/);
  await phone.says(/session closed|terminated/i);
  const { samples } = phone.heard();
  expect(samples.some((sample) => Math.abs(sample) > 1000)).toBe(true);
  await house.quiet();
}

test("[CA-13] [CA-26] *72 and *73 at a telephone forward and forward no more; the app is told at once", async () => {
  const phone = await house.phone(maria as Person);
  const before = settingsChanged;
  await dials(phone, `*72${jonas?.extension}`);
  expect(settings(maria).forwardAlways).toBe(jonas?.extension ?? "");
  await until(() => settingsChanged === before + 1);
  await dials(phone, "*73");
  expect(settings(maria).forwardAlways).toBeNull();
  await until(() => settingsChanged === before + 2);
}, 30_000);

test("[CA-13] busy, no answer and no telephone have their own codes; *72 alone asks for the number", async () => {
  const phone = await house.phone(maria as Person);
  const cases = [
    ["*90", "*91", "forwardBusy"],
    ["*92", "*93", "forwardNoAnswer"],
    ["*94", "*95", "forwardOffline"],
  ] as const;
  /** Does not listen to what is said. */
  const switches = async (code: string, isSo: () => boolean) => {
    await phone.command("dial", code);
    await until(isSo);
    await phone.command("hangup");
    await house.quiet();
  };
  for (const [on, off, name] of cases) {
    await switches(`${on}${jonas?.extension}`, () => settings(maria)[name] === jonas?.extension);
    await switches(off, () => settings(maria)[name] === null);
  }
  const another = await house.phone(maria as Person); // which has said nothing of calls yet
  await another.command("dial", "*72");
  await another.says(/Call established/);
  for (const key of `${jonas?.extension}#`) await another.command("sndcode", key);
  await until(() => settings(maria).forwardAlways === jonas?.extension);
  await another.says(/session closed|terminated/i);
  await dials(another, "*73");
}, 60_000);

test("[CA-13] what cannot be called is not forwarded to: nobody's number, one's own, one that is barred, an emergency", async () => {
  const phone = await house.phone(maria as Person);
  const before = settingsChanged;
  for (const number of ["99999", `${maria?.extension}`, "*79", "112"]) {
    await dials(phone, `*72${number}`);
    expect(settings(maria).forwardAlways).toBeNull();
  }
  expect(settingsChanged).toBe(before);
}, 60_000);

test("[CA-20] [CA-21] *78 and *79: presence and lamps show do not disturb at once, and no more", async () => {
  const { device, password: secret } = await house.box.rooms.sip.devices.add(jonas?.id ?? "", "lamp", {
    plain: true,
  });
  const credentials = { username: device.username, password: secret };
  const lamp = await SipPeer.open(house.box.rooms.sip.ports.udp, credentials);
  const watched = await lamp.ask("SUBSCRIBE", `${maria?.extension}`, { event: "dialog", expires: "600" });
  expect(watched.status).toBe(200);
  await lamp.hears(({ method, body }) => method === "NOTIFY" && !body.includes("<dialog "));
  const phone = await house.phone(maria as Person);
  await dials(phone, "*78");
  expect(settings(maria).doNotDisturb).toBe(true);
  const lit = await lamp.hears(({ body }) => body.includes('<dialog id="do-not-disturb">'));
  expect(lit.body).toContain("<state>confirmed</state>");
  expect(lit.body).toContain('display="Do not disturb"');
  await until(() => presences.some((told) => told[maria?.id ?? ""] === "dnd"));
  lamp.heard.length = 0;
  presences.length = 0;
  await dials(phone, "*79");
  await lamp.hears(({ body, method }) => method === "NOTIFY" && !body.includes("do-not-disturb"));
  await until(() => presences.some((told) => told[maria?.id ?? ""] === "active"));
  lamp.close();
}, 60_000);

test("[CA-20] who was not to be disturbed is so when the house starts anew", async () => {
  const { calling, messaging } = house.box.rooms;
  await calling.settings.change(jonas?.id ?? "", { doNotDisturb: true });
  expect(messaging.presence.of(jonas?.id ?? "")).toBe("dnd");
  const told: [string, boolean][] = [];
  const { Settings } = await import("../members/settings.ts");
  const anew = new Settings({ db: house.box.rooms.db, events: house.box.rooms.events, ringSeconds: 20 });
  anew.onDoNotDisturb((personId, on) => told.push([personId, on]));
  expect(told).toEqual([[jonas?.id ?? "", true]]);
  await calling.settings.change(jonas?.id ?? "", { doNotDisturb: false });
  expect(messaging.presence.of(jonas?.id ?? "")).toBe("offline");
});

test("[CA-20] whom a colleague's forward or transfer sends to a code, nothing of theirs is switched", async () => {
  const { settings: all } = house.box.rooms.calling;
  await all.change(jonas?.id ?? "", { forwardAlways: "*78" });
  const phone = await house.phone(maria as Person);
  await phone.command("dial", `${jonas?.extension}`);
  await phone.says(/403 Forbidden/);
  await all.change(jonas?.id ?? "", { forwardAlways: null, voicemail: false });
  const sender = await house.phone(jonas as Person, { answers: true });
  await phone.command("dial", `${jonas?.extension}`);
  await Promise.all([sender, phone].map((one) => one.says(/Call established/)));
  await sender.command("transfer", "sip:*78@127.0.0.1");
  await sender.says(/403 Forbidden/);
  await phone.command("hangup");
  await house.quiet();
  expect(settings(maria).doNotDisturb).toBe(false);
}, 30_000);
