/** Streams of bytes: who pipelines is as fast as who does not, and one peer has one connection. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../scripts/peers/until.ts";
import { loadTls, silentLogger, VirtualClock } from "../platform/index.ts";
import { Admission } from "./admission.ts";
import { StreamFramer } from "./framing.ts";
import { Transports } from "./transports.ts";

let folder: string;
let transports: Transports;
let heard: string[];

const options = (branch: number) =>
  `OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${branch}\r\nContent-Length: 0\r\n\r\n`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-transports-"));
  heard = [];
  const admission = new Admission({
    clock: new VirtualClock(),
    requestsPerSecond: 10,
    failuresBeforeBan: 5,
    banSeconds: 600,
    holdsRegistration: () => false,
  });
  transports = await Transports.open({
    address: "127.0.0.1",
    udpPort: 0,
    tcpPort: 0,
    tlsPort: 0,
    tls: await loadTls(folder, "localhost", Date.now()),
    secondsToSpeak: 30,
    log: silentLogger,
    onMessage: (text) => heard.push(text),
    onSend() {},
    isBanned: (address) => admission.isBanned(address),
    admit: (address, bytes) => admission.admit(address, bytes),
    mayTell: (address) => admission.mayTell(address),
  });
});
afterEach(async () => {
  await transports.close();
  rmSync(folder, { recursive: true, force: true });
});

test("[SE-01] requests that come in one piece of a stream count one by one", async () => {
  const closed = Promise.withResolvers<void>();
  const peer = await Bun.connect({
    hostname: "127.0.0.1",
    port: transports.ports.tcp,
    socket: { data() {}, close: () => closed.resolve() },
  });
  peer.write(Array.from({ length: 300 }, (_, index) => options(index)).join(""));
  await closed.promise;
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThanOrEqual(40); // the burst of ten a second
});

test("[CA-03] who wants a connection to the same peer at the same time gets the same one, which closes with the house", async () => {
  let opened = 0;
  let closed = 0;
  const peer = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: () => void opened++,
      close: () => void closed++,
      data() {},
    },
  });
  const flows = await Promise.all(
    Array.from({ length: 20 }, () => transports.connect("TCP", "127.0.0.1", peer.port)),
  );
  expect(new Set(flows).size).toBe(1);
  expect(await transports.connect("TCP", "127.0.0.1", peer.port)).toBe(flows[0] as never);
  await until(() => opened === 1);
  await transports.close();
  await until(() => closed === 1);
  expect(opened).toBe(1);
  peer.stop(true);
});

test("[SE-05] a message that comes byte by byte is read as one that comes at once", () => {
  const read: string[] = [];
  const framer = new StreamFramer({ onMessage: (text) => read.push(text), onPing() {} });
  const long = `X: ${"y".repeat(60_000)}\r\n`;
  const message = `MESSAGE sip:x SIP/2.0\r\n${long}Content-Length: 5\r\n\r\nhello`;
  for (const byte of `\r\n\r\n${message}${options(1)}`) expect(framer.push(byte)).toBe(true);
  expect(read).toEqual([message, options(1)]);
});
