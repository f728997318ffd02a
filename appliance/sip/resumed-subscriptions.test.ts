/** Lamps of a house that was killed, taken over by the next one, on a virtual clock. */
import { expect, test } from "bun:test";
import { lampWatcher } from "../../scripts/peers/lamp-watcher.ts";
import { VirtualClock } from "../platform/index.ts";
import type { SipRequest } from "./message.ts";
import { spareNumbers } from "./subscription.ts";

/** A house that was killed after its lamp was told twice, and what it left. */
async function killed() {
  const before = lampWatcher();
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
  const { subscriptions, flow, notifies, answer, turn, subscribe, kept } = lampWatcher(clock, left);
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
  const there = lampWatcher(clock, overUdp);
  await there.turn();
  expect(there.notifies()).toHaveLength(1);
  there.answer(there.notifies()[0], 481); // it was restarted too
  await there.turn();
  expect([there.subscriptions.size, there.kept.rows.size]).toEqual([0, 0]);
  const gone = lampWatcher(clock, overUdp, false);
  await gone.turn();
  expect(gone.subscriptions.size).toBe(0);
  const late = lampWatcher(clock, left);
  clock.advance(600_000);
  late.subscriptions.registered({ flow: late.flow, personId: "maria", contact: "sip:maria@192.0.2.1" });
  await late.turn();
  expect([late.subscriptions.size, late.notifies()]).toEqual([0, []]);
});

test("[CA-21] after a kill numbers are higher also where the clock was set back, and nobody watches for longer by that", async () => {
  const { clock, left, told } = await killed();
  const behind = new VirtualClock(clock.now() - 3_600_000);
  const overUdp = left.map((kept) => ({ ...kept, dialog: { ...kept.dialog, transport: "UDP" as const } }));
  const { subscriptions, notifies, turn } = lampWatcher(behind, overUdp);
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
  const { asked, subscriptions } = lampWatcher(clock, keys);
  expect([asked.length, subscriptions.size]).toEqual([1, 20]);
  subscriptions.close();
});
