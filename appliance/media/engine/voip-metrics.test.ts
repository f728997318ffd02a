import { expect, test } from "bun:test";
import fc from "fast-check";
import { voipMetricsReport } from "../../../scripts/peers/voip-metrics.ts";
import { parseVoipMetrics } from "./voip-metrics.ts";

const heard = {
  listening: 3.6,
  conversational: 3.4,
  lost: 0.102,
  discarded: 0.051,
  burstDensity: 0.5,
  gapDensity: 0.02,
  burstDuration: 900,
  gapDuration: 4000,
  roundTrip: 120,
  endSystem: 60,
};

test("[AD-22] a telephone's report of how it heard us is read, if it is about us", () => {
  expect(parseVoipMetrics(voipMetricsReport(99), 99)).toEqual(heard);
  expect(parseVoipMetrics(voipMetricsReport(99), 98)).toBeUndefined();
  const unknown = voipMetricsReport(99, { listening: 127, conversational: 127 });
  expect(parseVoipMetrics(unknown, 99)).toEqual({ ...heard, listening: null, conversational: null });
});

test.each([
  [9, 34],
  [51, 34],
  [36, 0],
  [36, 255],
])("[AD-22] scores that are none make a report none: %d, %d", (listening, conversational) => {
  expect(parseVoipMetrics(voipMetricsReport(99, { listening, conversational }), 99)).toBeUndefined();
});

test("[AD-22] rubbish, and a report that is cut or changed anywhere, throws nothing and says nothing impossible", () => {
  const check = (data: Buffer) => {
    const read = parseVoipMetrics(data, 99);
    if (!read) return;
    for (const score of [read.listening, read.conversational])
      expect(score === null || (score >= 1 && score <= 5)).toBe(true);
    for (const share of [read.lost, read.discarded, read.burstDensity, read.gapDensity])
      expect(share !== null && share >= 0 && share <= 1).toBe(true);
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => check(Buffer.from(data))),
    { numRuns: 3000 },
  );
  const whole = voipMetricsReport(99);
  for (let length = 0; length <= whole.length; length++) check(whole.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, octet) => {
      const changed = Buffer.from(whole);
      changed[at] = octet;
      check(changed);
    }),
    { numRuns: 5000 },
  );
});
