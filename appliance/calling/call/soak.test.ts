/** A soak of some seconds: calls at a high rate with everything that people do to them leave nothing behind. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { CallStorm, stormSettings } from "../../../scripts/peers/call-storm.ts";

let box: TestAppliance;
let storm: CallStorm;
beforeAll(async () => {
  box = await testAppliance(stormSettings);
  storm = await CallStorm.open(box);
}, 30_000);
afterAll(async () => {
  await storm?.close();
  await box?.dispose();
});

test("[CA-02] a hundred and fifty calls that are held, sent on, gathered and recorded leave nothing behind", async () => {
  await storm.run(1, 15); // connections and files that stay are open after this
  const before = await storm.rest();
  expect(before).toMatchObject({ calls: 0, dialogs: 0, legs: 0, conferences: 0 });
  const { successful, failed, deeds } = await storm.run(4, 30);
  expect([successful, failed]).toEqual([156, 0]);
  expect(Math.min(deeds.held, deeds.transferred, deeds.met)).toBeGreaterThan(0);
  const { descriptors, ...rest } = await storm.rest();
  const { descriptors: most, ...nothing } = before;
  expect(rest).toEqual(nothing);
  expect(descriptors).toBeLessThanOrEqual(most); // what was closing before may be closed by now
}, 40_000);
