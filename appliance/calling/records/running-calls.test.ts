/** A house starts beside whatever lies in its journal of running calls. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, silentLogger, VirtualClock } from "../../platform/index.ts";
import type { Remains, Sip } from "../../sip/index.ts";
import { callRecords, runningCalls } from "../schema.ts";
import { Rounds } from "./rounds.ts";
import { RunningCalls } from "./running-calls.ts";

const dialog: Remains = {
  ...{ callId: "c", local: "<sip:house@x>;tag=1", remote: "<sip:maria@x>;tag=2" },
  ...{ localTag: "1", remoteTag: "2", remoteTarget: "sip:maria@192.0.2.1:6000", routeSet: [] },
  ...{ localSequence: 1, remoteSequence: 1, address: "192.0.2.1", port: 6000 },
};
const ofPage: Remains = { ...dialog, transport: "WSS", port: 0, personId: "maria" };
const good = {
  caller: { personId: "maria", name: "Maria", number: "2001" },
  callee: { name: "", number: "+33155550199" },
  linkedTo: null,
  startedAt: 1000,
  answeredAt: 2000,
  transports: { caller: "UDP", callee: "UDP" },
  meter: { spent: 1_000_000, price: 600_000, at: 3000 },
  ends: [dialog, ofPage],
};

test("[CA-02] [AP-10] [SE-01] a call that was cut off is on record with its cost, beside others that cannot be read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-running-calls-"));
  const db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  const buried: Remains[] = [];
  const sip = { bury: (remains: Remains) => buried.push(remains) } as unknown as Sip;
  const clock = new VirtualClock();
  const rounds = new Rounds(clock, 250);
  const running = new RunningCalls({ db, clock, log: silentLogger, sip, rounds, meterOf: () => undefined });
  const wrong = [
    ...["", "{", "null", "[]", "{}"],
    JSON.stringify({ ...good, ends: {} }),
    JSON.stringify({ ...good, ends: [{ ...dialog, routeSet: undefined }] }),
    JSON.stringify({ ...good, ends: [{ ...dialog, identity: "x" }] }),
    JSON.stringify({ ...good, caller: undefined }), // its dialogs can be read
  ];
  const rows = [JSON.stringify(good), ...wrong];
  await db.write((orm) => {
    for (const [at, call] of rows.entries())
      orm
        .insert(runningCalls)
        .values({ id: `${at}`, call, seenAt: 9000 })
        .run();
  });
  await running.recover();
  const records = db.orm.select().from(callRecords).all();
  const seen = records.map(({ callId, direction, cost, endedAt }) => ({ callId, direction, cost, endedAt }));
  expect(seen).toEqual([
    { callId: "0", direction: "outgoing", cost: 1_060_000, endedAt: 9000 },
    { callId: "0", direction: "incoming", cost: null, endedAt: 9000 },
  ]);
  expect(buried).toEqual([dialog, ofPage, dialog, ofPage]);
  expect(db.orm.select().from(runningCalls).all()).toEqual([]);
  running.close();
  db.close();
  rmSync(folder, { recursive: true });
});
