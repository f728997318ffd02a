import { afterEach, expect, test } from "bun:test";
import { workerWithin } from "./worker-link.ts";

const has = (serviceWorker: unknown) =>
  Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
afterEach(() => void Reflect.deleteProperty(navigator, "serviceWorker"));

test("[GN-13] a worker that is installed a moment later is waited for, and one that never is for so long only", async () => {
  const registration = {};
  const { promise: ready, resolve } = Promise.withResolvers<unknown>();
  has({ ready });
  const found = workerWithin(60_000);
  resolve(registration);
  expect((await found) as unknown).toBe(registration);
  has({ ready: new Promise(() => {}) });
  expect(await workerWithin(1)).toBeUndefined();
  has(undefined);
  expect(await workerWithin(60_000)).toBeUndefined();
});
