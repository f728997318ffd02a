/** Keys of a telephone for do not disturb and forwards, in step with the app and with the other telephones. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { mutate, randomFrom } from "../../../scripts/peers/mutate.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import type { SipRequest } from "../../sip/message.ts";
import { standardSettings } from "./call-settings.ts";
import { featureState, readFeatureChange } from "./feature-keys.ts";

const documentType = "application/x-as-feature-event+xml";
const namespace = "http://www.ecma-international.org/standards/ecma-323/csta/ed3";

/** As telephones write them. */
const wishes = {
  doNotDisturb: (on: boolean) =>
    `<?xml version="1.0" encoding="ISO-8859-1"?>\n<SetDoNotDisturb xmlns="${namespace}">\n  <device>7659366</device>\n` +
    `  <doNotDisturbOn>${on}</doNotDisturbOn>\n</SetDoNotDisturb>\n`,
  forward: (type: string, active: boolean, number: string) =>
    `<?xml version="1.0" encoding="ISO-8859-1"?><SetForwarding xmlns="${namespace}"><device/>` +
    `<activateForward>${active}</activateForward><forwardingType>${type}</forwardingType>` +
    `<forwardDN>${number}</forwardDN><ringCount></ringCount></SetForwarding>`,
};

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let app: AppClient;
const peers: SipPeer[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  [maria, jonas] = Object.values(house.people) as [Person, Person];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email ?? "", password });
}, 30_000);
beforeEach(async () => {
  const { forwardAlways, forwardBusy, forwardNoAnswer, doNotDisturb } = standardSettings;
  await settings().change(maria.id, { forwardAlways, forwardBusy, forwardNoAnswer, doNotDisturb });
});
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  const { devices } = house.box.rooms.sip;
  for (const { id } of devices.of(maria.id)) await devices.remove(maria.id, id);
});
afterAll(() => house?.box.dispose());

const settings = () => house.box.rooms.calling.settings;

/** A telephone of Maria's whose keys are in step: it has subscribed, and was told how it is. */
async function telephone(name: string) {
  const { sip } = house.box.rooms;
  const { device, password: secret } = await sip.devices.add(maria.id, name);
  const peer = await SipPeer.connect(sip.ports.tls, { username: device.username, password: secret }, "TLS");
  peers.push(peer);
  expect((await peer.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
  const event = { event: "as-feature-event", accept: documentType, expires: "600" };
  const answer = await peer.ask("SUBSCRIBE", device.username, event);
  expect(answer.status).toBe(200);
  await peer.hears(({ method }) => method === "NOTIFY");
  return {
    /** Presses a key: the status of the answer. */
    sets: async (body: string, type = documentType) =>
      (await peer.ask("SUBSCRIBE", device.username, { ...event, "content-type": type }, body, answer)).status,
    /** Resolves when it is told something of which this holds. */
    shows: (what: RegExp) =>
      peer.hears(({ method, body }: SipRequest) => method === "NOTIFY" && what.test(body)),
  };
}

test("[CA-20] [CA-26] a telephone's key turns do not disturb on and off, on every telephone and in the app", async () => {
  const desk = await telephone("Desk");
  const other = await telephone("Kitchen");
  for (const on of [true, false]) {
    expect(await desk.sets(wishes.doNotDisturb(on))).toBe(200);
    const shown = new RegExp(`<DoNotDisturbEvent [^>]*><device>[^<]+</device><doNotDisturbOn>${on}<`);
    await Promise.all([desk.shows(shown), other.shows(shown)]);
    expect((await call(app.api.calling.settings.$get())).doNotDisturb).toBe(on);
  }
});

test.each([
  ["forwardImmediate", "forwardAlways"],
  ["forwardBusy", "forwardBusy"],
  ["forwardNoAns", "forwardNoAnswer"],
] as const)("[CA-13] [CA-26] a telephone's key for %s is the setting %s", async (type, setting) => {
  const desk = await telephone("Desk");
  const number = jonas.extension ?? "";
  expect(await desk.sets(wishes.forward(type, true, number))).toBe(200);
  await desk.shows(
    new RegExp(`>${type}</forwardingType><forwardStatus>true</forwardStatus><forwardTo>${number}<`),
  );
  expect(settings().of(maria.id)[setting]).toBe(number);
  expect(await desk.sets(wishes.forward(type, false, ""))).toBe(200);
  await desk.shows(new RegExp(`>${type}</forwardingType><forwardStatus>false</forwardStatus></`));
  expect(settings().of(maria.id)[setting]).toBeNull();
});

test("[CA-13] [CA-26] what is set in the app is shown by the telephone's keys at once", async () => {
  const desk = await telephone("Desk");
  await call(app.api.calling.settings.$patch({ json: { doNotDisturb: true, forwardBusy: "+49 30 202020" } }));
  await desk.shows(
    /doNotDisturbOn>true<.*>forwardBusy<\/forwardingType><forwardStatus>true<\/forwardStatus><forwardTo>\+49 30 202020</s,
  );
});

test("[CA-26] [SE-05] rubbish changes nothing, and nobody sets the keys of somebody else", async () => {
  const desk = await telephone("Desk");
  const before = settings().of(maria.id);
  expect(await desk.sets(wishes.doNotDisturb(true), "text/plain")).toBe(415);
  for (const body of [
    "<SetDoNotDisturb/>",
    wishes.forward("forwardImmediate", true, ""),
    wishes.forward("forwardImmediate", true, "2001\n<evil>"),
    wishes.forward("forwardAllways", true, "2001"),
    wishes.doNotDisturb(true).replace("true", "perhaps"),
    `<!DOCTYPE x [<!ENTITY y "true">]>${wishes.doNotDisturb(true)}`,
    wishes.doNotDisturb(true).repeat(2),
  ])
    expect([body, await desk.sets(body)]).toEqual([body, 400]);
  expect(settings().of(maria.id)).toEqual(before);
  const { sip } = house.box.rooms;
  const { device, password: secret } = await sip.devices.add(jonas.id, "Desk");
  const peer = await SipPeer.connect(sip.ports.tls, { username: device.username, password: secret }, "TLS");
  peers.push(peer);
  const headers = { event: "as-feature-event", expires: "600", "content-type": documentType };
  expect(
    (await peer.ask("SUBSCRIBE", maria.extension ?? "", headers, wishes.doNotDisturb(true))).status,
  ).toBe(404);
  expect(settings().of(maria.id)).toEqual(before);
});

test("[SE-05] whatever a telephone writes is read in bounded time, or not at all", () => {
  const random = randomFrom(7);
  const written = [
    wishes.doNotDisturb(true),
    wishes.forward("forwardBusy", true, "sip:2002@house;user=phone"),
  ];
  const corpus = written.map((text) => Buffer.from(text));
  for (let round = 0; round < 4000; round++) readFeatureChange(mutate(corpus, random).toString("latin1"));
  for (const text of [
    "<a>".repeat(1000),
    `<SetDoNotDisturb ${"a='' ".repeat(800)}/>`,
    "&".repeat(4000),
    "\0",
  ])
    expect(readFeatureChange(text)).toBeUndefined();
  expect(readFeatureChange(wishes.forward("forwardBusy", true, "sip:2002@house;user=phone"))).toEqual({
    forwardBusy: "2002",
  });
  expect(featureState({ ...standardSettings, forwardBusy: "1" }, "nonsense")).toContain("<device></device>");
});
