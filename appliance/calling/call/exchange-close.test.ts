/** The exchange ends with its house, whatever becomes of a call. */
import { expect, test } from "bun:test";
import { silentLogger, VirtualClock } from "../../platform/index.ts";
import type { Call } from "./call.ts";
import { Exchange, type ExchangeParts } from "./exchange.ts";

function exchangeWith(...endings: Promise<void>[]) {
  const clock = new VirtualClock();
  const exchange = new Exchange({ clock, log: silentLogger } as unknown as ExchangeParts);
  for (const [index, done] of endings.entries())
    exchange.calls.set(`${index}`, { hangUp() {}, done } as unknown as Call);
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
