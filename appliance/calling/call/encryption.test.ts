/** Telephones speak TLS and SRTP, unless somebody lets one speak in the clear. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type CapturedPacket, PacketCapture } from "../../../scripts/peers/packet-capture.ts";
import { level } from "../../../scripts/peers/rtp-phone.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import { decodeG711 } from "../../media/engine/g711.ts";
import type { Person } from "../../people/index.ts";
import { loadConfig } from "../../platform/index.ts";

const name = "Zephyrine Quillfeather";
const extension = "74031882";
const hertz = 1234;
/** Milliseconds; what is shorter is no message. */
const messageLength = 3000;

let house: TelephoneHouse;
let maria: Person;
let caller: Person;
let admin: AppClient;
const peers: SipPeer[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria", name]);
  [maria, caller] = [house.people.maria, house.people[name.toLowerCase()]] as [Person, Person];
  await house.box.rooms.people.directory.change(caller.id, { extension });
  admin = new AppClient(house.box.url);
  await admin.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await house.hangUp();
});
afterAll(() => house.box.dispose());

const sip = () => house.box.rooms.sip;

async function finding() {
  const { findings } = await call(admin.api.admin.health.$get());
  return findings.find(({ part }) => part === "encryption");
}

/** A new device of Maria's, and a telephone that speaks UDP with its credentials. */
async function peerOf(json: { name: string; plain?: boolean }) {
  const { device, password: secret } = await call(admin.api.calling.devices.$post({ json }));
  const peer = await SipPeer.open(sip().ports.udp, { username: device.username, password: secret });
  peers.push(peer);
  return { id: device.id, peer, secret, username: device.username };
}

/** How loud the tone is in the loudest stream of what can be read as G.711. */
function readableTone(packets: readonly CapturedPacket[]): number {
  const streams = new Map<string, Int16Array[]>();
  for (const { protocol, source, destination, payload } of packets) {
    const type = (payload[1] ?? 0) & 127;
    if (
      protocol !== "udp" ||
      payload.length < 172 ||
      (payload[0] ?? 0) >> 6 !== 2 ||
      (type !== 0 && type !== 8)
    )
      continue;
    const key = `${source} ${destination}`;
    const sound = decodeG711(type === 0 ? "PCMU" : "PCMA", payload.subarray(12, 172));
    streams.set(key, [...(streams.get(key) ?? []), sound]);
  }
  const loudness = [...streams.values()].map((sounds) =>
    level(Int16Array.from(sounds.flatMap((sound) => [...sound])), hertz),
  );
  return Math.max(0, ...loudness);
}

/** What of it can be read by who listens on the way. */
function readable(packets: readonly CapturedPacket[]) {
  const { udp, tcp, tls } = sip().ports;
  const text = Buffer.concat(packets.map(({ payload }) => payload)).toString("latin1");
  const signalling = packets.filter(({ source, destination }) =>
    [source, destination].some((port) => port === udp || port === tcp || port === tls),
  );
  return {
    name: text.includes(name),
    number: text.includes(extension),
    sip: signalling.some(({ payload }) => payload.includes("SIP/2.0")),
    tone: readableTone(packets) > 1000,
    signalled: signalling.length > 0,
  };
}

/** Two registrations, a call, and more while they are there, with all that went over the line. */
async function converse(
  transport: "tls" | "udp",
  more: (calling: Baresip, answering: Baresip) => Promise<void> = async () => {},
): Promise<CapturedPacket[]> {
  const { udp, tcp, tls } = sip().ports;
  const { rtp_port_min: first, rtp_port_max: last } = loadConfig({ file: "", environment: {} }).media;
  await using capture = await PacketCapture.start([udp, tcp, tls, `${first}-${last}`]);
  const calling = await house.phone(caller, { transport, tone: hertz });
  const answering = await house.phone(maria, { transport, tone: hertz, answers: true });
  await calling.command("dial", `${maria.extension}`); // over loopback too: the caller's number is what is sought
  await calling.says(/Call established/);
  expect((await toneLevels(answering, hertz, 440)).wanted).toBeGreaterThan(1000);
  await calling.command("hangup");
  await house.quiet();
  await more(calling, answering);
  return await capture.stop();
}

/** Nobody answers any more: it leaves a message. */
async function leaveMessage(calling: Baresip, answering: Baresip): Promise<void> {
  const { mailboxes } = house.box.rooms.calling;
  await answering.stop();
  await until(() => sip().location.of(maria.id).length === 0);
  await calling.command("dial", `${maria.extension}`);
  await calling.says(/Call established/);
  await toneLevels(calling, 1000, hertz); // after the greeting
  await Bun.sleep(messageLength);
  await calling.command("hangup");
  await until(() => mailboxes.of(maria.id).length === 1);
  await house.quiet();
}

test("[CA-25] nothing of a registration, a call and a voicemail can be read on the line", async () => {
  expect(readable(await converse("tls", leaveMessage))).toEqual({
    name: false,
    number: false,
    sip: false,
    tone: false,
    signalled: true,
  });
}, 60_000);

test("[CA-25] and of a telephone that may speak in the clear all of it can: the test above would see it", async () => {
  expect(readable(await converse("udp"))).toEqual({
    name: true,
    number: true,
    sip: true,
    tone: true,
    signalled: true,
  });
}, 60_000);

describe("a telephone that nobody lets speak in the clear", () => {
  test("[CA-25] is refused over UDP with the reason, and the administrator reads what to switch on", async () => {
    const { id, peer } = await peerOf({ name: "Attic" });
    const refused = await peer.ask("REGISTER", "");
    expect(refused).toMatchObject({ status: 403, reason: "Encryption Required" });
    expect(refused.headers.get("warning")).toMatch(/^399 .*TLS \(port \d+\) and SRTP/);
    expect((await peer.ask("INVITE", extension)).status).toBe(403);
    expect(await finding()).toMatchObject({
      state: "attention",
      code: "encryption.refused",
      values: { phones: expect.stringContaining("Attic (Maria, 127.0.0.1") },
    });
    const { refused: listed } = await call(admin.api.admin.registrations.$get());
    expect(listed).toMatchObject([{ deviceId: id, device: "Attic", person: "Maria", transport: "UDP" }]);
    expect((await call(admin.api.calling.devices.$get())).devices).toMatchObject([
      { id, plain: false, encrypted: true, registered: false, refusedAt: expect.any(Number) },
    ]);

    await admin.api.admin.calling.devices[":id"].$patch({ param: { id }, json: { plain: true } });
    expect((await peer.ask("REGISTER", "")).status).toBe(200);
    expect(await finding()).toMatchObject({ state: "well" });
    const { registrations } = await call(admin.api.admin.registrations.$get());
    expect(registrations).toMatchObject([{ deviceId: id, encrypted: false }]);
    expect((await call(admin.api.calling.devices.$get())).devices).toMatchObject([
      { id, plain: true, encrypted: false, registered: true },
    ]);

    await admin.api.calling.devices[":id"].$patch({ param: { id }, json: { plain: false } });
    expect(sip().location.of(maria.id)).toEqual([]); // it is not called any more either
    expect((await peer.ask("REGISTER", "")).status).toBe(403);
  });

  test("[CA-25] [SE-01] learns nothing of that with a wrong password", async () => {
    const { username } = await peerOf({ name: "Cellar" });
    const scanner = await SipPeer.open(sip().ports.udp, { username, password: "wrong" });
    peers.push(scanner);
    expect((await scanner.ask("REGISTER", "")).status).toBe(401);
  });

  test("[CA-25] [CA-22] may call for help all the same", async () => {
    const { peer } = await peerOf({ name: "Hall" });
    for (const dialled of ["911", "*67911"]) {
      const answer = await peer.ask("INVITE", dialled);
      expect([dialled, answer.status]).toEqual([dialled, 503]); // there is no trunk here, but it was not turned away
      expect(answer.headers.get("warning")).toBeUndefined();
    }
  });

  test("[CA-25] [SE-01] and is removed in the moment in which it is allowed to is gone", async () => {
    const { id, peer } = await peerOf({ name: "Porch" });
    const removed = sip().devices.remove(maria.id, id);
    const allowed = sip().devices.allowPlain(undefined, id, true);
    expect((await Promise.allSettled([removed, allowed])).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
    ]);
    expect((await peer.ask("REGISTER", "")).status).toBe(401);
  });

  test("[CA-25] is refused a call whose sound would be in the clear, over TLS too", async () => {
    const phone = await house.phone(maria, { transport: "tls", encryption: undefined });
    await phone.command("dial", extension);
    await phone.says(/488 Not Acceptable/);
  }, 20_000);
});
