/** The commonest failures of calls, each provoked at a real house and named in the console (AD-28). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { RtpPhone } from "../../../scripts/peers/rtp-phone.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import type { SipRequest } from "../../sip/message.ts";
import { noSpendingLimits } from "../outside/spending-limits.ts";
import { trunkSchema } from "../outside/trunks.ts";
import { type Cause, causes } from "./diagnosis.ts";

const number = "+14155550199";

let house: TelephoneHouse;
let maria: Person;
let app: AppClient;
let provider: SipPeer;
let media: RtpPhone;
let caller: Baresip;
/** What the provider does with an INVITE. */
let answer: (invite: SipRequest) => void = () => {};

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  maria = house.people.maria as Person;
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  media = await RtpPhone.open();
  provider = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "provider", password: "" });
  let last: SipRequest | undefined;
  provider.takes = (request) => {
    if (request.method === "INVITE") {
      last = request;
      answer(request);
    }
    if (request.method === "CANCEL" && last) provider.respond(last, 487);
    return request.method === "INVITE" || request.method === "ACK";
  };
  const definition = { host: "127.0.0.1", port: provider.port };
  await house.box.rooms.calling.trunks.put(undefined, trunkSchema.parse({ name: "Provider", definition }));
  caller = await house.phone(maria);
}, 30_000);
afterEach(() => house.quiet());
afterAll(async () => {
  await house.hangUp();
  provider.close();
  media.close();
  await house.box.dispose();
});

const latest = () => house.box.rooms.calling.history(maria.id)[0]?.callId;

/** The causes of a call once it is on record. @param during what happens in it */
async function causesOf(during: () => Promise<unknown>, from = caller, dialled = number): Promise<Cause[]> {
  const before = latest();
  await from.command("dial", dialled);
  await during();
  await until(() => latest() !== before);
  await house.quiet();
  const detail = await call(app.api.admin.calls.records[":id"].$get({ param: { id: latest() ?? "" } }));
  return detail.causes as Cause[];
}

test("[AD-28] there are thirty causes, and each has words", async () => {
  const { enAdministration } = await import("../../../web-ui/text/en-administration.ts");
  expect(new Set(causes).size).toBe(30);
  const words = causes.map((cause) => (enAdministration as Record<string, string>)[`cause.${cause}`] ?? "");
  expect(new Set(words).size).toBe(30);
  expect(words).not.toContain("");
});

describe("[AD-28] what a provider answers is named, not what the caller is told", () => {
  test.each<[number, Cause]>([
    [400, "not-understood"],
    [403, "forbidden"],
    [404, "unknown-number"],
    [405, "not-supported"],
    [407, "wrong-password"],
    [408, "no-response"],
    [480, "unavailable"],
    [481, "call-forgotten"],
    [482, "loop"],
    [484, "incomplete-number"],
    [486, "busy"],
    [488, "no-common-codec"],
    [491, "both-at-once"],
    [500, "server-error"],
    [503, "overloaded"],
    [603, "declined"],
  ])("%d: %s", async (status, cause) => {
    answer = (invite) => provider.respond(invite, status);
    expect((await causesOf(async () => {}))[0]).toBe(cause);
  });
});

test("[AD-28] given-up, long-setup and retransmissions: nothing is said for more than two seconds, and the caller goes", async () => {
  answer = (invite) => void setTimeout(() => provider.respond(invite, 180), 2200);
  const found = await causesOf(async () => {
    await caller.says(/180 Ringing/);
    await caller.command("hangup");
  });
  expect(found).toEqual(expect.arrayContaining(["given-up", "long-setup", "retransmissions"]));
}, 20_000);

const lift = (invite: SipRequest) =>
  provider.respond(
    invite,
    200,
    { Contact: provider.contact, "Content-Type": "application/sdp" },
    media.answer(invite.body),
  );

test("[AD-28] short, unencrypted, and one-way-sound: the other side says nothing", async () => {
  answer = lift;
  const short = await causesOf(async () => {
    await caller.says(/Call established/);
    await caller.command("hangup");
  });
  expect(short).toEqual(expect.arrayContaining(["short", "unencrypted"]));
  const silent = await causesOf(async () => {
    await caller.says(/Call established/);
    const answeredAt = Date.now();
    await until(() => Date.now() - answeredAt > 3200); // what is shorter says nothing of sound
    await caller.command("hangup");
  });
  expect(silent).toContain("one-way-sound");
}, 30_000);

test("[AD-28] spending-limit: when it is reached in a call, and when it was before", async () => {
  const { spending } = house.box.rooms.calling.protection;
  answer = lift;
  await spending.putPrices([{ destination: "national", price: 60_000_000 }]);
  const day = { money: (spending.spent[0]?.today.cost ?? 0) + 1_000_000, minutes: null };
  await spending.change({ ...noSpendingLimits, person: { ...noSpendingLimits.person, day } });
  expect(await causesOf(async () => caller.says(/session closed|terminated/i))).toContain("spending-limit");
  expect(await causesOf(async () => caller.says(/403 The spending limit/))).toContain("spending-limit");
  await spending.change(noSpendingLimits);
}, 30_000);
