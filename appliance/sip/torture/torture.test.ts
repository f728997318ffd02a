/** The torture messages of RFC 4475 and RFC 5118, at the socket of a running appliance. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { openUdp } from "../../platform/index.ts";
import { StreamFramer } from "../framing.ts";
import { applicationMessages } from "./application.ts";
import { invalidMessages } from "./invalid.ts";
import { ipv6Messages } from "./ipv6.ts";
import { lines, type TortureMessage } from "./message.ts";
import { validMessages } from "./valid.ts";

let box: TestAppliance;

beforeAll(async () => {
  box = await testAppliance({ SIP__REQUESTS_PER_SECOND: "10000" });
});
afterAll(() => box.dispose());

const statusOf = (answer: string) => Number(/^SIP\/2\.0 (\d{3}) /.exec(answer)?.[1]);

/** What comes next on the line, when nothing was said to what came before: the status of this. */
const lastWord = 501;
const question = lines([
  "ANYTHING sip:127.0.0.1 SIP/2.0",
  "Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKlastword",
  "From: <sip:a@127.0.0.1>;tag=1",
  "To: <sip:b@127.0.0.1>",
  "Call-ID: last-word",
  "CSeq: 1 ANYTHING",
  "Content-Length: 0",
]);

/** Says it over a connection, and one thing more; resolves with the first answer. */
async function overTcp(text: string): Promise<string> {
  const answered = Promise.withResolvers<string>();
  const framer = new StreamFramer({ onMessage: answered.resolve, onPing() {} });
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: box.rooms.sip.ports.tcp,
    socket: {
      data: (_socket, data) => void framer.push(data.toString("latin1")),
      close: () => answered.reject(new Error("the connection was closed")),
    },
  });
  socket.write(Buffer.from(text + question, "latin1"));
  return answered.promise.finally(() => socket.end());
}

/** Says it in a datagram that comes from where its Via says. */
async function overUdp(text: string, host: string): Promise<string> {
  const answered = Promise.withResolvers<string>();
  const socket = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: (data) => answered.resolve(data.toString("latin1")),
  });
  const from = text.replace(`${host};`, `127.0.0.1:${socket.port};`);
  socket.send(Buffer.from(from, "latin1"), box.rooms.sip.ports.udp, "127.0.0.1");
  return answered.promise.finally(() => socket.close());
}

async function expectAnswer({ text, answer, datagramOf }: TortureMessage): Promise<void> {
  const answered = await (datagramOf ? overUdp(text, datagramOf) : overTcp(text));
  expect(statusOf(answered)).toBe(answer ?? lastWord);
  if (answer === undefined) expect(answered).toContain("Call-ID: last-word");
  else expect(answered).not.toContain("Call-ID: last-word");
}

const table = (messages: readonly TortureMessage[]) =>
  messages.map((message) => [message.name, message.title, message] as const);

describe("RFC 4475", () => {
  test.each(table(validMessages))("[SE-10] %s: %s", (_name, _title, message) => expectAnswer(message));
  test.each(table(invalidMessages))("[SE-10] %s: %s", (_name, _title, message) => expectAnswer(message));
  test.each(table(applicationMessages))("[SE-10] %s: %s", (_name, _title, message) => expectAnswer(message));

  test("they are 49", () => {
    expect(validMessages.length + invalidMessages.length + applicationMessages.length).toBe(49);
  });
});

describe("RFC 5118", () => {
  test.each(table(ipv6Messages))("[SE-10] %s: %s", (_name, _title, message) => expectAnswer(message));
});
