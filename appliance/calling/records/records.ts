/** Call detail records. */
import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import { callRecords } from "../schema.ts";
import { Courses } from "./courses.ts";
import { soundedBadly } from "./poor-sound.ts";
import {
  type CallRecord,
  missedIn,
  type Outcome,
  type RefusedCall,
  rowsOf,
  rowsOfRefused,
} from "./record-rows.ts";
import type { Rounds } from "./rounds.ts";

const { hiddenAt: _ofTheHistory, ...columns } = getTableColumns(callRecords);
/** What is shown of a row. */
export const shownOfRecord = columns;

/** Where the next page begins: behind the last of this one. */
export interface PageStart {
  /** Milliseconds since the epoch: when that one began. */
  before: number;
  /** Its id, since several may begin in one millisecond; empty: none of those is meant. */
  beforeId: string;
}

/** @param id what the page is in order of within a millisecond, downwards */
export const isBehind = (
  { before, beforeId }: PageStart,
  id: typeof callRecords.id | typeof callRecords.callId,
) => and(lte(callRecords.startedAt, before), or(lt(callRecords.startedAt, before), lt(id, beforeId)));

export interface RecordSearch extends PageStart {
  /** The beginning of a number; empty: every call once. */
  text: string;
  /** Ids of people whose calls are meant. */
  people: string[];
  outcome?: Outcome | undefined;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Only those that sounded badly. */
  poor: boolean;
  limit: number;
}

/** @param before undefined: none is */
const outdated = (before: number | undefined, held: ReadonlySet<string>) =>
  and(
    lt(callRecords.startedAt, before ?? 0),
    notInArray(callRecords.personId, [...held]),
    or(isNull(callRecords.peerId), notInArray(callRecords.peerId, [...held])),
  );

export class CallRecords {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #rounds: Rounds;
  readonly #insert;
  readonly courses: Courses;
  readonly #costOf: (call: string) => number | null;
  #pending: { calls: Call[]; written: PromiseWithResolvers<void> } | undefined;

  constructor(parts: {
    db: Database;
    events: EventLog;
    clock: Clock;
    rounds: Rounds;
    /** What a call that has ended cost, in millionths of the currency; asked once. */
    costOf: (call: string) => number | null;
  }) {
    this.#costOf = parts.costOf;
    this.#db = parts.db;
    this.#rounds = parts.rounds;
    this.#insert = parts.db.inserter(callRecords);
    this.courses = new Courses(parts.db);
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  /** Resolves when the rows of this call, which has ended, are on disk and its people are told. */
  write(call: Call): Promise<void> {
    this.#pending ??= { calls: [], written: Promise.withResolvers() };
    this.#pending.calls.push(call);
    this.#rounds.join(this.#writePending);
    return this.#pending.written.promise;
  }

  /** Rows of calls from before, with nobody of these on them: for retention. */
  countOutdated(before: number | undefined, held: ReadonlySet<string>): number {
    const { orm } = this.#db;
    return orm.select({ count: count() }).from(callRecords).where(outdated(before, held)).get()?.count ?? 0;
  }

  /** Takes some of them away, without a trace in the database's file; resolves with how many. */
  expire(before: number | undefined, held: ReadonlySet<string>, limit: number): Promise<number> {
    return this.#db.erase((orm) => {
      const due = orm
        .select({ id: callRecords.id })
        .from(callRecords)
        .where(outdated(before, held))
        .limit(limit);
      return orm
        .delete(callRecords)
        .where(inArray(callRecords.id, due))
        .returning({ id: callRecords.id })
        .all().length;
    });
  }

  readonly #writePending = (): void => {
    if (!this.#pending) return;
    const { calls, written } = this.#pending;
    this.#pending = undefined;
    this.#db
      .write(() => {
        for (const call of calls) {
          const rows = rowsOf(call, this.#costOf(call.id));
          this.#insertAll(call.id, rows);
          this.#putCourses(call, rows);
        }
      })
      .then(written.resolve, written.reject);
  };

  #putCourses({ sides: { caller, callee } }: Call, rows: readonly CallRecord[]): void {
    const answered = rows.find(
      ({ direction, outcome }) => direction === "incoming" && outcome === "answered",
    );
    this.courses.put(rows[0]?.id, caller?.statistics?.course);
    this.courses.put(answered?.id, callee?.statistics?.course);
  }

  #insertAll(callId: string, rows: readonly CallRecord[]): void {
    for (const row of rows) this.#insert(row);
    for (const person of new Set(rows.map(({ personId }) => personId)))
      if (person !== "") {
        const missed = missedIn(rows.filter(({ personId }) => personId === person));
        const payload = missed && {
          missed: { person: missed.peerId, name: missed.peerName || missed.peerNumber },
        };
        this.#events.append({
          topic: `person:${person}`,
          kind: "call.ended",
          subject: callId,
          ...(payload && { payload }),
        });
      }
  }

  /** A call that nobody's device rang for. */
  writeRefused(call: RefusedCall): Promise<void> {
    return this.#db.write(() => this.#insertAll(call.id, rowsOfRefused(call, this.#clock.now())));
  }

  /** Newest first, of everybody. `beforeId` is that of a row. */
  search(wanted: RecordSearch): CallRecord[] {
    const { text, people, outcome, from, to, poor, limit } = wanted;
    const { id, personId, peerId, peerNumber, startedAt } = callRecords;
    const all = text === "";
    const numbers = all ? [] : this.#numbersFrom(text);
    if (!all && people.length + numbers.length === 0) return [];
    const found = all
      ? eq(callRecords.direction, "outgoing") // one row a call
      : or(inArray(personId, people), inArray(peerId, people), inArray(peerNumber, numbers));
    return (
      this.#db.orm
        .select(shownOfRecord)
        .from(callRecords)
        .where(
          and(
            found,
            outcome && eq(callRecords.outcome, outcome),
            gte(startedAt, from),
            lt(startedAt, to),
            isBehind(wanted, id),
            poor ? inArray(callRecords.callId, this.#poorCalls()) : undefined,
          ),
        )
        // The plus keeps SQLite from walking a year of calls in order of time to find the few that are meant.
        .orderBy(all ? desc(startedAt) : sql`+${startedAt} desc`, desc(id))
        .limit(limit)
        .all()
    );
  }

  /** Calls of which any leg sounded badly: what is found may be another one of them. */
  #poorCalls() {
    const leg = alias(callRecords, "leg");
    return this.#db.orm.select({ callId: leg.callId }).from(leg).where(sql.raw(soundedBadly));
  }

  /** Numbers that begin like this, some of them. */
  #numbersFrom(text: string): string[] {
    const number = text.replaceAll(/[\s().-]/g, "");
    const { peerNumber } = callRecords;
    if (number === "") return [];
    return this.#db.orm
      .selectDistinct({ peerNumber })
      .from(callRecords)
      .where(and(gte(peerNumber, number), lt(peerNumber, `${number}\uffff`)))
      .limit(50)
      .all()
      .map((row) => row.peerNumber);
  }

  /** Every leg of a call, of the calls that came out of it, and of those that it was put together with. */
  legs(callId: string): CallRecord[] {
    const { orm } = this.#db;
    const conferences = orm
      .select({ id: callRecords.conference })
      .from(callRecords)
      .where(and(eq(callRecords.callId, callId), isNotNull(callRecords.conference)));
    return orm
      .select(shownOfRecord)
      .from(callRecords)
      .where(
        or(
          eq(callRecords.callId, callId),
          eq(callRecords.linkedTo, callId),
          inArray(callRecords.conference, conferences),
        ),
      )
      .orderBy(callRecords.startedAt)
      .all();
  }
}
