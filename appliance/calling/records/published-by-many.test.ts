/** Telephones choose the names of their dialogs: what one publishes takes nothing from another (AD-22). */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, silentLogger, VirtualClock } from "../../platform/index.ts";
import type { QualityReport } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import { callRecords } from "../schema.ts";
import { PublishedQuality } from "./published-quality.ts";

let folder: string;
let db: Database;
let quality: PublishedQuality;
let publish: (personId: string, report: QualityReport) => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  quality = new PublishedQuality({
    sip: {
      takeQualityReports(handler) {
        publish = handler;
      },
    },
    db,
    clock: new VirtualClock(0),
    log: silentLogger,
  });
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const reportOf = (callId: string, listening: number): QualityReport => ({
  callId,
  listening,
  conversational: null,
  lost: 0,
  discarded: null,
  burstDensity: null,
  burstDuration: null,
  gapDensity: null,
  gapDuration: null,
  roundTrip: null,
  endSystem: null,
});

/** This person's call, by that dialog of their telephone, is over and on record. */
async function ended(personId: string, callId: string): Promise<void> {
  const row = {
    id: personId,
    callId: personId,
    personId,
    direction: "outgoing",
    peerName: "",
    peerNumber: "",
    startedAt: 0,
    endedAt: 0,
    outcome: "answered",
    transport: "tls",
    encryption: "",
    codec: "",
    packetsReceived: 0,
    packetsLost: 0,
    jitter: 0,
  } as const;
  await db.write((orm) => orm.insert(callRecords).values(row).run());
  const ends = [{ party: { personId }, dialog: { state: { callId } } }];
  const call = { id: personId, state: "ended", answeredAt: 0, done: Promise.resolve(), ends, sides: {} };
  quality.changed(call as unknown as Call);
}

async function reported(): Promise<Record<string, number | null | undefined>> {
  await Promise.resolve(); // the calls are on record
  await db.write(() => {}); // and so is what was written before
  const rows = db.orm.select().from(callRecords).all();
  return Object.fromEntries(rows.map((row) => [row.personId, row.reported?.listening]));
}

test("[AD-22] two people's telephones may give their dialogs the same name", async () => {
  await ended("maria", "the same");
  await ended("jonas", "the same");
  publish("maria", reportOf("the same", 1.5));
  publish("jonas", reportOf("the same", 4.5));
  expect(await reported()).toEqual({ maria: 1.5, jonas: 4.5 });
});

test("[AD-22] who reports on a thousand dialogs pushes out nobody else's", async () => {
  publish("maria", reportOf("early", 2.5));
  for (let dialog = 0; dialog < 1001; dialog++) publish("jonas", reportOf(`${dialog}`, 1));
  await ended("maria", "early");
  await ended("jonas", "1000");
  await ended("lena", "1000");
  expect(await reported()).toEqual({ maria: 2.5, jonas: 1, lena: undefined });
});
