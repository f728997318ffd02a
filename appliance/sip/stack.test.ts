/** What becomes of a request whose handler fails. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTls, silentLogger, VirtualClock } from "../platform/index.ts";
import { type Remains, remainsOf } from "./dialog-state.ts";
import { StreamFlow } from "./flows.ts";
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
    keptSubscriptions: { of: () => [], put() {}, remove() {} },
    isKnown: () => true,
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
      socket.send(`${request}\r\n\r\n`, stack.transports.ports.udp, "127.0.0.1");
      await heard.promise;
      heard = Promise.withResolvers();
    }
    expect(answers).toEqual(Array(2).fill("SIP/2.0 500 Server Internal Error"));
    clock.advance(120_000);
    expect(stack.load).toEqual({ dialogs: 0, transactions: 0 });
    socket.close();
  });

test("[CA-02] a peer that the house had connected to, as to a trunk, is connected to again to end what is left", async () => {
  const heard = Promise.withResolvers<string>();
  const trunk = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (_socket, data) => heard.resolve(data.toString("latin1")) },
  });
  const flow = new StreamFlow({
    ...{ transport: "TCP", address: "127.0.0.1", port: trunk.port, opened: true },
    write: () => true,
  });
  const texts = { callId: "left over", local: "<sip:house@x>;tag=1", remote: "<sip:trunk@x>;tag=2" };
  const tags = { localTag: "1", remoteTag: "2", remoteTarget: "sip:trunk@x", routeSet: [] };
  const remains = remainsOf({ ...texts, ...tags, localSequence: 1, remoteSequence: 1, flow });
  stack.bury(JSON.parse(JSON.stringify(remains)) as Remains);
  expect(await heard.promise).toMatch(/^BYE sip:trunk@x SIP\/2.0.*Call-ID: left over/s);
  trunk.stop(true);
});
