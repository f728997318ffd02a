/** What becomes of a request whose handler fails. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTls, silentLogger, VirtualClock } from "../platform/index.ts";
import { SipStack } from "./stack.ts";

let folder: string;
let stack: SipStack;
const clock = new VirtualClock();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-stack-"));
  const broken = () => {
    throw new Error("this one does not know what to do");
  };
  stack = await SipStack.open({
    address: "127.0.0.1",
    ports: { udp: 0, tcp: 0, tls: 0 },
    tls: await loadTls(folder, "localhost", Date.now()),
    publicAddresses: [],
    checkSeconds: 60,
    session: { usual: 1800, least: 90, offersAgain: true },
    flowAfter: () => undefined,
    clock,
    log: silentLogger,
    trace: { note() {} } as never,
    secondsToSpeak: 30,
    isBanned: () => false,
    admit: () => true,
    mayTell: () => true,
    refer: () => false,
    publish: broken,
    onRegister: broken,
    authenticate: () => ({ personId: "maria", deviceId: "desk" }) as never,
  });
  stack.onInvite = broken;
});
afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const method of ["REGISTER", "INVITE"])
  test(`[CA-02] the peer of a ${method} whose handler fails is told, also when it asks again, and nothing is left`, async () => {
    const answers: string[] = [];
    let heard = Promise.withResolvers<void>();
    const socket = await Bun.udpSocket({
      hostname: "127.0.0.1",
      socket: {
        data(_socket, data) {
          answers.push(data.toString("latin1").split("\r\n")[0] ?? "");
          heard.resolve();
        },
      },
    });
    const request = [
      `${method} sip:hearth@127.0.0.1 SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${socket.port};branch=z9hG4bK${method}`,
      "Max-Forwards: 70",
      "From: <sip:m@x>;tag=1",
      "To: <sip:hearth@127.0.0.1>",
      `Call-ID: ${method}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:m@127.0.0.1:${socket.port}>`,
      "Content-Length: 0",
    ].join("\r\n");
    for (let round = 0; round < 2; round++) {
      socket.send(`${request}\r\n\r\n`, stack.ports.udp, "127.0.0.1");
      await heard.promise;
      heard = Promise.withResolvers();
    }
    expect(answers).toEqual(Array(2).fill("SIP/2.0 500 Server Internal Error"));
    clock.advance(120_000);
    expect(stack.load).toEqual({ dialogs: 0, transactions: 0 });
    socket.close();
  });
