/** Somebody's offer is changed while they are on calls. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { SoftphoneCall } from "../../../scripts/peers/softphone.ts";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";

let house: SoftphoneHouse;
let desk: Station;
let app: Station;
let colleague: Station;
let stranger: Station;

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  desk = await house.station("phone", 440);
  app = await house.station("app", 700);
  colleague = await house.station("phone", 1000);
  stranger = await house.station("trunk", 1300);
}, 60_000);
afterEach(async () => {
  for (const station of [desk, app]) await offer(station, "C2");
  await desk.phone.register();
  await house.quiet();
  expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
});
afterAll(() => house?.dispose());

const offer = ({ personId = "" }: Station, name: string) =>
  house.box.rooms.people.directory.change(personId, { offer: name });

/** Both are told something, which is neither of their tones, and are hung up. */
async function areTold(...ends: SoftphoneCall[]): Promise<void> {
  await Promise.all(ends.map(({ media }) => media.hearsOther([440, 700, 1000, 1300])));
  await until(() => ends.every(({ over }) => over));
}

test.each([
  ["a colleague, whom they called", () => [desk, colleague] as const],
  ["a colleague, who called them", () => [colleague, desk] as const],
  ["somebody outside", () => [stranger, desk] as const],
])(
  "[GN-03] [EN-04] who loses calling while they speak with %s: both are told and hung up, and it is on record",
  async (_who, stations) => {
    const [from, to] = stations();
    const [calling, called] = await house.connect(from, to);
    await Promise.all([calling.media.hears(to.tone, []), called.media.hears(from.tone, [])]);
    const { id } = house.box.rooms.calling.liveCalls[0] ?? { id: "" };
    await offer(desk, "M1");
    await areTold(calling, called);
    await house.quiet();
    const { legs } = await call(house.admin.api.admin.calls.records[":id"].$get({ param: { id } }));
    expect(legs.map(({ outcome }) => outcome)).toContain("answered");
  },
);

test("[GN-03] an app that loses calling is cut off at once, and its other side is hung up", async () => {
  const [calling] = await house.connect(colleague, app);
  await calling.media.hears(app.tone, []);
  await offer(app, "M1");
  await until(() => calling.over);
});

test("[GN-03] what rings for them stops, and who calls is told; a suspended person is as one without calling", async () => {
  const [calling, ringing] = await house.ring(colleague, desk);
  await offer(desk, "M1");
  await until(() => ringing.over && calling.over);
  expect(calling.status).toBe(603);
  await offer(desk, "C2");
  await desk.phone.register();
  const [from, to] = await house.connect(colleague, desk);
  const { directory } = house.box.rooms.people;
  await directory.change(desk.personId ?? "", { state: "disabled" });
  await areTold(from, to);
  await directory.change(desk.personId ?? "", { state: "active" });
});

test("[GN-03] who is in a meeting by telephone and loses calling leaves it", async () => {
  const space = await house.admin.createSpace("Launch", []);
  const meeting = await call(house.admin.api.meetings.$post({ json: { space } }));
  const inside = await desk.phone.call(meeting.meeting.number);
  await until(() => inside.established);
  await until(async () => (await house.box.rooms.media.load()).conferences > 0);
  await offer(desk, "M1");
  await until(() => inside.over);
  await house.admin.api.meetings[":id"].$delete({ param: { id: meeting.meeting.id } });
});

test("[CA-22] a call for help stands, whatever becomes of the offer", async () => {
  const helpers = await house.outsider("911", 1500);
  const dialling = desk.phone.call("911");
  const asked = await helpers.phone.rings();
  await asked.answer();
  const asking = await dialling;
  await until(() => asking.established);
  await Promise.all([asking.media.speak(desk.tone), asked.media.speak(helpers.tone)]);
  await offer(desk, "M1");
  await Promise.all([
    asking.media.hears(helpers.tone, [desk.tone]),
    asked.media.hears(desk.tone, [helpers.tone]),
  ]);
  expect(house.box.rooms.calling.liveCalls).toHaveLength(1);
  await asking.hangUp();
  await until(() => asked.over);
});

test("[CA-22] who is sent on to help is not cut off from it when who sent them loses calling", async () => {
  const helpers = await house.outsider("911", 1500);
  const [calling, called] = await house.connect(colleague, desk);
  expect((await called.refer("911")).status).toBe(202);
  const asked = await helpers.phone.rings();
  await offer(desk, "M1");
  await until(() => called.over);
  await asked.answer();
  await asked.media.speak(helpers.tone);
  await calling.media.hears(helpers.tone, [desk.tone]);
  await calling.hangUp();
  await until(() => asked.over);
});

test("[GN-03] who is sent on and loses calling is hung up, and so is what rings for them", async () => {
  const [calling, called] = await house.connect(colleague, desk);
  expect((await calling.refer(stranger.number)).status).toBe(202);
  const asked = await stranger.phone.rings();
  await offer(desk, "M1");
  await until(() => calling.over && called.over && asked.over);
});

test("[GN-03] [SE-01] what somebody pays for ends with their account, where they are not on it", async () => {
  const elsewhere = await house.station("trunk", 1500);
  const { settings } = house.box.rooms.calling;
  await settings.change(desk.personId ?? "", { forwardAlways: elsewhere.number });
  const calling = await stranger.phone.call(desk.direct);
  const reached = await elsewhere.phone.rings();
  await reached.answer();
  await until(() => calling.established);
  await settings.change(desk.personId ?? "", { forwardAlways: null });
  await offer(desk, "M1");
  await until(() => calling.over && reached.over);
});
