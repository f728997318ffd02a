/** The event log: every command appends to it in its own transaction; clients and rooms read it. */
import { and, asc, desc, eq, gt, like, lt, lte, max, ne, notLike, or, sql } from "drizzle-orm";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { events, newestOnly } from "./schema.ts";
import { readSetting, writeSetting } from "./stored-settings.ts";

export interface HearthEvent {
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  topic: string;
  kind: string;
  subject: string;
  payload: Record<string, unknown>;
}

export interface NewEvent {
  topic: string;
  kind: string;
  subject: string;
  payload?: Record<string, unknown>;
  /** People whose set of visible topics this event changes (a membership came or went). */
  regroups?: string[];
}

/** Events that go in one write: others have their turn in between. */
const slice = 2_000;
const horizonSetting = "events.horizon";

type Listener = (event: HearthEvent, regroups: readonly string[]) => void;

export class EventLog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  #horizon: number;
  readonly #insert;
  readonly #replaced;
  readonly #page;
  readonly #tail;
  readonly #last;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#horizon = Number(readSetting(db.orm, horizonSetting) ?? 0);
    this.#insert = db.inserter(events);
    this.#replaced = db.orm
      .delete(events)
      .where(
        and(
          eq(events.topic, sql.placeholder("topic")),
          eq(events.subject, sql.placeholder("subject")),
          eq(events.kind, sql.raw(`'${newestOnly}'`)), // as the index has it
        ),
      )
      .prepare();
    this.#page = db.orm
      .select()
      .from(events)
      .where(
        and(
          gt(events.seq, sql.placeholder("since")),
          sql`${events.topic} in (select value from json_each(${sql.placeholder("topics")}))`,
        ),
      )
      .orderBy(asc(events.seq))
      .limit(sql.placeholder("limit"))
      .prepare();
    this.#tail = db.orm
      .select()
      .from(events)
      .where(gt(events.seq, sql.placeholder("since")))
      .orderBy(asc(events.seq))
      .limit(sql.placeholder("limit"))
      .prepare();
    this.#last = db.orm
      .select({ seq: max(events.seq) })
      .from(events)
      .prepare();
  }

  /**
   * Inside a `Database.write`: appends, and tells the listeners once the write is on disk. Returns the seq.
   * What it makes pointless goes (`newestOnly`).
   */
  append(event: NewEvent): number {
    const at = this.#clock.now();
    const payload = event.payload ?? {};
    const { topic, kind, subject } = event;
    if (kind === newestOnly) this.#replaced.run({ topic, subject });
    const seq = this.#insert({ at, topic, kind, subject, payload });
    const stored = { seq, at, topic, kind, subject, payload };
    this.#db.afterCommit(() => {
      for (const listener of this.#listeners)
        try {
          listener(stored, event.regroups ?? []);
        } catch (error) {
          this.#db.onFault(error); // the others hear of it
        }
    });
    return seq;
  }

  /** Events after `since` on any of `topics`, oldest first, at most `limit`. */
  read(since: number, topics: readonly string[], limit = 500): HearthEvent[] {
    return this.#page.all({ since, topics: JSON.stringify(topics), limit });
  }

  /** The same on every topic, for the house's own readers. */
  tail(since: number, limit = 500): HearthEvent[] {
    return this.#tail.all({ since, limit });
  }

  /** Those of `topics` on which something happened after `since`. */
  touched(since: number, topics: readonly string[]): string[] {
    return this.#db.orm
      .all<{ value: string }>(
        sql`select value from json_each(${JSON.stringify(topics)})
          where exists (select 1 from ${events} where topic = value and seq > ${since})`,
      )
      .map(({ value }) => value);
  }

  /** What events after `since` on this topic are about, of kinds that begin with `prefix`. */
  subjects(since: number, topic: string, prefix: string): string[] {
    return this.#db.orm
      .selectDistinct({ subject: events.subject })
      .from(events)
      .where(and(eq(events.topic, topic), gt(events.seq, since), like(events.kind, `${prefix}%`)))
      .all()
      .map(({ subject }) => subject);
  }

  /** The newest events about a subject whose kind begins with `prefix`, newest first. */
  of(subject: string, prefix: string, limit = 200): HearthEvent[] {
    const wanted = and(eq(events.subject, subject), like(events.kind, `${prefix}%`));
    return this.#db.orm.select().from(events).where(wanted).orderBy(desc(events.seq)).limit(limit).all();
  }

  /** Seq of the newest event, 0 when there is none. */
  get last(): number {
    return this.#last.get()?.seq ?? 0;
  }

  /** Seq up to which events may be gone: who has seen less cannot be told what they missed. */
  get horizon(): number {
    return this.#horizon;
  }

  /**
   * Takes away what is older than `before`, but for what administrators have decided (not the calls that they are
   * told of) and what guests did, which somebody may have to answer for; and for the newest, which says where whoever loads everything stands.
   * @param before milliseconds since the epoch
   */
  async forget(before: number): Promise<void> {
    for (;;) {
      const next = this.tail(this.#horizon, slice);
      const old = next.findIndex(({ at }) => at >= before);
      const upTo = (old < 0 ? next : next.slice(0, old)).at(-1)?.seq;
      if (upTo === undefined) return;
      const calls = like(events.kind, "call.%");
      const passing = and(or(ne(events.topic, "admin"), calls), notLike(events.kind, "guest.%"));
      await this.#db.write((orm) => {
        orm
          .delete(events)
          .where(
            and(gt(events.seq, this.#horizon), lte(events.seq, upTo), lt(events.seq, this.last), passing),
          )
          .run();
        writeSetting(orm, horizonSetting, upTo);
        this.#db.afterCommit(() => {
          this.#horizon = upTo;
        });
      });
    }
  }

  /** Calls `listener` for each event after its commit, in order; returns the way to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
