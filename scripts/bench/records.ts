/**
 * Call records: a million rows, and how long the console's searches take.
 *   bun scripts/bench/records.ts
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { qualityReport } from "../../appliance/calling/records/quality.ts";
import { CallRecords, type RecordSearch } from "../../appliance/calling/records/records.ts";
import { Rounds } from "../../appliance/calling/records/rounds.ts";
import { callRecords, outcomes } from "../../appliance/calling/schema.ts";
import { Database, EventLog, systemClock } from "../../appliance/platform/index.ts";

const rows = 1_000_000;
const people = Array.from({ length: 500 }, () => crypto.randomUUID());
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;

const folder = mkdtempSync(join(tmpdir(), "hearth-records-"));
const db = new Database(
  join(folder, "hearth.db"),
  join(import.meta.dir, "../../appliance/platform/migrations"),
);
const now = Date.now();
const year = 365 * 24 * 3600 * 1000;
for (let at = 0; at < rows; at += 1000)
  await db.write((orm) => {
    const batch = Array.from({ length: 1000 }, (_, index) => {
      const startedAt = now - Math.floor(Math.random() * year);
      return {
        id: `${at + index}`,
        callId: `${Math.floor((at + index) / 2)}`,
        personId: pick(people),
        direction: index % 2 === 0 ? ("outgoing" as const) : ("incoming" as const),
        peerId: Math.random() < 0.5 ? pick(people) : null,
        peerName: "Somebody",
        peerNumber: `+1415555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`,
        startedAt,
        answeredAt: startedAt + 5000,
        endedAt: startedAt + 60_000,
        outcome: pick(outcomes),
        status: null,
        transport: "UDP",
        encryption: "none",
        codec: "PCMU",
        packetsReceived: 3000,
        packetsLost: Math.random() < 0.02 ? 200 : 0,
        jitter: 3,
        roundTrip: 10,
      };
    });
    for (let from = 0; from < batch.length; from += 100)
      orm
        .insert(callRecords)
        .values(batch.slice(from, from + 100))
        .run();
  });

const clock = systemClock;
const rounds = new Rounds(clock, 250);
const records = new CallRecords({ db, events: new EventLog(db, clock), clock, rounds, costOf: () => null });
const any = { text: "", people: [], from: 0, to: now, poor: false, before: now, beforeId: "", limit: 100 };
const searches: Record<string, RecordSearch> = {
  "everything, newest": any,
  "a person": { ...any, text: "maria", people: people.slice(0, 1) },
  "twenty people of a name": { ...any, text: "m", people: people.slice(0, 20) },
  "a number": { ...any, text: "+14155550123" },
  "a number's beginning": { ...any, text: "+1415555" },
  "bad quality": { ...any, poor: true },
  "failed calls of a month": { ...any, outcome: "failed", from: now - year / 12 },
};
for (const [name, search] of Object.entries(searches)) {
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now();
    records.search(search);
    return performance.now() - began;
  }).toSorted((a, b) => a - b);
  console.log(`${name}: median ${times[10]?.toFixed(1)} ms, slowest ${times[19]?.toFixed(1)} ms`);
}
for (const days of [7, 30, 90, 365]) {
  const began = performance.now();
  const { legs } = await qualityReport(db, days, now);
  console.log(`quality of ${days} days: ${(performance.now() - began).toFixed(0)} ms, ${legs} legs`);
}
db.close();
rmSync(folder, { recursive: true });
