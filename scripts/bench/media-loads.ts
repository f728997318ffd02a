/**
 * The sound of a busy house: calls that are relayed, transcoded (G.711 to Opus and back), and recorded, as share of a
 * core, and what got lost.
 *
 *   bun scripts/bench/media-loads.ts [seconds]        (two cores; libopus0)
 */
import { join } from "node:path";
import { isRtcp } from "../../appliance/media/engine/rtp.ts";
import { FrameEncoder, frameSamples } from "../../appliance/media/engine/transcoder.ts";
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";
import { tone } from "../peers/rtp-phone.ts";
import { cpuSeconds, onCore, table } from "./process.ts";

export interface Load {
  kind: "relayed" | "transcoded" | "recorded";
  calls: number;
}

const loads: readonly Load[] = [
  { kind: "relayed", calls: 200 },
  { kind: "transcoded", calls: 50 },
  { kind: "recorded", calls: 100 },
];
const seconds = Number(process.argv[2] ?? 20);
const firstPort = 30_000;
const packetsPerSecond = 50;
/** As the house numbers it in its offers. */
const opusType = 111;

/** A second of speech's stand-in, as packets without their numbers. */
function packetsOf(codec: "PCMU" | "opus"): Buffer[] {
  const encoder = FrameEncoder.for([codec]);
  const sound = tone(440);
  return Array.from({ length: packetsPerSecond }, (_, index) => {
    const frame = sound.subarray(index * frameSamples, (index + 1) * frameSamples);
    const payload = encoder?.encode(frame)?.payload ?? Buffer.alloc(0);
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = codec === "PCMU" ? 0 : opusType;
    header.writeUInt32BE(4711, 8);
    return Buffer.concat([header, payload]);
  });
}

const speech = { PCMU: packetsOf("PCMU"), opus: packetsOf("opus") };

/** Every telephone sends each 20 ms, spread over them; resolves with how many packets were sent. */
async function speak(sockets: readonly UdpSocket[], ports: readonly number[], kind: Load["kind"]) {
  let sent = 0;
  let due = performance.now();
  const ticks = seconds * packetsPerSecond;
  for (let tick = 0; tick < ticks; tick++) {
    for (const [index, socket] of sockets.entries()) {
      const codec = kind === "transcoded" && index % 2 === 1 ? "opus" : "PCMU";
      const packet = speech[codec][tick % packetsPerSecond] as Buffer;
      packet.writeUInt16BE(tick & 0xffff, 2);
      packet.writeUInt32BE((tick * (codec === "opus" ? 960 : frameSamples)) >>> 0, 4);
      if (socket.send(packet, ports[index] ?? 0, "127.0.0.1")) sent++;
      if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
    }
    due += 1000 / packetsPerSecond;
    await Bun.sleep(Math.max(0, due - performance.now()));
  }
  return sent;
}

interface Told {
  ports?: number[];
  received?: number;
  samples?: number;
}

async function run({ kind, calls }: Load): Promise<[string, string]> {
  const told: ((message: Told) => void)[] = [];
  const next = () => new Promise<Told>((resolve) => told.push(resolve));
  const ready = next();
  const options = JSON.stringify({ kind, calls, firstPort });
  const child = Bun.spawn(
    onCore(0, [process.execPath, join(import.meta.dir, "media-loads-worker.ts"), options]),
    { stdout: "inherit", stderr: "inherit", ipc: (message: Told) => told.shift()?.(message) },
  );
  const { ports = [] } = await ready;
  let arrived = 0;
  const onDatagram = (data: Buffer) => {
    if (!isRtcp(data)) arrived++;
  };
  const sockets = await Promise.all(
    ports.map((_, index) => openUdp({ address: "127.0.0.1", port: firstPort + index, onDatagram })),
  );
  const before = cpuSeconds(child.pid);
  const began = performance.now();
  const sent = await speak(sockets, ports, kind);
  const took = (performance.now() - began) / 1000;
  await Bun.sleep(300);
  const cpu = cpuSeconds(child.pid) - before;
  const answer = next();
  child.send({});
  const { received = 0, samples = 0 } = await answer;
  for (const socket of sockets) socket.close();
  child.kill("SIGKILL");
  await child.exited;
  const share = `${((cpu / took) * 100).toFixed(0)} % of a core, ${((cpu * 1e6) / sent).toFixed(0)} µs a packet`;
  const lost = sent - (kind === "recorded" ? received : arrived);
  const kept =
    kind === "recorded" ? `, ${(samples / sent / frameSamples).toFixed(4)} of the sound is kept` : "";
  return [
    `${calls} calls ${kind}`,
    `${share}; ${lost} of ${sent} packets lost (${sent - received} on the way in)${kept}`,
  ];
}

if (import.meta.main) {
  const rows: [string, string][] = [];
  for (const load of loads) rows.push(await run(load));
  table(`The sound of a busy house, ${seconds} s each`, rows);
  process.exit(0);
}
