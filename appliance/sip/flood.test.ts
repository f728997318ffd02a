/** What whoever has no password can make the house keep, or say: one answer to each datagram, and nothing of it is left. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { until } from "../../scripts/peers/until.ts";
import type { SipResponse } from "./message.ts";
import { parseMessage } from "./parser.ts";

interface Request {
  method: string;
  /** Also its Call-ID. */
  branch?: string;
  sequence?: number;
  via?: string;
  to?: string;
  extra?: string;
  body?: string;
}

let house: TestAppliance;
let socket: Awaited<ReturnType<typeof open>>;
const answers: SipResponse[] = [];

const open = () =>
  Bun.udpSocket({
    hostname: "127.0.0.1",
    socket: {
      data(_socket, data) {
        const parsed = parseMessage(data.toString("latin1"));
        if (parsed.ok && parsed.message.kind === "response") answers.push(parsed.message);
      },
    },
  });

beforeAll(async () => {
  house = await testAppliance({ SIP__DOMAIN: "127.0.0.1" });
  socket = await open();
});
afterAll(async () => {
  socket.close();
  await house.dispose();
});

function say({ method, branch = "z9hG4bKflood", sequence = 1, ...more }: Request): void {
  const { via = `;branch=${branch}`, to = "", extra = "", body = "" } = more;
  const lines = [
    `${method} sip:127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${socket.port}${via}`,
    `From: <sip:${branch}@127.0.0.1>;tag=1`,
    `To: <sip:m@127.0.0.1>${to}`,
    `Call-ID: ${branch}`,
    `CSeq: ${sequence} ${method}`,
    "Contact: <sip:m@127.0.0.1>",
  ];
  socket.send(`${lines.join("\r\n")}\r\n${extra}\r\n${body}`, house.rooms.sip.ports.udp, "127.0.0.1");
}

async function answered(request: Request): Promise<SipResponse> {
  const before = answers.length;
  say(request);
  await until(() => answers.length > before);
  return answers.at(-1) as SipResponse;
}

const shapeOf = ({ status, headers }: SipResponse) => ({
  status,
  to: headers.get("to"),
  challenges: [...headers.all("www-authenticate"), ...headers.all("proxy-authenticate")].flatMap(
    (one) => /algorithm=[\w-]+/.exec(one) ?? [],
  ),
});

const both = ["algorithm=SHA-256", "algorithm=MD5"];
const challenged: [what: string, status: number, Request][] = [
  ["a REGISTER", 401, { method: "REGISTER" }],
  ["an INVITE", 407, { method: "INVITE" }],
];

test.each(challenged)(
  "[SE-01] %s without a password is challenged, again in the same words, and nothing of it is kept",
  async (what, status, request) => {
    const branch = `z9hG4bK${what.replace(/\W/g, "")}`;
    const said: ReturnType<typeof shapeOf>[] = [];
    for (let round = 0; round < 3; round++) said.push(shapeOf(await answered({ ...request, branch })));
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(said[0]).toMatchObject({ status, challenges: both });
    expect(house.rooms.sip.load).toEqual({ dialogs: 0, transactions: 0 });
  },
);

const refused: [what: string, status: number, Request][] = [
  [
    "a REGISTER for another realm",
    401,
    { method: "REGISTER", extra: 'Authorization: Digest username="a", realm="x"\r\n' },
  ],
  ["a REGISTER by another scheme", 401, { method: "REGISTER", extra: "Authorization: Bearer x=y\r\n" }],
  [
    "an INVITE for another realm",
    407,
    { method: "INVITE", extra: 'Proxy-Authorization: Digest username="a", realm="x"\r\n' },
  ],
  ["an INVITE within nothing", 481, { method: "INVITE", to: ";tag=zz" }],
  [
    "an INVITE that is too brief",
    422,
    { method: "INVITE", extra: "Session-Expires: 1\r\nSupported: timer\r\n" },
  ],
  ["an INVITE of another type", 415, { method: "INVITE", extra: "Content-Type: text/plain\r\n", body: "x" }],
  ["an INVITE that wants too much", 420, { method: "INVITE", extra: "Require: foo\r\n" }],
  ["an OPTIONS", 200, { method: "OPTIONS" }],
  ["a CANCEL of nothing", 481, { method: "CANCEL" }],
  ["a BYE of nothing", 481, { method: "BYE" }],
  ["a BYE within nothing", 481, { method: "BYE", to: ";tag=zz" }],
  ["a PRACK within nothing", 481, { method: "PRACK", to: ";tag=zz" }],
  ["a REFER", 405, { method: "REFER" }],
  ["an alarm", 202, { method: "REFER", extra: "Content-Type: application/x-cisco-alarm+xml\r\n" }],
  ["a PUBLISH", 489, { method: "PUBLISH", extra: "Event: presence\r\n" }],
  ["an unknown method", 501, { method: "FOO" }],
];

test.each(refused)(
  "[SE-01] %s of whoever has no password is answered, and nothing of it is kept",
  async (what, status, request) => {
    const branch = `z9hG4bK${what.replace(/\W/g, "")}`;
    const [first, second] = [await answered({ ...request, branch }), await answered({ ...request, branch })];
    expect(first.status).toBe(status);
    expect(shapeOf(second)).toEqual(shapeOf(first));
    expect(house.rooms.sip.load).toEqual({ dialogs: 0, transactions: 0 });
  },
);

test("[SE-01] a telephone that knows no branches (RFC 2543) and stumbles over the list is offered MD5 alone", async () => {
  const old: Request = { method: "REGISTER", branch: "old", via: "" };
  const offered = async (sequence: number) => shapeOf(await answered({ ...old, sequence })).challenges;
  expect(await offered(1)).toEqual(both);
  expect(await offered(1)).toEqual(both); // the same again
  expect(await offered(2)).toEqual(["algorithm=MD5"]);
});
