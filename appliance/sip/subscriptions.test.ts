/** Notifiers on a virtual clock, beside a watcher whose answers are given by hand. */
import { expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { responseTo, type SipMessage, type SipRequest } from "./message.ts";
import { parseMessage } from "./parser.ts";
import { type KeptSubscription, keptOf, keyOf, type Subscription, spareNumbers } from "./subscription.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Transactions } from "./transactions.ts";

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

/** @param left by a house before this one */
function watched(clock = new VirtualClock(), left: KeptSubscription[] = [], known = true) {
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
  let sequence = left.length; // of SUBSCRIBEs that were said before
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
  /** A key of one of Maria's telephones; gives the status of the answer. */
  const press = (on: string, key: string, call: string): number => {
    device = on;
    const headers = new Headers([
      ["via", `SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK${on}${call}${key}`],
      ["from", `<sip:maria@192.0.2.9>;tag=${key}`],
      ["to", `<sip:${key}@192.0.2.9>`],
      ["call-id", `${on}-${call}-${key}`],
      ["cseq", "1 SUBSCRIBE"],
      ["contact", "<sip:maria@192.0.2.1>"],
      ["event", "dialog"],
      ["expires", "600"],
    ]);
    const uri = `sip:${key}@192.0.2.9`;
    transactions.receive({ kind: "request", method: "SUBSCRIBE", uri, headers, body: "" }, flow);
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

test("[CA-21] a NOTIFY that nobody answers ends the subscription, but not one that was asked for anew meanwhile", async () => {
  const { clock, kept, subscriptions, subscribe, notifies, answer, turn } = watched();
  subscribe();
  await turn();
  clock.advance(20_000);
  subscribe(notifies()[0]?.headers.get("from"));
  await turn();
  clock.advance(13_000); // nobody answers the first
  await turn();
  expect([subscriptions.size, kept.rows.size]).toEqual([1, 1]);
  expect(notifies().map(({ body }) => body)).toEqual(["state 0", "state 1"]);
  answer(notifies()[1]);
  await turn();
  subscriptions.changed("dialog", "100");
  await turn();
  expect(notifies()).toHaveLength(3);
  clock.advance(33_000);
  await turn();
  expect([subscriptions.size, kept.rows.size]).toEqual([0, 0]);
});

test("[CA-21] ten telephones full of keys watch all they have, again after they were restarted, and no more than that", async () => {
  const { subscriptions, press, notifies, turn } = watched();
  const all = (call: string) => {
    const refused: string[] = [];
    for (let telephone = 0; telephone < 10; telephone++)
      for (let key = 0; key < 84; key++)
        if (press(`desk${telephone}`, `key${key}`, call) !== 200) refused.push(`${telephone}/${key}`);
    return refused;
  };
  expect(all("first")).toEqual([]);
  expect(all("restarted")).toEqual([]);
  expect(all("again")).toEqual([]);
  expect(subscriptions.size).toBe(1000);
  expect(press("desk10", "another", "more")).toBe(503);
  await turn();
  const over = notifies().find(({ headers }) => headers.get("subscription-state")?.startsWith("terminated"));
  expect(over?.headers.get("subscription-state")).toBe("terminated;reason=probation;retry-after=600");
  expect(over?.headers.get("call-id")).toBe("desk1-first-key76"); // when a thousand stood, that of what was asked for
  subscriptions.close();
});

test("[CA-21] numbers that are given out are kept before the next house could give them out again", async () => {
  const { kept, subscriptions, subscribe, notifies, answer, turn } = watched();
  subscribe();
  await turn();
  answer(notifies()[0]);
  await turn();
  const [row] = kept.rows.values();
  if (!row) throw new Error("it is not kept");
  kept.rows.clear(); // it was written then
  row.state.localSequence = spareNumbers / 2 - 1;
  for (let change = 1; change < 3; change++) {
    subscriptions.changed("dialog", "100");
    await turn();
    answer(notifies()[change]);
    await turn();
  }
  expect([...kept.rows.values()]).toEqual([row]);
  subscriptions.close();
});

/** A house that was killed after its lamp was told twice, and what it left. */
async function killed() {
  const before = watched();
  before.subscribe();
  await before.turn();
  before.answer(before.notifies()[0]);
  await before.turn();
  const left = before.kept.at(before.clock.now());
  before.subscriptions.changed("dialog", "100");
  await before.turn();
  return { clock: before.clock, left, told: before.notifies() };
}

const numberOf = ({ headers, body }: SipRequest) => ({
  sequence: headers.cseq?.number ?? 0,
  version: Number(body.replace("state ", "")),
});

test("[CA-21] after a kill who watched over a connection is told in the same dialog once it has registered, with higher numbers", async () => {
  const { clock, left, told } = await killed();
  clock.advance(5000);
  const { subscriptions, flow, notifies, answer, turn, subscribe, kept } = watched(clock, left);
  subscriptions.changed("dialog", "100");
  await turn();
  expect(notifies()).toEqual([]); // there is no way to it yet
  const contact = "sip:maria@192.0.2.1";
  subscriptions.registered({ flow, personId: "maria", contact: "sip:jonas@192.0.2.1" });
  subscriptions.registered({ flow, personId: "jonas", contact }); // who says what Maria's telephone says
  await turn();
  expect(notifies()).toEqual([]);
  subscriptions.registered({ flow, personId: "maria", contact });
  await turn();
  expect(notifies()).toHaveLength(1);
  const [first] = notifies();
  for (const name of ["call-id", "from", "to"] as const)
    expect(first?.headers.get(name)).toBe(told[0]?.headers.get(name));
  expect(first?.headers.get("subscription-state")).toBe("active;expires=595");
  const [before, now] = [told.at(-1), first].map((one) => numberOf(one as SipRequest));
  expect(now?.sequence).toBeGreaterThan(before?.sequence ?? 0);
  expect(now?.version).toBeGreaterThan(before?.version ?? 0);
  answer(first);
  await turn();
  subscribe(told[0]?.headers.get("from")); // and asks anew in it
  await turn();
  expect([subscriptions.size, notifies().length, kept.rows.size]).toEqual([1, 2, 1]);
  subscriptions.close();
});

test("[CA-21] after a kill who watched over UDP is told at once; nobody is who is not known any more, or whose time is up", async () => {
  const { clock, left } = await killed();
  const overUdp = left.map((kept) => ({ ...kept, dialog: { ...kept.dialog, transport: "UDP" as const } }));
  const there = watched(clock, overUdp);
  await there.turn();
  expect(there.notifies()).toHaveLength(1);
  there.answer(there.notifies()[0], 481); // it was restarted too
  await there.turn();
  expect([there.subscriptions.size, there.kept.rows.size]).toEqual([0, 0]);
  const gone = watched(clock, overUdp, false);
  await gone.turn();
  expect(gone.subscriptions.size).toBe(0);
  const late = watched(clock, left);
  clock.advance(600_000);
  late.subscriptions.registered({ flow: late.flow, personId: "maria", contact: "sip:maria@192.0.2.1" });
  await late.turn();
  expect([late.subscriptions.size, late.notifies()]).toEqual([0, []]);
});

test("[CA-21] after a kill numbers are higher also where the clock was set back, and nobody watches for longer by that", async () => {
  const { clock, left, told } = await killed();
  const behind = new VirtualClock(clock.now() - 3_600_000);
  const overUdp = left.map((kept) => ({ ...kept, dialog: { ...kept.dialog, transport: "UDP" as const } }));
  const { subscriptions, notifies, turn } = watched(behind, overUdp);
  await turn();
  const [before, now] = [told.at(-1), notifies()[0]].map((one) => numberOf(one as SipRequest));
  expect(now?.sequence).toBeGreaterThan((before?.sequence ?? 0) + spareNumbers / 2);
  expect(now?.version).toBeGreaterThan((before?.version ?? 0) + spareNumbers / 2);
  expect(notifies()[0]?.headers.get("subscription-state")).toBe("active;expires=1800");
  subscriptions.close();
});

test("[CA-21] after a kill it is found out once of each telephone, not of each key, whether it may watch", async () => {
  const { clock, left } = await killed();
  const keys = Array.from({ length: 20 }, (_, at) =>
    left.map((kept) => ({ ...kept, dialog: { ...kept.dialog, callId: `key ${at}` } })),
  ).flat();
  const { asked, subscriptions } = watched(clock, keys);
  expect([asked.length, subscriptions.size]).toEqual([1, 20]);
  subscriptions.close();
});
