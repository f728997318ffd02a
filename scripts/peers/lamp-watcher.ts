/** A notifier on a virtual clock, beside a watcher whose answers are given by hand. */
import { VirtualClock } from "../../appliance/platform/index.ts";
import type { Flow } from "../../appliance/sip/flow.ts";
import { Headers } from "../../appliance/sip/header-list.ts";
import { responseTo, type SipMessage, type SipRequest } from "../../appliance/sip/message.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import { type KeptSubscription, keptOf, keyOf, type Subscription } from "../../appliance/sip/subscription.ts";
import { Subscriptions } from "../../appliance/sip/subscriptions.ts";
import { Transactions } from "../../appliance/sip/transactions.ts";

/** What a house has kept, as it lies on disk. */
function disk() {
  const rows = new Map<string, Subscription>();
  return {
    rows,
    put: (subscription: Subscription) => void rows.set(keyOf(subscription), subscription),
    remove: (subscription: Subscription) => void rows.delete(keyOf(subscription)),
    /** At this time. */
    at(now: number): KeptSubscription[] {
      const kept = [...rows.values()].map((subscription) => keptOf(subscription, now));
      return JSON.parse(JSON.stringify(kept)) as KeptSubscription[];
    },
  };
}

/** A SUBSCRIBE of a key. */
interface Ask {
  /** As the house writes it in the subscription's dialog; none before there is one. */
  to?: string;
  call: string;
  sequence: number;
}

/** @param left by a house before this one; `known`: whether Maria may watch at all */
export function lampWatcher(clock = new VirtualClock(), left: KeptSubscription[] = [], known = true) {
  let device: string | undefined;
  const kept = disk();
  const heard: SipMessage[] = [];
  const asked: string[] = [];
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
        if (!subscriptions.receiveWithin(transaction)) subscriptions.receive(transaction, "maria", device);
      },
      onAck() {},
    },
  });
  const flowFor = async () => flow;
  const contact = () => "<sip:192.0.2.9>";
  const subscriptions = new Subscriptions({
    ...{ clock, transactions, contact, flowFor },
    udpFlow: () => flow,
    flowAfter: () => undefined,
    kept: { put: kept.put, remove: kept.remove, of: () => left },
    isKnown(personId, deviceId) {
      asked.push(`${personId} ${deviceId}`);
      return known;
    },
  });
  subscriptions.serve({
    name: "dialog",
    contentType: "application/dialog-info+xml",
    resourceOf: (user) => user,
    state: (_, { version }) => `state ${version}`,
  });
  const ask = (key: string, tag: string, { to = `<sip:${key}@192.0.2.9>`, call, sequence }: Ask) => {
    const headers = new Headers([
      ["via", `SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK${call}-${sequence}`],
      ["from", `<sip:maria@192.0.2.9>;tag=${tag}`],
      ["to", to],
      ["call-id", call],
      ["cseq", `${sequence} SUBSCRIBE`],
      ["contact", "<sip:maria@192.0.2.1>"],
      ["event", "dialog"],
      ["expires", "600"],
    ]);
    const uri = `sip:${key}@192.0.2.9`;
    transactions.receive({ kind: "request", method: "SUBSCRIBE", uri, headers, body: "" }, flow);
  };
  let sequence = left.length; // of SUBSCRIBEs that were said before
  const subscribe = (to?: string) =>
    ask("100", "1", { call: "lamp", sequence: ++sequence, ...(to !== undefined && { to }) });
  /** A key of one of Maria's telephones; gives the status of the answer. */
  const press = (on: string, key: string, call: string): number => {
    device = on;
    ask(key, key, { call: `${on}-${call}-${key}`, sequence: 1 });
    const answer = heard.findLast((message) => message.kind === "response");
    return answer?.kind === "response" ? answer.status : 0;
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
  return { clock, kept, flow, asked, subscriptions, subscribe, press, notifies, answer, turn };
}
