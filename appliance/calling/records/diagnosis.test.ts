/** What the console shows of a call that went wrong: cause, ladder, capture; and nothing secret in any of them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import type { TracedMessage } from "../../sip/index.ts";
import { type Cause, diagnose } from "./diagnosis.ts";
import type { CallRecord } from "./record-rows.ts";

let house: TelephoneHouse;
let [maria, jonas]: Person[] = [];
let admin: AppClient;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as Person[];
  admin = new AppClient(house.box.url);
  await admin.signIn({ name: "Maria", email: maria?.email ?? "", password });
}, 30_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const firstLine = ({ text }: TracedMessage) => text.split("\r\n", 1)[0] ?? "";

async function latest() {
  const [record] = house.box.rooms.calling.history(maria?.id ?? "");
  const param = { id: record?.callId ?? "" };
  const answer = await admin.api.admin.calls.records[":id"].$get({ param });
  return { param, detail: await answer.json() };
}

test("[AD-27] [AD-28] a call opens with what was said to both telephones, in order and without secrets", async () => {
  const caller = await house.phone(maria as Person, { transport: "tls", encryption: "srtp-mand" });
  const callee = await house.phone(jonas as Person, { answers: true });
  await caller.command("dial", `${jonas?.extension}`);
  await callee.says(/Call established/);
  await caller.says(/Call established/);
  await caller.command("hangup");
  await house.quiet();
  const { param, detail } = await latest();
  const said = detail.messages.map((message) => `${message.outgoing ? ">" : "<"} ${firstLine(message)}`);
  const order = [
    "< INVITE",
    "> SIP/2.0 407",
    "< INVITE",
    "> INVITE",
    "< SIP/2.0 200",
    "> SIP/2.0 200",
    "< BYE",
    "> BYE",
  ];
  let from = 0;
  for (const wanted of order) {
    const at = said.findIndex((line, index) => index >= from && line.startsWith(wanted));
    expect([wanted, at >= from]).toEqual([wanted, true]);
    from = at + 1;
  }
  const all = detail.messages.map(({ text }) => text).join("\n");
  expect(all).toMatch(/response="…"/);
  expect(all).toMatch(/a=crypto:\d+ \S+ inline:…/);
  expect(all).not.toMatch(/inline:[A-Za-z0-9+/]{8}/);
  expect(detail.causes).toContain("unencrypted"); // the callee's telephone speaks in the clear
  const file = await admin.api.admin.calls.records[":id"].pcap.$get({ param });
  expect(file.headers.get("content-type")).toBe("application/vnd.tcpdump.pcap");
  const bytes = Buffer.from(await file.arrayBuffer());
  const packets = packetsOf(bytes);
  expect(packets).toHaveLength(detail.messages.length);
  expect(packets[0]).toContain("INVITE sip:");
}, 40_000);

test("[AD-28] a refused call says why, and a capture has what a telephone said since", async () => {
  const caller = await house.phone(maria as Person);
  const started = await admin.api.admin.calls.captures.$post({
    json: { about: `${maria?.extension}`, seconds: 60 },
  });
  const { capture } = await started.json();
  await caller.command("dial", "4999");
  await caller.says(/404/);
  await house.quiet();
  const { detail } = await latest();
  expect(detail.causes).toContain("unknown-number");
  expect(detail.messages.map(firstLine).some((line) => line.startsWith("SIP/2.0 404"))).toBe(true);
  const captured = await admin.api.admin.calls.captures[":id"].$get({ param: { id: capture.id } });
  const { messages } = await captured.json();
  expect(messages.map(firstLine).some((line) => line.startsWith("INVITE sip:4999"))).toBe(true);
}, 30_000);

test("[AD-28] key-missing: a telephone that may not speak in the clear, and offers nothing else, is on record with that cause", async () => {
  await house.phone(jonas as Person, { answers: true });
  const phone = await house.phone(maria as Person, { transport: "tls", encryption: undefined });
  const before = house.box.rooms.calling.history(maria?.id ?? "")[0]?.callId;
  await phone.command("dial", `${jonas?.extension}`);
  await phone.says(/488 Not Acceptable/);
  await until(() => house.box.rooms.calling.history(maria?.id ?? "")[0]?.callId !== before);
  expect((await latest()).detail.causes).toEqual(["key-missing"]);
}, 30_000);

/** The payloads of a capture file with raw IPv4 packets. */
function packetsOf(file: Buffer): string[] {
  expect(file.readUInt32LE(0)).toBe(0xa1b2c3d4);
  const payloads: string[] = [];
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const packet = file.subarray(at + 16, at + 16 + length);
    expect([packet[0], packet[9], packet.readUInt16BE(2)]).toEqual([0x45, 17, length]);
    payloads.push(packet.subarray(28).toString("latin1"));
    at += 16 + length;
  }
  return payloads;
}

describe("[AD-28] causes", () => {
  const leg = (change: Partial<CallRecord>): CallRecord => ({
    id: "1",
    callId: "1",
    linkedTo: null,
    conference: null,
    personId: "p",
    direction: "outgoing",
    peerId: null,
    peerName: "",
    peerNumber: "",
    startedAt: 0,
    setUp: 500,
    cost: null,
    answeredAt: 1000,
    endedAt: 60_000,
    outcome: "answered",
    status: null,
    transport: "TLS",
    codec: "PCMU",
    encryption: "sdes",
    packetsReceived: 3000,
    packetsLost: 0,
    jitter: 2,
    roundTrip: 10,
    reported: null,
    pictureCodec: "",
    picturePacketsReceived: 0,
    picturePacketsLost: 0,
    ...change,
  });
  const refused = (status: number) =>
    leg({ answeredAt: null, outcome: "failed", status, packetsReceived: 0, encryption: "none" });

  test.each<[string, CallRecord[], Cause[]]>([
    ["nothing", [leg({}), leg({})], []],
    ["one side silent", [leg({}), leg({ packetsReceived: 0 })], ["one-way-sound"]],
    ["both silent", [leg({ packetsReceived: 0 }), leg({ packetsReceived: 0 })], ["no-sound"]],
    ["loss", [leg({ packetsLost: 300 })], ["loss"]],
    ["jitter and delay", [leg({ jitter: 80, roundTrip: 500 })], ["jitter", "delay"]],
    ["over at once", [leg({ endedAt: 2000 })], ["short"]],
    ["busy", [refused(486)], ["busy"]],
    ["no codec", [refused(488)], ["no-common-codec"]],
    ["no response", [refused(408)], ["no-response"]],
  ])("%s", (_name, legs, causes) => {
    expect(diagnose(legs, [])).toEqual(causes);
  });

  test("an address that means nothing outside its network, and a message that had to be repeated", () => {
    const message = (text: string, at = 0): TracedMessage => ({
      at,
      outgoing: false,
      transport: "UDP",
      peer: { address: "203.0.113.7", port: 5060 },
      text,
    });
    const invite = message("INVITE sip:x SIP/2.0\r\n\r\nv=0\r\nc=IN IP4 192.168.1.4\r\n");
    expect(diagnose([], [invite, invite])).toEqual(["retransmissions", "private-address"]);
  });
});
