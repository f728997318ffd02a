/** What an INVITE of the house does when its peer wants it otherwise: challenges, longer sessions, and answers too late. */
import { expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { responseTo, type SipRequest, writeMessage } from "./message.ts";
import { OutgoingInvite } from "./outgoing-invite.ts";
import { parseMessage } from "./parser.ts";
import { Transactions } from "./transactions.ts";

const challenge = { "WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"' };

/** A call to a peer that says what the test has it say. */
function calling(patience?: number) {
  const clock = new VirtualClock(1);
  const requests: SipRequest[] = [];
  const flow: Flow = {
    transport: "TCP",
    address: "192.0.2.1",
    port: 5060,
    reliable: true,
    open: true,
    send(text) {
      const parsed = parseMessage(text);
      if (parsed.ok && parsed.message.kind === "request") requests.push(parsed.message);
      return true;
    },
    onClose: () => () => {},
  };
  const transactions = new Transactions({
    clock,
    sentBy: () => "192.0.2.2:5060",
    handlers: { onAck() {}, onRequest() {} },
  });
  const refusals: number[] = [];
  new OutgoingInvite(
    {
      flow,
      target: "sip:b@192.0.2.1",
      from: "<sip:a@x>",
      to: "<sip:b@x>",
      offer: "offer",
      credentials: { username: "a", password: "secret" },
      ...(patience !== undefined && { patience }),
    },
    { onProgress() {}, onAnswered() {}, onRefused: (status) => refusals.push(status) },
    {
      clock,
      session: { usual: 100, least: 90, offersAgain: true },
      transactions,
      allow: "INVITE",
      contact: () => "<sip:a@192.0.2.2>",
      flowFor: async () => flow,
      awaitPrack() {},
      adopt() {},
      moved() {},
      forget() {},
    },
  );
  const invites = () => requests.filter(({ method }) => method === "INVITE");
  /** To the newest INVITE. */
  const respond = (status: number, headers: Record<string, string>) => {
    const invite = invites().at(-1);
    const text = invite ? writeMessage(responseTo(invite, status, { tag: "b", headers })) : "";
    const parsed = parseMessage(text);
    if (parsed.ok) transactions.receive(parsed.message, flow);
  };
  return { clock, refusals, invites, respond };
}

test("[CA-01] a peer that wants ever longer sessions (422) is called anew once", () => {
  const { invites, respond, refusals } = calling();
  for (let least = 101; least < 110; least++) respond(422, { "Min-SE": String(least) });
  expect(invites().map(({ headers }) => headers.get("session-expires"))).toEqual([
    "100;refresher=uas",
    "101;refresher=uas",
  ]);
  expect(refusals).toEqual([422]);
});

test.each([
  [422, { "Min-SE": "200" }],
  [401, challenge],
])("[CA-01] a %i that comes when nobody waits any more makes no call", (status, headers) => {
  const { clock, invites, respond, refusals } = calling(1000);
  clock.advance(1001);
  respond(status, headers);
  expect([invites().length, refusals]).toEqual([1, [408]]);
});

test("[CA-03] each answer to a challenge is another one: the nonce's uses are counted (RFC 7616 §3.4)", () => {
  const { invites, respond } = calling();
  respond(401, challenge);
  respond(422, { "Min-SE": "200" });
  const counts = invites().map(({ headers }) => /nc=(\d+)/.exec(headers.get("authorization") ?? "")?.[1]);
  expect(counts).toEqual([undefined, "00000001", "00000002"]);
});
