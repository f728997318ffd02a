/** Call detail records and each person's history. */
import { and, desc, eq, getTableColumns, lt, sql } from "drizzle-orm";
import type { LegStatistics } from "../media/index.ts";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import type { Branch } from "./branch.ts";
import type { Call } from "./call.ts";
import { callRecords } from "./schema.ts";

export type CallRecord = typeof callRecords.$inferSelect;
type Outcome = CallRecord["outcome"];

const quality = (statistics: LegStatistics | undefined) => ({
  encryption: statistics?.encryption ?? "none",
  codec: statistics?.codec ?? "",
  packetsReceived: statistics?.packetsReceived ?? 0,
  packetsLost: statistics?.packetsLost ?? 0,
  jitter: Math.round(statistics?.jitter ?? 0),
  roundTrip: statistics?.roundTrip === undefined ? null : Math.round(statistics.roundTrip),
});

function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined) return "answered";
  if (status === 486 || status === 600) return "busy";
  if (status === 603) return "declined";
  return status === 480 || status === 487 || status === 408 ? "missed" : "failed";
}

/** Calls that end within this many milliseconds share one transaction and its fsync. */
const writeEvery = 100;

export class CallRecords {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #insert;
  #pending: { calls: Call[]; written: Promise<void> } | undefined;

  constructor(parts: { db: Database; events: EventLog; clock: Clock }) {
    this.#db = parts.db;
    const columns = Object.keys(getTableColumns(callRecords)) as (keyof CallRecord)[];
    // Every column by its own name, which is what a CallRecord is.
    const values = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]));
    this.#insert = parts.db.orm
      .insert(callRecords)
      .values(values as never)
      .prepare();
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  /** Resolves when the rows of this call, which has ended, are on disk and its people are told. */
  write(call: Call): Promise<void> {
    if (this.#pending) {
      this.#pending.calls.push(call);
      return this.#pending.written;
    }
    const calls = [call];
    const written = new Promise<void>((resolve, reject) => {
      this.#clock.after(writeEvery, () => {
        this.#pending = undefined;
        this.#writeAll(calls).then(resolve, reject);
      });
    });
    this.#pending = { calls, written };
    return written;
  }

  #writeAll(calls: readonly Call[]): Promise<void> {
    return this.#db.write(() => {
      for (const call of calls) {
        const rows = [callerRow(call), ...call.branches.map((branch) => branchRow(call, branch))];
        for (const row of rows) this.#insert.run(row);
        for (const person of new Set(rows.map(({ personId }) => personId)))
          if (person !== "")
            this.#events.append({ topic: `person:${person}`, kind: "call.ended", subject: call.id });
      }
    });
  }

  /** Newest first; one row a call, though several devices rang. */
  of(personId: string, before: number, limit: number): CallRecord[] {
    const rows = this.#db.orm
      .select()
      .from(callRecords)
      .where(and(eq(callRecords.personId, personId), lt(callRecords.startedAt, before)))
      .orderBy(desc(callRecords.startedAt))
      .limit(limit * 4)
      .all();
    const calls = new Map<string, CallRecord>();
    for (const row of rows) {
      const known = calls.get(row.callId);
      if (!known || known.outcome === "elsewhere" || row.outcome === "answered") calls.set(row.callId, row);
    }
    return [...calls.values()].slice(0, limit);
  }

  recent(limit: number): CallRecord[] {
    return this.#db.orm
      .select()
      .from(callRecords)
      .where(eq(callRecords.direction, "outgoing"))
      .orderBy(desc(callRecords.startedAt))
      .limit(limit)
      .all();
  }
}

function callerRow(call: Call): CallRecord {
  return {
    id: crypto.randomUUID(),
    callId: call.id,
    personId: call.caller.personId ?? "",
    direction: "outgoing",
    peerId: call.callee.personId ?? null,
    peerName: call.callee.name,
    peerNumber: call.callee.number,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt ?? null,
    endedAt: call.endedAt ?? call.startedAt,
    outcome: outcomeOf(call.status),
    status: call.status ?? null,
    transport: call.transport,
    ...quality(call.callerStatistics),
  };
}

function branchRow(call: Call, branch: Branch): CallRecord {
  const own = branch === call.answered && call.answeredAt !== undefined;
  const status = branch.status ?? call.status ?? null;
  const elsewhere = !own && call.answeredAt !== undefined;
  return {
    id: branch.id,
    callId: call.id,
    personId: call.callee.personId ?? "",
    direction: "incoming",
    peerId: call.caller.personId ?? null,
    peerName: call.caller.name,
    peerNumber: call.caller.number,
    startedAt: call.startedAt,
    answeredAt: own ? (call.answeredAt ?? null) : null,
    endedAt: call.endedAt ?? call.startedAt,
    outcome: own ? "answered" : elsewhere ? "elsewhere" : outcomeOf(status ?? 480),
    status: own ? null : status,
    transport: branch.binding.flow.transport,
    ...quality(branch.statistics),
  };
}
