/** What telephones publish of how a call sounded stands with its record, whenever they say it (AD-22). */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { qualityReport } from "../../../scripts/peers/quality-reports.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let app: AppClient;
const peers: SipPeer[] = [];

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await house.hangUp();
});
afterAll(() => house.box.dispose());

const published = { event: "vq-rtcpxr", "content-type": "application/vq-rtcpxr" };

/** Another telephone of this person's, which speaks over a connection. */
async function reporter(person: Person): Promise<SipPeer> {
  const { devices, ports } = house.box.rooms.sip;
  const { device, password: secret } = await devices.add(person.id, "reporter", { plain: true });
  const peer = await SipPeer.connect(ports.tcp, { username: device.username, password: secret });
  peers.push(peer);
  return peer;
}

/** Maria calls Jonas, and hangs up when `during` is done; resolves with the call's id. */
async function calls(during: () => Promise<unknown>): Promise<string> {
  const callee = await house.phone(jonas, { answers: true });
  const caller = await house.phone(maria);
  await caller.command("dial", `${jonas.extension}`);
  await callee.says(/Call established/);
  await until(() => house.box.rooms.calling.ownCalls.of(jonas.id).calls.length === 1);
  const [live] = house.box.rooms.calling.liveCalls;
  await during();
  await caller.command("hangup");
  await house.quiet();
  return live?.id ?? "";
}

const callIdOf = (person: Person) => house.box.rooms.calling.ownCalls.of(person.id).calls[0]?.callId ?? "";

async function legsOf(id: string) {
  const { legs } = await call(app.api.admin.calls.records[":id"].$get({ param: { id } }));
  const of = (direction: string) => legs.find((leg) => leg.direction === direction);
  return { outgoing: of("outgoing"), incoming: of("incoming") };
}

test("[AD-22] a report is joined with its own leg, during the call and after its end, and makes it one of the worst", async () => {
  const phone = await reporter(jonas);
  let [early, late] = ["", ""];
  const id = await calls(async () => {
    [early, late] = [callIdOf(jonas), callIdOf(maria)];
    const response = await phone.ask("PUBLISH", "collector", published, qualityReport(early));
    expect(response.status).toBe(200);
    expect(response.headers.get("sip-etag")).toBeDefined();
  });
  await until(async () => (await legsOf(id)).incoming?.reported?.listening === 2.1);
  expect((await legsOf(id)).outgoing?.reported).toBeNull();
  const other = await reporter(maria);
  const local = ["PacketLoss: NLR=0.0", "QualityEst: MOSLQ=1.4"];
  expect((await other.ask("PUBLISH", "collector", published, qualityReport(late, { local }))).status).toBe(
    200,
  );
  await until(async () => (await legsOf(id)).outgoing?.reported?.listening === 1.4);
  expect((await legsOf(id)).outgoing?.reported?.roundTrip).toBeNull(); // it did not say
  const { worst } = await call(app.api.admin.calls.quality.$get({ query: { days: "1" } }));
  expect(worst[0]).toMatchObject({ callId: id, score: 1.4 });
}, 40_000);

test("[AD-22] [SE-01] nobody reports on calls of others, or without a password, and rubbish is refused", async () => {
  const stranger = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "x", password: "guess" });
  peers.push(stranger);
  const others = await reporter(maria);
  expect((await others.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
  const id = await calls(async () => {
    const report = qualityReport(callIdOf(jonas));
    expect((await stranger.ask("PUBLISH", "collector", published, report)).status).toBe(407);
    expect((await others.ask("PUBLISH", "collector", published, report)).status).toBe(200); // and nothing comes of it
    const refused = [
      [{ ...published, event: "presence" }, report, 489],
      [{ ...published, "content-type": "text/plain" }, report, 415],
      [published, "", 400],
      [published, report.slice(0, 60), 400],
      [published, "\u0000".repeat(1000), 400],
      [published, report.replace("NLR=5.0", "NLR=500"), 400],
    ] as const;
    for (const [headers, body, status] of refused)
      expect((await others.ask("PUBLISH", "collector", headers, body)).status).toBe(status);
  });
  const { outgoing, incoming } = await legsOf(id);
  expect([outgoing?.reported, incoming?.reported]).toEqual([null, null]);
}, 40_000);
