/**
 * The relay beside Debian's rtpengine in user space: CPU for each G.711 packet, plain, and plain to SDES-SRTP. Both
 * are measured after the same traffic has run for a while: a house runs for weeks, and its code is compiled in the
 * first seconds.
 *
 *   bun scripts/bench/media.ts        (packages: rtpengine-daemon; two cores)
 */
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { isRtcp } from "../../appliance/media/engine/rtp.ts";
import { newSrtpKey } from "../../appliance/media/engine/srtp/context.ts";
import { openUdp } from "../../appliance/platform/index.ts";
import { freePort } from "../peers/process.ts";
import { allocator, cpuSeconds, onCore, startAndWait, table } from "./process.ts";

const calls = 100;
const seconds = 8;
const secondsBefore = 20;
const firstPort = 30_000;

interface Relay {
  pid: number;
  /** Where each side's packets go: of call n, a and b. */
  ports: number[];
  stop(): Promise<void>;
}

/** Both sides of every call send every 20 ms; counts what comes through. The secure side only listens. */
async function drive(relay: Relay, secure: boolean): Promise<{ microseconds: number; loss: number }> {
  let received = 0;
  const sockets = await Promise.all(
    relay.ports.map((_, index) =>
      openUdp({
        address: "127.0.0.1",
        port: firstPort + index,
        onDatagram: (data) => {
          if (!isRtcp(data)) received++;
        },
      }),
    ),
  );
  const packet = Buffer.alloc(172);
  packet[0] = 0x80;
  packet.writeUInt32BE(4711, 8);
  let sent = 0;
  let tick = 0;
  let due = performance.now();
  const from = due + secondsBefore * 1000;
  const before = { cpu: 0, sent: 0 };
  while (performance.now() < from + seconds * 1000) {
    if (before.sent === 0 && performance.now() >= from)
      Object.assign(before, { cpu: cpuSeconds(relay.pid), sent });
    packet.writeUInt16BE(tick & 0xffff, 2);
    packet.writeUInt32BE((tick * 160) >>> 0, 4);
    tick++;
    for (const [index, socket] of sockets.entries()) {
      if (secure && index % 2 === 1) continue;
      if (socket.send(packet, relay.ports[index] ?? 0, "127.0.0.1")) sent++;
      if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    due += 20;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const microseconds = ((cpuSeconds(relay.pid) - before.cpu) * 1e6) / (sent - before.sent);
  for (const socket of sockets) socket.close();
  return { microseconds, loss: 1 - received / sent };
}

async function hearth(secure: boolean): Promise<Relay> {
  const options = JSON.stringify({
    calls,
    firstPort,
    key: secure ? newSrtpKey("AES_CM_128_HMAC_SHA1_80") : "",
  });
  const child = await startAndWait(
    onCore(0, [process.execPath, join(import.meta.dir, "media-relay.ts"), options]),
    /^\[/,
    allocator,
  );
  return { pid: child.pid, ports: JSON.parse(child.line) as number[], stop: child.stop };
}

/** Bencode, as rtpengine's control protocol wants it. */
const bencode = (value: string | string[] | Record<string, unknown>): string => {
  if (typeof value === "string") return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(bencode).join("")}e`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([name, each]) => bencode(name) + bencode(each as string)).join("")}e`;
};

async function rtpengine(secure: boolean): Promise<Relay> {
  const control = freePort();
  const child = Bun.spawn(
    onCore(0, [
      "rtpengine",
      "--foreground",
      "--log-stderr",
      "--log-level=1",
      "--table=-1",
      "--interface=127.0.0.1",
      `--listen-ng=127.0.0.1:${control}`,
      "--port-min=40000",
      "--port-max=60000",
      "--num-threads=1",
    ]),
    { stdout: "ignore", stderr: "ignore" },
  );
  await Bun.sleep(1500);
  const socket = createSocket("udp4");
  const ask = (message: Record<string, unknown>) =>
    new Promise<string>((resolve) => {
      socket.once("message", (data) => resolve(data.toString("latin1")));
      socket.send(`${crypto.randomUUID()} ${bencode(message)}`, control, "127.0.0.1");
    });
  const sdp = (port: number, protocol: string, more: string[] = []) =>
    [
      "v=0",
      "o=b 1 1 IN IP4 127.0.0.1",
      "s=-",
      "c=IN IP4 127.0.0.1",
      "t=0 0",
      `m=audio ${port} ${protocol} 0`,
      ...more,
      "",
    ].join("\r\n");
  const portOf = (answer: string) => Number(/m=audio (\d+)/.exec(answer)?.[1]);
  const ports: number[] = [];
  for (let index = 0; index < calls; index++) {
    const common = { "call-id": `c${index}`, "from-tag": "a", flags: ["asymmetric"], replace: ["origin"] };
    const protocol = secure ? "RTP/SAVP" : "RTP/AVP";
    const offered = await ask({
      ...common,
      command: "offer",
      "transport-protocol": protocol,
      sdp: sdp(firstPort + 2 * index, "RTP/AVP"),
    });
    const tag = /a=crypto:(\d+) AES_CM_128_HMAC_SHA1_80/.exec(offered)?.[1] ?? "1";
    const key = secure
      ? [`a=crypto:${tag} AES_CM_128_HMAC_SHA1_80 inline:${newSrtpKey("AES_CM_128_HMAC_SHA1_80")}`]
      : [];
    const answered = await ask({
      ...common,
      command: "answer",
      "to-tag": "b",
      sdp: sdp(firstPort + 2 * index + 1, protocol, key),
    });
    ports.push(portOf(answered), portOf(offered));
  }
  socket.close();
  return {
    pid: child.pid,
    ports,
    async stop() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

const rows: [string, string][] = [];
for (const secure of [false, true]) {
  const figures: number[] = [];
  for (const [name, open] of [
    ["Hearth", hearth],
    ["rtpengine", rtpengine],
  ] as const) {
    const relay = await open(secure);
    const { microseconds, loss } = await drive(relay, secure);
    await relay.stop();
    figures.push(microseconds);
    const what = secure ? "RTP to SRTP" : "RTP to RTP";
    rows.push([
      `${what}, ${calls} calls: ${name}`,
      `${microseconds.toFixed(1)} µs CPU a packet, ${(loss * 100).toFixed(2)} % lost`,
    ]);
  }
  const [own = 0, peer = 1] = figures;
  rows.push(["  Hearth / rtpengine", (own / peer).toFixed(2)]);
  if (!secure)
    rows.push(["  G.711 calls one core carries, by this figure", String(Math.floor(1e6 / (own * 100)))]);
}
table("Media", rows);
process.exit(0);
