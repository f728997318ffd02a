import { expect, test } from "bun:test";
import { joined } from "./joined.ts";

test("[UX-09] what is wanted many times is done once, and again when it is wanted later", async () => {
  let runs = 0;
  let ran = Promise.withResolvers<void>();
  const asking = joined(() => {
    runs++;
    ran.resolve();
  }, 5);
  for (let times = 0; times < 100; times++) asking.want();
  expect(runs).toBe(0);
  await ran.promise;
  ran = Promise.withResolvers();
  asking.want();
  await ran.promise;
  expect(runs).toBe(2);
  asking.close();
});
