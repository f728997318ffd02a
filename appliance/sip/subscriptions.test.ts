/** Notifiers on a virtual clock, beside a watcher whose answers are given by hand. */
import { expect, test } from "bun:test";
import { lampWatcher } from "../../scripts/peers/lamp-watcher.ts";
import { spareNumbers } from "./subscription.ts";

test("[CA-21] a lamp that is asked for anew while it is to be told of a change has one NOTIFY on its way", async () => {
  const { subscriptions, subscribe, notifies, answer, turn } = lampWatcher();
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
  const { subscriptions, subscribe, notifies, answer, turn } = lampWatcher();
  subscribe();
  await turn();
  subscriptions.changed("dialog", "100");
  answer(notifies()[0], 481);
  await turn();
  expect(subscriptions.size).toBe(0);
  expect(notifies()).toHaveLength(1);
});

test("[CA-21] a NOTIFY that nobody answers ends the subscription, but not one that was asked for anew meanwhile", async () => {
  const { clock, kept, subscriptions, subscribe, notifies, answer, turn } = lampWatcher();
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
  const { subscriptions, press, notifies, turn } = lampWatcher();
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
  const { kept, subscriptions, subscribe, notifies, answer, turn } = lampWatcher();
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
