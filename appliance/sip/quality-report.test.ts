/** Reports of call quality (RFC 6035): those of telephones are read, and rubbish says nothing. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { mutate, randomFrom } from "../../scripts/peers/mutate.ts";
import { qualityReport } from "../../scripts/peers/quality-reports.ts";
import { readQualityReport } from "./quality-report.ts";

const whole = qualityReport("6dg37f1890463@192.0.2.10");
const withLocal = (...local: string[]) => readQualityReport(qualityReport("a@b", { local }));

test("[AD-22] what a telephone heard is read, and not what it knows of the other side", () => {
  expect(readQualityReport(whole)).toEqual({
    callId: "6dg37f1890463@192.0.2.10",
    listening: 2.1,
    conversational: 2,
    lost: 0.05,
    discarded: 0.025,
    burstDensity: 0.4,
    gapDensity: 0.02,
    burstDuration: 900,
    gapDuration: 4000,
    roundTrip: 120,
    endSystem: 60,
  });
  expect(readQualityReport(whole.replaceAll("\r\n", "\n").replaceAll(": ", " : "))?.lost).toBe(0.05);
  expect(readQualityReport(whole.replace("VQSessionReport: CallTerm", "VQIntervalReport:"))?.lost).toBe(0.05);
});

test("[AD-22] what is left out is unknown, and a report without losses, or with what cannot be, is none", () => {
  expect(withLocal("PacketLoss:NLR=0.0")).toMatchObject({ lost: 0, listening: null, roundTrip: null });
  for (const local of [
    [],
    ["QualityEst: MOSLQ=4.1"],
    ["PacketLoss: NLR=100.5"],
    ["PacketLoss: NLR=-1"],
    ["PacketLoss: NLR=NaN"],
    ["PacketLoss: NLR=1e1"],
    ["PacketLoss: NLR=1", "QualityEst: MOSLQ=5.1"],
    ["PacketLoss: NLR=1", "QualityEst: MOSLQ=0"],
    ["PacketLoss: NLR=1", "Delay: RTD=70000"],
  ])
    expect(withLocal(...local)).toBeUndefined();
  expect(readQualityReport(whole.replace("VQSessionReport", "VQAlertReport"))).toBeUndefined();
  expect(readQualityReport(whole.replace(/CallID: .*/, "CallID: <a b>"))).toBeUndefined();
  expect(readQualityReport(`${whole}${" ".repeat(20_000)}`)).toBeUndefined();
});

test("[AD-22] rubbish, and reports changed anywhere, throw nothing and say nothing impossible", () => {
  const check = (text: string) => {
    const read = readQualityReport(text);
    if (!read) return;
    for (const score of [read.listening, read.conversational])
      expect(score === null || (score >= 1 && score <= 5)).toBe(true);
    for (const share of [read.lost, read.discarded, read.burstDensity, read.gapDensity])
      expect(share === null || (share >= 0 && share <= 1)).toBe(true);
    expect(read.callId).toMatch(/^\S{1,300}$/);
  };
  fc.assert(fc.property(fc.string({ maxLength: 300 }), check), { numRuns: 2000 });
  const random = randomFrom(7);
  for (let times = 0; times < 3000; times++)
    check(mutate([Buffer.from(whole)], random, 30_000).toString("latin1"));
});
