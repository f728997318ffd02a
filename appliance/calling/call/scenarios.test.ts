/** sipp on both sides of the appliance, well-behaved and not; and raw datagrams that no client would send. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { freePort } from "../../../scripts/peers/process.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { runSipp, type SippOptions } from "../../../scripts/peers/sipp.ts";
import { soundDescription } from "../../../scripts/peers/sound-description.ts";
import { until } from "../../../scripts/peers/until.ts";
import { openUdp } from "../../platform/index.ts";

let box: TestAppliance;
let extension: string;
let calleeId: string;
let caller: { username: string; password: string };
let callee: { username: string; password: string };
const calleePort = freePort();

beforeAll(async () => {
  box = await testAppliance({
    SIP__DOMAIN: "127.0.0.1",
    SIP__DIGEST_ALGORITHMS: "MD5",
    SIP__REQUESTS_PER_SECOND: "100000",
    CALLING__CALLS_PER_LINE: "1000",
    SIP__LEAST_SESSION_SECONDS: "2", // or the test of sessions would take a minute
  });
  const { directory, invitations } = box.rooms.people;
  const maria = await directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
  const { person } = await invitations.invite({
    name: "Jonas",
    email: "jonas@northwind.example",
    role: "user",
  });
  await directory.change(person.id, { state: "active" });
  await box.rooms.calling.settings.change(person.id, { voicemail: false });
  extension = person.extension ?? "";
  calleeId = person.id;
  const devices = await Promise.all(
    [maria.id, person.id].map((id) => box.rooms.sip.devices.add(id, "sipp", { plain: true })),
  );
  [caller, callee] = devices.map(({ device, password }) => ({ username: device.username, password })) as [
    typeof caller,
    typeof callee,
  ];
  const options = { port: box.rooms.sip.ports.udp, users: [callee], localPort: calleePort };
  expect(await runSipp("register", options)).toMatchObject({ successful: 1 });
});
afterAll(() => box.dispose());

/** Both scenarios to their end, so many calls of each. */
async function both(calling: string, answering: string, calls: number, more: Partial<SippOptions> = {}) {
  const users = Array.from({ length: calls }, () => caller);
  const answers = runSipp(answering, {
    port: 0,
    localPort: calleePort,
    calls,
    timeoutSeconds: more.timeoutSeconds ?? 30,
  });
  const options = { port: box.rooms.sip.ports.udp, users, service: extension, calls, ...more };
  return Promise.all([runSipp(calling, options), answers]);
}

/** One more phone of the callee, which plays a scenario. */
async function anotherPhone(scenario: string, calls: number) {
  const { sip } = box.rooms;
  const { device, password } = await sip.devices.add(calleeId, scenario, { plain: true });
  const localPort = freePort();
  const users = [{ username: device.username, password }];
  await runSipp("register", { port: sip.ports.udp, users, localPort });
  return {
    done: runSipp(scenario, { port: 0, localPort, calls }),
    leave: () => sip.devices.remove(calleeId, device.id),
  };
}

const settled = async () => {
  await until(() => box.rooms.calling.liveCalls.length === 0);
  await box.rooms.calling.settled();
  expect(await box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  expect(box.rooms.sip.load.dialogs).toBe(0);
};

describe("scenarios", () => {
  test("[CA-02] fifty calls are set up and ended, and each is on record", async () => {
    const [calls, answers] = await both("caller", "callee", 50, { callsPerSecond: 50, pause: 100 });
    expect(calls).toMatchObject({ successful: 50, failed: 0 });
    expect(answers).toMatchObject({ successful: 50, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-02] a late ACK: the 200 is sent again, and the call stands", async () => {
    const [calls] = await both("caller-late-ack", "callee", 3);
    expect(calls).toMatchObject({ successful: 3, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-01] a session that is too short is refused; one that its caller refreshes no more is ended on both sides (RFC 4028)", async () => {
    const [calls, answers] = await both("caller-vanishes", "callee", 2);
    expect(calls).toMatchObject({ successful: 2, failed: 0 });
    expect(answers).toMatchObject({ successful: 2, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-01] who requires it is told that it rings until that is acknowledged (RFC 3262), and may give up then", async () => {
    const [calls, answers] = await both("caller-acknowledges-ringing", "callee-rings", 3);
    expect(calls).toMatchObject({ successful: 3, failed: 0 });
    expect(answers).toMatchObject({ successful: 3, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-02] who can acknowledges an announcement, and is answered after that (RFC 3262 §3)", async () => {
    const [calls, answers] = await both("caller-acknowledges-announcement", "callee-announces", 3);
    expect(calls).toMatchObject({ successful: 3, failed: 0 });
    expect(answers).toMatchObject({ successful: 3, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-02] CANCEL while it rings ends both sides", async () => {
    const [calls, answers] = await both("caller-cancels", "callee-rings", 10);
    expect(calls).toMatchObject({ successful: 10, failed: 0 });
    expect(answers).toMatchObject({ successful: 10, failed: 0 });
    await settled();
  }, 60_000);

  test("[CA-04] a phone that refuses at once does not stop the others from ringing", async () => {
    const refusing = await anotherPhone("callee-busy", 5);
    const [calls, answers] = await both("caller", "callee", 5);
    expect(calls).toMatchObject({ successful: 5, failed: 0 });
    expect(answers).toMatchObject({ successful: 5, failed: 0 });
    expect(await refusing.done).toMatchObject({ successful: 5, failed: 0 });
    await refusing.leave();
    await settled();
  }, 60_000);

  test("[CA-02] one message of ten is lost on the caller's line, both ways: everybody registers, and every call is made and ended", async () => {
    const lossy = { lost: 10, timeoutSeconds: 60 };
    const users = Array.from({ length: 40 }, () => callee);
    const registrations = { port: box.rooms.sip.ports.udp, users, localPort: calleePort, ...lossy };
    expect(await runSipp("register", registrations)).toMatchObject({ successful: 40, failed: 0 });
    const [calls, answers] = await both("caller-loss", "callee", 40, lossy);
    expect(calls).toMatchObject({ successful: 40, failed: 0 });
    expect(answers).toMatchObject({ successful: 40, failed: 0 });
    expect(calls.retransmissions).toBeGreaterThan(0);
    await settled();
  }, 120_000);

  test("[CA-12] who turns a camera on waits no longer than four seconds for the other to take it, and can hold at once", async () => {
    const [calls, answers] = await both("caller-turns-camera-on-in-vain", "callee-ponders", 1);
    expect([calls, answers]).toMatchObject([
      { successful: 1, failed: 0 },
      { successful: 1, failed: 0 },
    ]);
    await settled();
  }, 60_000);

  test("[CA-02] a phone that answers and hangs up in the same moment has answered, and nobody else is tried", async () => {
    const answers = runSipp("callee-leaves", { port: 0, localPort: calleePort, calls: 5 });
    const peer = await SipPeer.open(box.rooms.sip.ports.udp, caller);
    const since = Date.now();
    for (let call = 0; call < 5; call++) {
      const body = soundDescription(peer.port);
      const { status } = await peer.ask("INVITE", extension, { "content-type": "application/sdp" }, body);
      expect(status).toBe(200);
      await peer.hears(({ method }) => method === "BYE");
    }
    expect(await answers).toMatchObject({ successful: 5, failed: 0 });
    await settled();
    peer.close();
    const rows = box.rooms.calling.history(calleeId).filter(({ startedAt }) => startedAt >= since);
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array(5).fill("answered"));
  }, 60_000);

  test("[CA-02] a phone that redirects is unavailable to its callers, who are not sent away", async () => {
    const users = [caller];
    const answers = runSipp("callee-moves", { port: 0, localPort: calleePort, calls: 1 });
    const call = await runSipp("caller", { port: box.rooms.sip.ports.udp, users, service: extension });
    expect(call).toMatchObject({ successful: 0, failed: 1 });
    expect(call.errors).toContain("SIP/2.0 480 Temporarily Unavailable");
    await answers;
    await settled();
  }, 60_000);
});

describe("what no client would send", () => {
  /** Sends one datagram and resolves with the status line of the answer. */
  async function ask(text: string): Promise<string> {
    const answer = Promise.withResolvers<string>();
    const socket = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram: (data) => answer.resolve(data.toString("latin1").split("\r\n", 1)[0] ?? ""),
    });
    socket.send(text.replaceAll("PORT", String(socket.port)), box.rooms.sip.ports.udp, "127.0.0.1");
    const line = await answer.promise;
    socket.close();
    return line;
  }
  const message = (method: string, more: string[] = [], uri = "sip:127.0.0.1") =>
    [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:PORT;branch=z9hG4bK${crypto.randomUUID()};rport`,
      "From: <sip:x@127.0.0.1>;tag=1",
      "To: <sip:y@127.0.0.1>",
      `Call-ID: ${crypto.randomUUID()}`,
      `CSeq: 1 ${method}`,
      ...more,
      "",
      "",
    ].join("\r\n");

  test.each([
    ["OPTIONS is answered", message("OPTIONS"), "200 OK"],
    ["an unknown method", message("DANCE"), "501 Not Implemented"],
    ["a method that is not offered", message("MESSAGE"), "405 Method Not Allowed"],
    ["a state that nobody takes (RFC 3903)", message("PUBLISH"), "489 Bad Event"],
    ["a required extension", message("OPTIONS", ["Require: nosuch"]), "420 Bad Extension"],
    [
      "a scheme that cannot be called",
      message("INVITE", [], "http://x.example"),
      "416 Unsupported URI Scheme",
    ],
    ["no hops left", message("OPTIONS", ["Max-Forwards: 0"]), "483 Too Many Hops"],
    ["BYE without a dialog", message("BYE"), "481 Call/Transaction Does Not Exist"],
    ["an INVITE from nobody", message("INVITE"), "407 Proxy Authentication Required"],
    ["a REGISTER from nobody", message("REGISTER"), "401 Unauthorized"],
    [
      "a body that is no SDP",
      `${message("INVITE", ["Content-Type: text/plain", "Content-Length: 2"])}hi`,
      "415",
    ],
    ["a malformed CSeq", message("OPTIONS").replace("CSeq: 1 ", "CSeq: x "), "400"],
    ["another version", message("OPTIONS").replace(" SIP/2.0\r\nVia", " SIP/3.0\r\nVia"), "505"],
  ])("%s", async (_name, text, expected) => {
    expect(await ask(text)).toStartWith(`SIP/2.0 ${expected}`);
  });

  test("ten thousand datagrams of rubbish later, the registrar answers as before", async () => {
    const socket = await openUdp({ address: "127.0.0.1", port: 0, onDatagram() {} });
    for (let index = 0; index < 10_000; index++) {
      const bytes = crypto.getRandomValues(new Uint8Array(1 + (index % 400)));
      socket.send(bytes, box.rooms.sip.ports.udp, "127.0.0.1");
      if (index % 200 === 0) await new Promise((resolve) => setImmediate(resolve)); // the kernel's buffer is finite
    }
    socket.close();
    expect(await ask(message("OPTIONS"))).toStartWith("SIP/2.0 200");
  });
});
