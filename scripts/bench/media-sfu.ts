/**
 * The SFU beside Debian's Janus (VideoRoom) and beside werift's own sender: CPU for each packet that is forwarded, by
 * the same publishers and subscribers, with real ICE, DTLS and SRTP; then a meeting of twenty-five.
 *
 *   bun scripts/bench/media-sfu.ts        (packages: janus; two cores)
 */
import { cpuSeconds, table } from "./process.ts";
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
  const sound = Buffer.alloc(12 + 80, 5);
  sound.fill(0, 0, 12);
  sound.set([0x80, 111]);
  sound.writeUInt32BE(100, 8);
  const sources: Source[] = [
    { client: publisher, ...videoPacket(200), rate: videoRate, clock: 90_000, sent: 0 },
    { client: publisher, packet: sound, head: 12, rate: 50, clock: 48_000, sent: 0 },
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

async function measure(relay: Relay, clients: BenchClient[], run: () => Promise<void>): Promise<Figures> {
  const count = () => clients.reduce((sum, { packets }) => sum + packets, 0);
  const [packets, cpu] = [count(), cpuSeconds(relay.pid)];
  await run();
  await Bun.sleep(300);
  const [came, used] = [count() - packets, cpuSeconds(relay.pid) - cpu];
  return { each: (used * 1e6) / came, rate: came / seconds, core: used / seconds, arrived: 1 };
}

const show = ({ each, rate, core, arrived }: Figures) =>
  `${each.toFixed(2)} µs CPU a packet out; ${Math.round(rate)}/s, ${(core * 100).toFixed(0)} % of a core, ${(arrived * 100).toFixed(1)} % arrived`;

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
if (Hearth && werift) rows.push(["  werift / Hearth", (werift.each / Hearth.each).toFixed(1)]);
table("SFU", rows);
process.exit(0);
