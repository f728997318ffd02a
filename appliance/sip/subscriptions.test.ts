/** Notifiers on a virtual clock, beside a watcher whose answers are given by hand. */
import { expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { responseTo, type SipMessage, type SipRequest } from "./message.ts";
import { parseMessage } from "./parser.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Transactions } from "./transactions.ts";

function watched() {
  const clock = new VirtualClock();
  const heard: SipMessage[] = [];
  const flow: Flow = {
    transport: "TCP",
    address: "192.0.2.1",
    port: 5060,
    reliable: true,
    open: true,
    onClose: () => () => {},
    send(text) {
      const parsed = parseMessage(text);
      if (parsed.ok) heard.push(parsed.message);
      return true;
    },
  };
  const transactions = new Transactions({
    clock,
    sentBy: () => "192.0.2.9:5060",
    handlers: {
      onRequest(transaction) {
        if (!subscriptions.receiveWithin(transaction)) subscriptions.receive(transaction, "maria");
      },
      onAck() {},
    },
  });
  const flowFor = async () => flow;
  const contact = () => "<sip:192.0.2.9>";
  const subscriptions = new Subscriptions({ clock, transactions, contact, flowFor });
  subscriptions.serve({
    name: "dialog",
    contentType: "application/dialog-info+xml",
    resourceOf: (user) => user,
    state: (_, { version }) => `state ${version}`,
  });
  let sequence = 0;
  /** @param to as the house writes it in the subscription's dialog; none before there is one */
  const subscribe = (to = "<sip:100@192.0.2.9>") => {
    const headers = new Headers([
      ["via", `SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK${++sequence}`],
      ["from", "<sip:maria@192.0.2.9>;tag=1"],
      ["to", to],
      ["call-id", "lamp"],
      ["cseq", `${sequence} SUBSCRIBE`],
      ["contact", "<sip:maria@192.0.2.1>"],
      ["event", "dialog"],
      ["expires", "600"],
    ]);
    transactions.receive(
      { kind: "request", method: "SUBSCRIBE", uri: "sip:100@192.0.2.9", headers, body: "" },
      flow,
    );
  };
  const notifies = () => heard.filter((message): message is SipRequest => message.kind === "request");
  const answer = (notify: SipRequest | undefined, status = 200) => {
    if (notify) transactions.receive(responseTo(notify, status), flow);
  };
  /** Lets what was promised come true, and then what is due. */
  const turn = async () => {
    for (let task = 0; task < 2; task++) {
      await new Promise(setImmediate);
      clock.advance(0);
    }
    await new Promise(setImmediate);
  };
  return { subscriptions, subscribe, notifies, answer, turn };
}

test("[CA-21] a lamp that is asked for anew while it is to be told of a change has one NOTIFY on its way", async () => {
  const { subscriptions, subscribe, notifies, answer, turn } = watched();
  subscribe();
  await turn();
  answer(notifies()[0]);
  await turn();

  subscriptions.changed("dialog", "100"); // is told in a moment
  subscribe(notifies()[0]?.headers.get("from")); // and is told at once
  await turn();
  expect(notifies()).toHaveLength(2);

  subscriptions.changed("dialog", "100");
  await turn();
  expect(notifies()).toHaveLength(2);
  answer(notifies()[1]);
  await turn();
  expect(notifies().map(({ body }) => body)).toEqual(["state 0", "state 1", "state 2"]);
  answer(notifies()[2]);
  await turn();
  expect(notifies()).toHaveLength(3);
  expect(subscriptions.size).toBe(1);
  subscriptions.close();
});

test("[CA-21] a watcher that refuses is told nothing more", async () => {
  const { subscriptions, subscribe, notifies, answer, turn } = watched();
  subscribe();
  await turn();
  subscriptions.changed("dialog", "100");
  answer(notifies()[0], 481);
  await turn();
  expect(subscriptions.size).toBe(0);
  expect(notifies()).toHaveLength(1);
});
