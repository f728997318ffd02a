/** Opinion scores, and the report of how calls sounded. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../platform/index.ts";
import { callRecords } from "../schema.ts";
import { opinionScore, qualityReport } from "./quality.ts";

const clean = { packetsReceived: 1000, packetsLost: 0, jitter: 1, roundTrip: 20, codec: "PCMU" };

test("[AD-22] a clean G.711 leg scores what the E-model gives, and loss, jitter and delay cost what they should", () => {
  expect(opinionScore(clean)).toBeCloseTo(4.39, 1);
  expect(opinionScore({ ...clean, roundTrip: null })).toBeCloseTo(4.39, 1);
  const lossy = opinionScore({ ...clean, packetsReceived: 950, packetsLost: 50 }) ?? 0;
  expect(lossy).toBeGreaterThan(3.6);
  expect(lossy).toBeLessThan(4.1); // "some dissatisfied" begins at 3.6
  const far = opinionScore({ ...clean, roundTrip: 800 }) ?? 0;
  expect(far).toBeLessThan(3.2);
  expect(opinionScore({ ...clean, jitter: 100 })).toBeLessThan(opinionScore(clean) ?? 0);
  expect(opinionScore({ ...clean, packetsReceived: 0, packetsLost: 100 })).toBeGreaterThanOrEqual(1);
  expect(opinionScore({ ...clean, packetsReceived: 0 })).toBeUndefined();
});

test("[AD-22] the report counts calls by hour or day, and names the ten worst, each once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-quality-"));
  const db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  const now = new Date(2026, 10, 25, 12, 30).getTime();
  const row = (call: number, direction: "outgoing" | "incoming", packetsLost: number) => ({
    id: `${call}-${direction}`,
    callId: `${call}`,
    personId: "maria",
    direction,
    peerName: "Jonas",
    peerNumber: "1002",
    startedAt: now - call * 1_800_000,
    answeredAt: now - call * 1_800_000,
    setUp: call === 39 ? null : 100 + call,
    endedAt: now,
    outcome: call % 4 === 3 ? ("missed" as const) : ("answered" as const),
    transport: "UDP",
    encryption: "none",
    ...clean,
    packetsLost,
  });
  await db.write((orm) => {
    for (let call = 0; call < 40; call++)
      for (const direction of ["outgoing", "incoming"] as const)
        orm
          .insert(callRecords)
          .values(row(call, direction, call * 5))
          .run();
  });
  const byHour = await qualityReport(db, 1, now + 1);
  expect(byHour.spans).toHaveLength(24);
  expect(byHour.spans.reduce((sum, { calls }) => sum + calls, 0)).toBe(40);
  expect(byHour.spans.at(-1)).toMatchObject({ calls: 2, answered: 2 });
  const byDay = await qualityReport(db, 7, now + 1);
  expect(byDay.spans).toHaveLength(7);
  expect(byDay.spans.map(({ calls }) => calls)).toEqual([0, 0, 0, 0, 0, 14, 26]);
  expect(byDay.legs).toBe(60);
  expect(byDay.worst.map(({ callId }) => callId)).toEqual([
    "38",
    "37",
    "36",
    "34",
    "33",
    "32",
    "30",
    "29",
    "28",
    "26",
  ]);
  expect(byDay.scores.half).toBeGreaterThan(byDay.scores.most ?? 5);
  const nothing = await qualityReport(db, 7, now - 365 * 86_400_000);
  expect(byDay.setUp).toEqual({ half: 119, most: 137, nearlyAll: 138 }); // of calls, not of legs
  expect(nothing).toMatchObject({ legs: 0, worst: [], scores: { half: null }, setUp: { half: null } });
  db.close();
  rmSync(folder, { recursive: true });
});
