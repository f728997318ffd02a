import { expect, test } from "bun:test";
import { VirtualClock } from "./clock.ts";
import { Expiring } from "./expiring.ts";

test("what is kept for a time goes after it, also after everything was let go once", () => {
  const clock = new VirtualClock();
  const kept = new Expiring<string>(clock, 1000);
  kept.set("one", "first");
  clock.advance(500);
  kept.set("two", "second");
  clock.advance(500);
  expect([kept.get("one"), kept.get("two")]).toEqual([undefined, "second"]);
  kept.clear();
  expect(kept.size).toBe(0);
  kept.set("three", "third");
  clock.advance(1000);
  expect(kept.size).toBe(0);
});
