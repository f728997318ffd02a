/**
 * The SFU beside Debian's Janus (VideoRoom) and beside werift's own sender: CPU for each packet that is forwarded, by
 * the same publishers and subscribers, with real ICE, DTLS and SRTP; then a meeting of twenty-five.
 *
 *   bun scripts/bench/media-sfu.ts        (packages: janus; two cores)
 */
import { cpuTimes, table } from "./process.ts";
import { BenchClient } from "./sfu/client.ts";
import { janus, type Relay, scripted } from "./sfu/relays.ts";

const seconds = 6;
const videoOctets = 1100;
/** 1.5 Mbit/s, as a camera of 720 lines. */
const videoRate = 170;
const subscribers = 100;

/** A packet of VP8 that begins a key frame, so that any layer may begin with it. */
function videoPacket(ssrc: number, extensions: Buffer = Buffer.alloc(0)): { packet: Buffer; head: number } {
  const head = 12 + extensions.length;
  const packet = Buffer.alloc(head + videoOctets, 7);
  packet.fill(0, 0, 12);
  packet[0] = extensions.length > 0 ? 0x90 : 0x80;
  packet[1] = 96 | 128;
  packet.writeUInt32BE(ssrc, 8);
  extensions.copy(packet, 12);
  packet.set([0x90, 0xe0, 0x80, 0, 0, 0, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01], head);
  return { packet, head };
}

function soundPacket(ssrc: number): Buffer {
  const packet = Buffer.alloc(12 + 80, 5);
  packet.fill(0, 0, 12);
  packet.set([0x80, 111]);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

interface Source {
  client: BenchClient;
  packet: Buffer;
  head: number;
  /** Packets a second. */
  rate: number;
  clock: number;
  sent: number;
}

/** Sends all sources at their rates, in beats of 10 ms. */
async function send(sources: Source[], duration: number): Promise<void> {
  const started = performance.now();
  const before = new Map(sources.map((source) => [source, source.sent]));
  for (let now = started; now - started < duration * 1000; now = performance.now()) {
    for (const source of sources) {
      const due =
        Math.floor(((now - started) * source.rate) / 1000) - (source.sent - (before.get(source) ?? 0));
      for (let count = 0; count < due; count++) {
        source.sent++;
        source.packet.writeUInt16BE((source.sent + 1000) & 0xffff, 2);
        source.packet.writeUInt32BE(Math.floor((source.sent * source.clock) / source.rate) >>> 0, 4);
        source.client.send(source.packet, source.head);
      }
    }
    await Bun.sleep(10);
  }
}

interface Figures {
  /** Microseconds of CPU for each packet that came out. */
  each: number;
  /** Of these, outside the kernel. */
  own: number;
  /** Packets out a second. */
  rate: number;
  /** Share of a core. */
  core: number;
  /** Of what should have come, how much came. */
  arrived: number;
}

/** One publisher with picture and sound; all the others receive. */
async function fanOut(relay: Relay): Promise<Figures> {
  const publisher = await BenchClient.open();
  const offer = publisher.offer([
    { kind: "audio", ssrc: 100 },
    { kind: "video", ssrc: 200 },
  ]);
  publisher.start(await relay.publish("publisher", offer));
  await publisher.connected;
  const sources: Source[] = [
    { client: publisher, ...videoPacket(200), rate: videoRate, clock: 90_000, sent: 0 },
    { client: publisher, packet: soundPacket(100), head: 12, rate: 50, clock: 48_000, sent: 0 },
  ];
  await send(sources, 0.5); // what a relay learns of a source from its packets
  const clients: BenchClient[] = [];
  for (let index = 0; index < subscribers; index++) {
    const client = await BenchClient.open();
    const name = `subscriber${index}`;
    await relay.subscribed(name, client.answer(await relay.subscribe(name)));
    clients.push(client);
  }
  await Promise.all(clients.map(({ connected }) => connected));
  await send(sources, 1.5);
  const figures = await measure(relay, clients, () => send(sources, seconds));
  const expected = subscribers * (videoRate + 50) * seconds;
  for (const client of [publisher, ...clients]) client.close();
  return { ...figures, arrived: (figures.rate * seconds) / expected };
}

const people = 25;
/** Packets a second: the three layers of a camera, and the voice of who speaks and of who does not (DTX). */
const meetingRates = { layers: [8, 45, 150], speaks: 50, listens: 2.5 };
const speakers = 3;

/** Everybody sends a camera in three layers and a voice, and receives the others' small pictures and voices. */
async function meeting(relay: Relay): Promise<Figures> {
  const sources: Source[] = [];
  const clients: BenchClient[] = [];
  for (let person = 0; person < people; person++) {
    const publisher = await BenchClient.open();
    const rids = ["q", "h", "f"];
    const offer = publisher.offer([
      { kind: "audio", ssrc: 100 },
      { kind: "video", ssrc: 200, rids },
    ]);
    publisher.start(await relay.publish(`person${person}`, offer));
    await publisher.connected;
    rids.forEach((rid, layer) => {
      const names = Buffer.from([0xbe, 0xde, 0, 1, 0x10, 0x31, 0x20, rid.charCodeAt(0)]); // mid "1", the layer's rid
      const video = videoPacket(200 + layer, names);
      sources.push({
        client: publisher,
        ...video,
        rate: meetingRates.layers[layer] ?? 0,
        clock: 90_000,
        sent: 0,
      });
    });
    const rate = person < speakers ? meetingRates.speaks : meetingRates.listens;
    sources.push({ client: publisher, packet: soundPacket(100), head: 12, rate, clock: 48_000, sent: 0 });
  }
  await send(sources, 0.5);
  for (let person = 0; person < people; person++) {
    const client = await BenchClient.open();
    const name = `person${person}`;
    await relay.subscribed(name, client.answer(await relay.subscribe(name)));
    await relay.show(name, Object.fromEntries(clientsNames(person).map((other) => [`${other}|camera`, 180])));
    clients.push(client);
  }
  await Promise.all(clients.map(({ connected }) => connected));
  await send(sources, 2);
  const figures = await measure(relay, clients, () => send(sources, seconds));
  const sound = speakers * meetingRates.speaks + (people - speakers) * meetingRates.listens;
  const expected = (people - 1) * (people * (meetingRates.layers[0] ?? 0) + sound);
  return { ...figures, arrived: figures.rate / expected };
}

const clientsNames = (except: number): string[] =>
  Array.from({ length: people }, (_, person) => `person${person}`).filter((_, person) => person !== except);

async function measure(relay: Relay, clients: BenchClient[], run: () => Promise<void>): Promise<Figures> {
  const count = () => clients.reduce((sum, { packets }) => sum + packets, 0);
  const [packets, cpu] = [count(), cpuTimes(relay.pid)];
  await run();
  await Bun.sleep(300);
  const [came, after] = [count() - packets, cpuTimes(relay.pid)];
  const [user, kernel] = [after.user - cpu.user, after.kernel - cpu.kernel];
  const used = user + kernel;
  const own = (user * 1e6) / came;
  return { each: (used * 1e6) / came, own, rate: came / seconds, core: used / seconds, arrived: 1 };
}

const show = ({ each, own, rate, core, arrived }: Figures) =>
  `${each.toFixed(2)} µs CPU a packet out, ${own.toFixed(2)} of them outside the kernel; ${Math.round(rate)}/s, ${(core * 100).toFixed(0)} % of a core, ${(arrived * 100).toFixed(1)} % arrived`;

const rows: [string, string][] = [];
const wanted = process.argv[2] ?? "all";
const relays = { Hearth: () => scripted("hearth.ts"), Janus: janus, werift: () => scripted("werift.ts") };
const figures: Record<string, Figures> = {};
for (const [name, open] of Object.entries(relays))
  if (wanted === "all" || wanted === name) {
    const relay = await open();
    const result = await fanOut(relay);
    await relay.stop();
    figures[name] = result;
    rows.push([`one to ${subscribers}, ${videoRate} packets/s of picture: ${name}`, show(result)]);
  }
const { Hearth, Janus, werift } = figures;
if (Hearth && Janus) rows.push(["  Hearth / Janus", (Hearth.each / Janus.each).toFixed(2)]);
if (Hearth && werift) {
  rows.push(["  werift / Hearth", (werift.each / Hearth.each).toFixed(1)]);
  rows.push(["  werift / Hearth, outside the kernel", (werift.own / Hearth.own).toFixed(1)]);
}
if (wanted === "all" || wanted === "meeting") {
  const relay = await scripted("hearth.ts");
  const result = await meeting(relay);
  await relay.stop();
  rows.push([`a meeting of ${people}, ${speakers} speak`, show(result)]);
  rows.push(["  such meetings that one core carries", (1 / result.core).toFixed(1)]);
}
table("SFU", rows);
process.exit(0);
