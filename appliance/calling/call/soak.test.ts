/** A soak of some seconds: calls at a high rate with everything that people do to them leave nothing behind. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { CallRounds } from "../../../scripts/peers/call-rounds.ts";
import { CallStorm, stormSettings } from "../../../scripts/peers/call-storm.ts";
import { SoftphoneHouse } from "../../../scripts/peers/softphones.ts";

let house: SoftphoneHouse;
let storm: CallStorm;
let softphones: CallRounds;
beforeAll(async () => {
  house = await SoftphoneHouse.open(stormSettings);
  storm = await CallStorm.open(house.box, true);
  softphones = await CallRounds.open(house);
}, 60_000);
afterAll(async () => {
  await storm?.close();
  await house?.dispose();
});

test("[CA-02] a hundred and fifty calls that are held, sent on, parked, gathered and recorded leave nothing behind", async () => {
  // Connections and files that stay are open after this.
  await Promise.all([storm.run(1, 15), softphones.run(0)]);
  const before = await storm.rest();
  expect(before).toMatchObject({
    calls: 0,
    dialogs: 0,
    legs: 0,
    conferences: 0,
    parked: 0,
    busy: 0,
    rows: 0,
  });
  const [{ successful, failed, deeds }, rounds] = await Promise.all([storm.run(4, 30), softphones.run(0)]);
  expect([successful, failed]).toEqual([156, 0]);
  expect(rounds).toEqual({ rounds: 1, errors: [] });
  expect(Math.min(deeds.held, deeds.transferred, deeds.met)).toBeGreaterThan(0);
  const { descriptors, ...rest } = await storm.rest();
  const { descriptors: most, ...nothing } = before;
  expect(rest).toEqual(nothing);
  expect(descriptors).toBeLessThanOrEqual(most); // what was closing before may be closed by now
}, 90_000);
