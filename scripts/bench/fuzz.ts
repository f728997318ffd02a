/**
 * Throws wrong SIP (UDP, TCP, and as somebody with a telephone), SDP, STUN, DTLS, RTP and RTCP at a running appliance.
 * It must answer a request in order all the while, let a call through at the end, and have grown by nothing.
 *
 *   bun scripts/bench/fuzz.ts [minutes] [seed]
 */
import { heapStats } from "bun:jsc";
import { connect } from "node:net";
import { writeRtp } from "../../appliance/media/engine/rtp.ts";
import { openUdp } from "../../appliance/platform/index.ts";
import { applicationMessages } from "../../appliance/sip/torture/application.ts";
import { invalidMessages } from "../../appliance/sip/torture/invalid.ts";
import { ipv6Messages } from "../../appliance/sip/torture/ipv6.ts";
import { validMessages } from "../../appliance/sip/torture/valid.ts";
import { testAppliance } from "../peers/appliance.ts";
import { mutate, randomFrom } from "../peers/mutate.ts";
import { level, RtpPhone, tone } from "../peers/rtp-phone.ts";
import { SipPeer } from "../peers/sip-peer.ts";
import { residentMegabytes } from "./process.ts";

const minutes = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 1e6);
const random = randomFrom(seed);
/** Milliseconds for an answer, with everything else under way. */
const patience = 5000;

const box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
const { media, people, sip } = box.rooms;
const code = box.setupCode ?? "";
const person = { name: "Maria", email: "maria@example.org", password: "a long password" };
const maria = await people.directory.setUp({ code, organisation: "Fuzz", ...person });
const { device, password } = await sip.devices.add(maria.id, "fuzz", { plain: true });
const credentials = { username: device.username, password };
const phone = await SipPeer.open(sip.ports.udp, credentials);
await phone.ask("REGISTER", "");

const failures: string[] = [];
const thrown: Record<string, number> = {};
const count = (kind: string) => {
  thrown[kind] = (thrown[kind] ?? 0) + 1;
};
process.on("uncaughtException", (error) => failures.push(`uncaught: ${error.stack}`));
process.on("unhandledRejection", (error) => failures.push(`unhandled: ${error}`));

const sipCorpus = [...validMessages, ...invalidMessages, ...applicationMessages, ...ipv6Messages].map(
  ({ text }) => Buffer.from(text, "latin1"),
);

/** From another address each time: who sends rubbish twice is not listened to any more. */
async function throwDatagrams(): Promise<void> {
  const address = `127.${1 + Math.floor(random() * 250)}.${Math.floor(random() * 250)}.${1 + Math.floor(random() * 250)}`;
  const socket = await openUdp({ address, port: 0, onDatagram: () => {} });
  for (let index = 0; index < 20; index++) {
    socket.send(mutate(sipCorpus, random), sip.ports.udp, "127.0.0.1");
    count("SIP over UDP");
  }
  await Bun.sleep(1);
  socket.close();
}

function throwStream(): Promise<void> {
  count("SIP over TCP");
  return new Promise((resolve) => {
    const socket = connect({ port: sip.ports.tcp, host: "127.0.0.1" }, () => {
      socket.end(Buffer.concat([mutate(sipCorpus, random), mutate(sipCorpus, random)]));
    });
    socket.setTimeout(100, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => resolve());
  });
}

/** As somebody with a telephone: what passes the door. It is taken anew now and then, with what it still waits for. */
let intruder = phone;
let asked = 0;
async function throwInside(): Promise<void> {
  if (asked++ % 200 === 0) {
    if (intruder !== phone) intruder.close();
    intruder = await SipPeer.open(sip.ports.udp, credentials);
  }
  const methods = ["OPTIONS", "SUBSCRIBE", "REFER", "MESSAGE", "INFO", "PUBLISH", "REGISTER", "NOTIFY"];
  const wrong = () =>
    mutate(sipCorpus, random, 200)
      .toString("latin1")
      .replaceAll(/[\r\n]/g, " ");
  const method = methods[Math.floor(random() * methods.length)] ?? "OPTIONS";
  const headers = {
    event: wrong(),
    "refer-to": wrong(),
    expires: wrong(),
    replaces: wrong(),
    accept: wrong(),
  };
  const some = Object.entries(headers).filter(() => random() < 0.5);
  count("SIP with credentials");
  await Promise.race([intruder.ask(method, wrong().slice(0, 20), Object.fromEntries(some)), Bun.sleep(50)]);
}

const standing = await RtpPhone.open();
const encrypted = await RtpPhone.open("AES_CM_128_HMAC_SHA1_80");
const legs = await Promise.all([
  media.leg({ group: "fuzz", profile: "rtp", signalled: "127.0.0.1" }),
  media.leg({ group: "fuzz", profile: "sdes", signalled: "127.0.0.1" }),
]);
const chosen = await legs[1].receiveAnswer(
  encrypted.answer(await legs[1].offer(await legs[0].receiveOffer(standing.offer()))),
);
standing.accept(await legs[0].answer(chosen));
await media.bridge(...legs);
const browserOffer = async () => {
  const leg = await media.leg({ group: "fuzz", profile: "webrtc", signalled: "127.0.0.1" });
  const offer = await leg.offer(chosen);
  await leg.close();
  return offer;
};
const sdpCorpus = [standing.offer(), encrypted.offer(), await browserOffer()].map((sdp) => Buffer.from(sdp));

async function throwDescription(): Promise<void> {
  const profile = (["rtp", "sdes", "webrtc"] as const)[Math.floor(random() * 3)] ?? "rtp";
  const leg = await media.leg({ group: `fuzz${random()}`, profile, signalled: "127.0.0.1" });
  const sdp = mutate(sdpCorpus, random).toString("latin1");
  count("SDP");
  await leg.receiveOffer(sdp).then(
    (offered) => leg.answer(offered).catch(() => {}),
    () => {},
  );
  await leg.close();
}

const rtcp = Buffer.from(
  "80c800060000000700000000000000000000000000000000000000000000000081c9000700000007",
  "hex",
);
const packetCorpus = [
  writeRtp(0, false, 1, 160, 7, Buffer.alloc(160, 0xd5)),
  writeRtp(101, true, 2, 320, 7, Buffer.from([5, 0x8a, 0, 160])),
  rtcp,
  Buffer.concat([rtcp, Buffer.from("81ca0003000000070103666f6f000000", "hex")]),
  Buffer.from(`000100002112a442${"00".repeat(12)}`, "hex"), // a STUN request
  Buffer.from(
    "000100442112a4420102030405060708090a0b0c00060009" +
      "61".repeat(12) +
      "0024000400000001802a000800000000000000010008001400",
    "hex",
  ),
  Buffer.from(`16fefd0000000000000000005a0100004e000000000000004efefd${"07".repeat(60)}`, "hex"), // a DTLS hello
];

async function throwPackets(): Promise<void> {
  const stranger = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: () => {} });
  for (let index = 0; index < 20; index++) {
    const packet = mutate(packetCorpus, random, 1400);
    (random() < 0.5 ? standing : encrypted).throwPacket(packet, random() < 0.5 ? 0 : 1);
    for (const port of media.webrtcPorts) stranger.send(packet, port, "127.0.0.1");
    count("STUN, DTLS, RTP and RTCP");
  }
  await Bun.sleep(1);
  stranger.close();
}

const delays: number[] = [];
async function stillThere(): Promise<void> {
  const began = performance.now();
  const answer = await Promise.race([phone.ask("OPTIONS", ""), Bun.sleep(patience)]);
  if (answer?.status !== 200) failures.push(`a request in order got ${answer?.status ?? "no answer"}`);
  delays.push(performance.now() - began);
}

const memory: number[] = [];
const heap: number[] = [];
const sample = () => {
  Bun.gc(true);
  memory.push(residentMegabytes(process.pid));
  heap.push(heapStats().heapSize / 1e6);
};
const until = performance.now() + minutes * 60_000;
let nextSample = performance.now() + 60_000;
while (performance.now() < until && failures.length === 0) {
  await Promise.all([throwDatagrams(), throwStream(), throwInside(), throwDescription(), throwPackets()]);
  if (random() < 0.05) await stillThere();
  if (performance.now() < nextSample) continue;
  nextSample += 60_000;
  sample();
  const loads = JSON.stringify({ ...sip.load, ...(await media.load()) });
  process.stdout.write(
    `${memory.length} min: ${memory.at(-1)?.toFixed(0)} MB ${loads} ${JSON.stringify(thrown)}\n`,
  );
}

standing.speak(tone(440));
encrypted.forget();
await encrypted.hear(20);
if (level(await encrypted.hear(25), 440) < 4000) failures.push("the call that stood is not heard any more");
standing.close();
encrypted.close();
await Promise.all(legs.map((leg) => leg.close()));
const left = await media.load();
if (left.legs > 0) failures.push(`legs are left: ${left.legs}`);
delays.sort((a, b) => a - b);
process.stdout.write(
  [
    `seed ${seed}; ${JSON.stringify(thrown)}`,
    `resident each minute, MB: ${memory.map((value) => value.toFixed(0)).join(" ")}`,
    `heap each minute, MB: ${heap.map((value) => value.toFixed(0)).join(" ")}`,
    `answers to requests in order: ${delays.length}, slowest ${delays.at(-1)?.toFixed(0)} ms`,
    failures.length > 0 ? failures.join("\n") : "no failure",
    "",
  ].join("\n"),
);
phone.close();
await box.dispose();
process.exit(failures.length > 0 ? 1 : 0);
