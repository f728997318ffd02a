/** The way of a request inside a dialog whose connection broke: over real sockets, to where its peer was. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTls, silentLogger } from "../platform/index.ts";
import type { DialogState } from "./dialog-state.ts";
import type { Flow } from "./flow.ts";
import { lostFlow, StreamFlow } from "./flows.ts";
import type { Location } from "./location.ts";
import { Transports } from "./transports.ts";
import { Ways } from "./ways.ts";

let folder: string;
let tls: { cert: string; key: string };
let transports: Transports;
const stops: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-ways-"));
  tls = await loadTls(folder, "localhost", Date.now());
  transports = await Transports.open({
    ...{ address: "127.0.0.1", udpPort: 0, tcpPort: 0, tlsPort: 0, tls, secondsToSpeak: 30 },
    log: silentLogger,
    onMessage() {},
    onSend() {},
    isBanned: () => false,
    admit: () => true,
    mayTell: () => false,
  });
});
afterAll(async () => {
  for (const stop of stops) stop();
  await transports.close();
  rmSync(folder, { recursive: true, force: true });
});

const ways = (flowAfter: Location["flowAfter"] = () => undefined) =>
  new Ways({ transports, address: "127.0.0.1", publicAddresses: [], flowAfter });

/** A peer that takes connections at this address, and keeps what it hears. */
function peer(address: string, secure = false) {
  const heard: string[] = [];
  const listener = Bun.listen({
    hostname: address,
    port: 0,
    ...(secure && { tls }),
    socket: { data: (_socket, data) => void heard.push(data.toString("latin1")) },
  });
  stops.push(() => listener.stop(true));
  return { port: listener.port, heard };
}

/** A dialog whose peer was at 127.0.0.1 from a port of its own choice, over a connection that is closed now. */
const broken = (
  remoteTarget: string,
  more: { flow?: Partial<Flow>; routeSet?: string[] } = {},
): DialogState => ({
  ...{
    callId: "c",
    local: "<sip:house@x>;tag=1",
    remote: "<sip:trunk@x>;tag=2",
    localTag: "1",
    remoteTag: "2",
  },
  ...{ remoteTarget, routeSet: more.routeSet ?? [], localSequence: 1, remoteSequence: 1 },
  flow: { ...lostFlow({ transport: "TCP", address: "127.0.0.1", port: 40_000 }), ...more.flow },
});

test("[CA-02] who was at an address is connected to there, at the port of their Contact, wherever that says they are", async () => {
  const { port } = peer("127.0.0.1");
  const state = broken(`sip:trunk@192.0.2.77:${port}`);
  const flow = await ways().within(state);
  expect(flow).toMatchObject({ transport: "TCP", address: "127.0.0.1", port, opened: true, open: true });
  expect(state.flow).toBe(flow); // the next request goes there too
  expect(await ways().within(state)).toBe(flow);
});

test("[CA-02] behind a proxy that recorded a route it is the proxy that is connected to", async () => {
  const { port } = peer("127.0.0.2");
  const state = broken("sip:trunk@192.0.2.77", { routeSet: [`<sip:127.0.0.2:${port};lr>`] });
  expect(await ways().within(state)).toMatchObject({ address: "127.0.0.2", port });
});

test("[CA-25] who had to prove who they are has to again, and what was encrypted is not said in the clear", async () => {
  const { port, heard } = peer("127.0.0.1", true);
  const target = `sip:trunk@127.0.0.1:${port}`;
  const authority = tls.cert;
  const proven = broken(target, { flow: { transport: "TLS", identity: { host: "localhost", authority } } });
  expect(await ways().within(proven)).toMatchObject({ transport: "TLS", port });
  const other = broken(target, {
    flow: { transport: "TLS", identity: { host: "elsewhere.example", authority } },
  });
  expect(
    await ways()
      .within(other)
      .catch(() => "refused"),
  ).toBe("refused");
  const clear = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket) => void socket.end("SIP/2.0 400 Bad Request\r\n\r\n") },
  });
  stops.push(() => clear.stop(true));
  const toClear = broken(`sip:trunk@127.0.0.1:${clear.port}`, { flow: { transport: "TLS" } });
  expect(
    await ways()
      .within(toClear)
      .catch(() => "refused"),
  ).toBe("refused");
  expect(heard).toEqual([]);
});

test("[CA-02] who has come back by themselves is spoken to there; a page that has not is gone", async () => {
  const back = new StreamFlow({ transport: "TLS", address: "127.0.0.1", port: 1, write: () => true });
  const asked: unknown[] = [];
  const returning = ways((...about) => {
    asked.push(about);
    return back;
  });
  const state = broken("sip:maria@127.0.0.1:9");
  const { flow: lost } = state;
  expect(await returning.within(state, "maria")).toBe(back);
  expect(asked).toEqual([[lost, "sip:maria@127.0.0.1:9", "maria"]]);
  const page = broken("sip:maria@abc.invalid", { flow: { transport: "WSS" } });
  expect(
    await ways()
      .within(page)
      .catch((error: Error) => error.message),
  ).toBe("the browser is gone");
});

test("[CA-02] where nobody is any more the request has no way, and the dialog keeps what it had", async () => {
  const state = broken("sip:trunk@127.0.0.1:1");
  const { flow } = state;
  expect(
    await ways()
      .within(state)
      .catch(() => "no way"),
  ).toBe("no way");
  expect(state.flow).toBe(flow);
});

test("[CA-02] over UDP the next hop is the first route where that is an address, and else where the peer's packets come from", async () => {
  const udp = transports.udpFlow("127.0.0.1", 40_001);
  const over = (routeSet: string[]) =>
    ways().within({ ...broken("sip:trunk@192.0.2.77:5070", { routeSet }), flow: udp });
  expect(await over([])).toBe(udp);
  expect(await over(["<sip:proxy.example;lr>"])).toBe(udp);
  expect(await over(["<sip:127.0.0.3:5090;lr>"])).toMatchObject({ address: "127.0.0.3", port: 5090 });
  expect(await over(["<sip:[::1];lr>"])).toMatchObject({ address: "::1", port: 5060 });
});
