/** Call records, page by page. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Database, EventLog, systemClock } from "../../platform/index.ts";
import { callRecords } from "../schema.ts";
import { Histories } from "./history.ts";
import { soundedBadly } from "./poor-sound.ts";
import { type CallRecord, withoutMedia } from "./record-rows.ts";
import { CallRecords } from "./records.ts";
import { Rounds } from "./rounds.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-records-"));
const calls = 40;
let db: Database;
let records: CallRecords;
let histories: Histories;
let events: EventLog;

/** Of a call that rang six devices: five for each millisecond. */
const rows = (call: number): CallRecord[] =>
  Array.from({ length: 6 }, (_, device) => ({
    id: Bun.randomUUIDv7(),
    callId: Bun.hash.crc32(`${call}`).toString(16).padStart(32, "0"),
    linkedTo: null,
    conference: null,
    personId: "maria",
    direction: device === 0 ? ("outgoing" as const) : ("incoming" as const),
    peerId: null,
    peerName: `${call}`,
    peerNumber: "1002",
    startedAt: 1000 + Math.floor(call / 5),
    answeredAt: null,
    setUp: null,
    cost: null,
    endedAt: 2000,
    outcome: device === 5 ? ("answered" as const) : ("elsewhere" as const),
    status: null,
    transport: "UDP",
    ...withoutMedia,
  }));

beforeAll(async () => {
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  const clock = systemClock;
  events = new EventLog(db, clock);
  records = new CallRecords({ db, events, clock, rounds: new Rounds(clock, 250), costOf: () => null });
  histories = new Histories({ db, events, clock });
  await db.write((orm) => {
    for (let call = 0; call < calls; call++) orm.insert(callRecords).values(rows(call)).run();
  });
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** Everything, page by page. */
function pages(next: (start: { before: number; beforeId: string }) => CallRecord[], id: "id" | "callId") {
  const seen: CallRecord[] = [];
  let start = { before: Number.MAX_SAFE_INTEGER, beforeId: "" };
  for (;;) {
    const page = next(start);
    const last = page.at(-1);
    if (!last) return seen;
    seen.push(...page);
    start = { before: last.startedAt, beforeId: last[id] };
  }
}

for (const size of [1, 3, 7, 50])
  test(`[AD-27] pages of ${size} hold each call once, where several began in one millisecond`, () => {
    const history = pages((start) => histories.of("maria", start, size), "callId");
    expect(history.map(({ outcome }) => outcome)).toEqual(Array.from({ length: calls }, () => "answered"));
    expect(new Set(history.map(({ callId }) => callId)).size).toBe(calls);
    const all = { text: "", people: [], from: 0, to: 5000, poor: false, limit: size };
    const searched = pages((start) => records.search({ ...all, ...start }), "id");
    expect(new Set(searched.map(({ peerName }) => peerName)).size).toBe(calls);
    expect(searched).toHaveLength(calls);
    const times = [...history, ...searched].map(({ startedAt }) => startedAt);
    expect(times).toEqual([
      ...times.slice(0, calls).toSorted().reverse(),
      ...times.slice(calls).toSorted().reverse(),
    ]);
  });

test("[HY-02] what a person takes out of their history is gone from it once, and stays on record", async () => {
  const own = () => histories.of("maria", { before: Number.MAX_SAFE_INTEGER, beforeId: "" }, 200);
  const told = () => events.tail(0).filter(({ kind }) => kind === "call.history").length;
  const [newest] = own();
  await histories.hide("jonas", newest?.callId);
  expect([own().length, told()]).toEqual([calls, 0]); // it is not his
  await histories.hide("maria", newest?.callId);
  await histories.hide("maria", newest?.callId);
  expect([own().length, told()]).toEqual([calls - 1, 1]);
  expect(own().some(({ callId }) => callId === newest?.callId)).toBe(false);
  await histories.hide("maria");
  expect([own().length, told()]).toEqual([0, 2]);
  const all = { text: "", people: [], from: 0, to: 5000, poor: false, limit: 200 };
  expect(records.search({ ...all, before: Number.MAX_SAFE_INTEGER, beforeId: "" })).toHaveLength(calls);
  expect(records.legs(newest?.callId ?? "")).toHaveLength(6);
});

test("[AD-27] [AD-22] calls of which any leg sounded badly are found once, for whatever reason, and no others", async () => {
  const clean = { packetsReceived: 1000, packetsLost: 0, jitter: 3, roundTrip: 20 };
  const reported = (listening: number) => ({ listening }) as CallRecord["reported"];
  const heard: Record<string, [caller: Partial<CallRecord>, callee: Partial<CallRecord>]> = {
    clean: [{}, { reported: reported(4.2) }],
    "loss here": [{ packetsLost: 40 }, {}],
    "loss there": [{}, { packetsLost: 40 }],
    jitter: [{}, { jitter: 55 }],
    delay: [{ roundTrip: 900 }, {}],
    "by its telephone": [{}, { reported: reported(2.1) }],
    "not answered": [{ packetsLost: 40, outcome: "missed" }, { outcome: "missed" }],
  };
  await db.write((orm) => {
    for (const [peerName, legs] of Object.entries(heard))
      for (const [at, leg] of legs.entries())
        orm
          .insert(callRecords)
          .values({
            ...(rows(0)[at] as CallRecord),
            id: Bun.randomUUIDv7(),
            callId: peerName,
            peerName,
            startedAt: 9000,
            outcome: "answered",
            ...clean,
            ...leg,
          })
          .run();
  });
  const all = { text: "", people: [], from: 0, to: 10_000, poor: true, limit: 200 };
  const everywhere = { before: Number.MAX_SAFE_INTEGER, beforeId: "" };
  const names = (found: CallRecord[]) => found.map(({ peerName }) => peerName).toSorted();
  const bad = ["by its telephone", "delay", "jitter", "loss here", "loss there"];
  expect(names(records.search({ ...all, ...everywhere }))).toEqual(bad);
  const ofMaria = records.search({ ...all, ...everywhere, text: "maria", people: ["maria"] });
  expect([...new Set(names(ofMaria))]).toEqual(bad);
});

test("[AD-22] a row that is damaged keeps no house from finding calls that sounded badly, and the index serves the question", async () => {
  const before = {
    ...(rows(0)[0] as CallRecord),
    id: Bun.randomUUIDv7(),
    callId: "damaged",
    outcome: "answered" as const,
  };
  await db.write((orm) => {
    orm.insert(callRecords).values(before).run();
    orm.run(sql`update call_records set reported = '{not json' where call_id = 'damaged'`);
    orm.run(sql`reindex call_records_poor`);
  });
  const wanted = `select call_id from call_records where ${soundedBadly}`;
  const plan = db.orm.all<{ detail: string }>(sql.raw(`explain query plan ${wanted}`));
  expect(plan.map(({ detail }) => detail).join()).toContain("call_records_poor");
  const found = db.orm.all<{ call_id: string }>(sql.raw(wanted)).map((row) => row.call_id);
  expect(found).not.toContain("damaged");
});
