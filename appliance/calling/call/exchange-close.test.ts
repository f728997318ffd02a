/** The exchange ends with its house, whatever becomes of a call. */
import { expect, test } from "bun:test";
import { silentLogger, VirtualClock } from "../../platform/index.ts";
import type { Service } from "../services/service.ts";
import type { Call } from "./call.ts";
import { Exchange, type ExchangeParts } from "./exchange.ts";
import { PlanFollower } from "./following.ts";
import type { Origin } from "./origin.ts";

const nobody = { personId: undefined, name: "", number: "" };

function exchangeWith(...endings: Promise<void>[]) {
  const clock = new VirtualClock();
  const exchange = new Exchange({ clock, log: silentLogger } as unknown as ExchangeParts);
  for (const [index, done] of endings.entries())
    exchange.calls.set(`${index}`, { attempt: {}, hangUp() {}, done } as unknown as Call);
  return { clock, exchange };
}

test("[AD-27] [CA-02] a call that does not end keeps nobody from stopping for ever", async () => {
  const { clock, exchange } = exchangeWith(new Promise(() => {}));
  const closed = exchange.close();
  clock.advance(5000);
  await closed;
});

test("[AD-27] [CA-02] a call that cannot end keeps nobody from waiting for the others", async () => {
  const other = Promise.withResolvers<void>();
  const { exchange } = exchangeWith(Promise.reject(new Error("its media are lost")), other.promise);
  let closed = false;
  const closing = exchange.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toBe(false);
  other.resolve();
  await closing;
});

test("[CA-08] [AD-27] a message that its caller has left is kept before the house ends", async () => {
  const kept = Promise.withResolvers<void>();
  const mailbox: Service = { name: "mailbox", answersAt: () => "a mailbox", take: () => kept.promise };
  const follower = new PlanFollower(
    { services: [mailbox], log: silentLogger } as unknown as ConstructorParameters<typeof PlanFollower>[0],
    () => Promise.reject(new Error("nobody is sent on")) as never,
  );
  const origin = { anchor: async () => {}, party: nobody } as unknown as Origin;
  const call = { id: "1", done: Promise.resolve(), serve: () => origin } as unknown as Call;
  const followed = follower.follow(call, () => ({
    kind: "service",
    ...{ service: "mailbox", number: "100", party: nobody, diversion: undefined },
  }));
  let closed = false;
  const closing = follower.served().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toBe(false);
  kept.resolve();
  await Promise.all([closing, followed]);
  await follower.served(); // and nothing is waited for twice
});
