/** What telephones say of how they heard a call stands beside the house's own figures (AD-22). */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { RtpPhone, tone } from "../../../scripts/peers/rtp-phone.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { voipMetricsReport } from "../../../scripts/peers/voip-metrics.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { trunkSchema } from "../outside/trunks.ts";

let house: TelephoneHouse;
let provider: SipPeer;
let media: RtpPhone;

beforeAll(async () => {
  house = await telephoneHouse(["Maria"]);
  media = await RtpPhone.open();
  provider = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "provider", password: "" });
  provider.takes = (request) => {
    const headers = { Contact: provider.contact, "Content-Type": "application/sdp" };
    if (request.method === "INVITE") provider.respond(request, 200, headers, media.answer(request.body));
    return request.method === "INVITE" || request.method === "ACK";
  };
  const definition = { host: "127.0.0.1", port: provider.port };
  await house.box.rooms.calling.trunks.put(undefined, trunkSchema.parse({ name: "Provider", definition }));
}, 30_000);
afterAll(async () => {
  await house.hangUp();
  provider.close();
  media.close();
  await house.box.dispose();
});

test("[AD-22] the scores, losses and delays that a telephone reports are on its leg's record, and make a call one of the worst", async () => {
  const maria = house.people.maria as Person;
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const caller = await house.phone(maria);
  await caller.command("dial", "+14155550199");
  await caller.says(/Call established/);
  media.speak(tone(440));
  await media.hear(10);
  media.throwPacket(voipMetricsReport(media.heardSource ?? 0, { listening: 15, conversational: 127 }), 1);
  for (let length = 8; length < 52; length += 4)
    media.throwPacket(voipMetricsReport(media.heardSource ?? 0).subarray(0, length), 1); // cut ones say nothing
  media.throwPacket(voipMetricsReport(12345), 1); // nor do those about others
  await media.hear(25);
  await caller.command("hangup");
  await house.quiet();
  const id = house.box.rooms.calling.history(maria.id)[0]?.callId ?? "";
  const legs = async () => (await call(app.api.admin.calls.records[":id"].$get({ param: { id } }))).legs;
  await until(async () => (await legs()).length === 2);
  const [own, theirs] = (await legs()).toSorted((a, b) => b.direction.localeCompare(a.direction));
  expect(own?.reported).toBeNull();
  expect(theirs?.reported).toMatchObject({
    listening: 1.5,
    conversational: null,
    burstDuration: 900,
    endSystem: 60,
  });
  const { worst } = await call(app.api.admin.calls.quality.$get({ query: { days: "1" } }));
  expect(worst[0]).toMatchObject({ callId: id, score: 1.5 });
}, 30_000);
