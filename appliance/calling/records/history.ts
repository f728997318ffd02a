/** Each person's own calls, as their records tell of them, but for those that they took away from the list. */
import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import { callRecords } from "../schema.ts";
import type { CallRecord } from "./record-rows.ts";
import { isBehind, type PageStart, shownOfRecord } from "./records.ts";

export class Histories {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;

  constructor(parts: { db: Database; events: EventLog; clock: Clock }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  /** Newest first; one row a call, though several devices rang. `beforeId` is that of a call. */
  of(personId: string, start: PageStart, limit: number): CallRecord[] {
    const { callId, startedAt } = callRecords;
    const own = shownTo(personId);
    const page = this.#db.orm
      .selectDistinct({ callId, startedAt })
      .from(callRecords)
      .where(and(own, isBehind(start, callId)))
      .orderBy(desc(startedAt), desc(callId))
      .limit(limit)
      .all();
    const calls = new Map<string, CallRecord | undefined>(page.map((one) => [one.callId, undefined]));
    const rows = this.#db.orm
      .select(shownOfRecord)
      .from(callRecords)
      .where(and(own, inArray(callId, [...calls.keys()])))
      .all();
    for (const row of rows) {
      const known = calls.get(row.callId);
      if (!known || known.outcome === "elsewhere" || row.outcome === "answered") calls.set(row.callId, row);
    }
    return [...calls.values()].filter((row) => row !== undefined);
  }

  /**
   * Takes a call, or all that are on record now, out of the person's list on all their devices. The records of
   * the house stay as they are, and so do the lists of the others.
   */
  async hide(personId: string, callId?: string): Promise<void> {
    const meant = and(shownTo(personId), callId === undefined ? undefined : eq(callRecords.callId, callId));
    await this.#db.write((orm) => {
      const hidden = orm
        .update(callRecords)
        .set({ hiddenAt: this.#clock.now() })
        .where(meant)
        .returning({ id: callRecords.id })
        .all();
      if (hidden.length === 0) return; // another device was faster
      this.#events.append({
        topic: `person:${personId}`,
        kind: "call.history",
        subject: callId ?? personId,
      });
    });
  }
}

const shownTo = (personId: string) => and(eq(callRecords.personId, personId), isNull(callRecords.hiddenAt));
