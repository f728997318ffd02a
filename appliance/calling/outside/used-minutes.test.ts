import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, silentLogger, VirtualClock } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import { UsedMinutes } from "./used-minutes.ts";

let folder: string;
const open = (name: string) =>
  new Database(join(folder, name), join(import.meta.dir, "../../platform/migrations"));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("[SE-01] minutes are on disk again when it is back, though it was away as the day began", async () => {
  const [db, away] = [open("hearth.db"), open("away.db")];
  away.close();
  const clock = new VirtualClock(new Date(2026, 10, 10, 23, 59).getTime());
  const parts = { db, clock, log: silentLogger };
  const minutes = new UsedMinutes(parts);
  const party: CallParty = { personId: "maria", name: "Maria", number: "2001" };
  minutes.runs(party, "maria");
  parts.db = away;
  clock.advance(90_000);
  parts.db = db;
  clock.advance(30_000);
  await db.write(() => {}); // what was written before is on disk
  minutes.close();
  const after = new UsedMinutes(parts);
  expect(after.today("maria")).toBeGreaterThanOrEqual(60);
  db.close();
});
