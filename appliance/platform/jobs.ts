/**
 * What takes long: steps that are counted, so that who asked for them sees how far they are and may cancel, and that
 * survive a restart. Some steps and the count of them are one transaction: a house that was killed goes on where the
 * disk says, and does none twice.
 */
import { and, asc, desc, eq, inArray, lt, notInArray } from "drizzle-orm";
import type { z } from "zod";
import type { Clock, Timer } from "./clock.ts";
import type { Database } from "./database.ts";
import { type ErrorCodeOf, errorTable, HearthError } from "./errors.ts";
import type { EventLog } from "./events.ts";
import type { Logger } from "./log.ts";
import { jobInputs, jobNotes, type jobStates, jobs } from "./schema.ts";

export const jobErrors = errorTable({
  "job-not-found": { http: 404, message: "This job is not known any more." },
  "job-over": { http: 409, message: "This job has ended already." },
});

export type JobErrorCode = ErrorCodeOf<typeof jobErrors>;

/** What a step came to: `created`, `refused`, and what is to be said of it. */
export interface JobNote {
  outcome: string;
  details: Record<string, unknown>;
}

export interface JobKind<Input> {
  /** `<noun>.<verb>`, as in `people.import`. */
  name: string;
  /** Input is kept on disk and read again after a restart, maybe by a later version. */
  input: z.ZodType<Input>;
  /** How many steps. */
  count(input: Input): number;
  /** Inside a write: one step, which need not be quick but must be short. A throw fails the job, and undoes no earlier batch. */
  step(input: Input, index: number, by: string): JobNote | undefined;
}

export interface Job {
  id: string;
  kind: string;
  by: string;
  state: (typeof jobStates)[number];
  /** Steps. */
  done: number;
  total: number;
  /** How many steps came to what. */
  outcomes: Record<string, number>;
  createdAt: number;
  endedAt: number | null;
}

/** Milliseconds that steps may hold the house up before others have their turn. */
const batchTime = 8;
/** Between two tellings of how far a job is, in milliseconds. */
const tellEvery = 250;
/** Jobs that have ended and are still shown. */
const remembered = 200;
/** Milliseconds until a disk that took nothing is tried again. */
const tryAgainAfter = 10_000;
const unfinished: Job["state"][] = ["waiting", "running"];

export class Jobs {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #kinds = new Map<string, JobKind<unknown>>();
  #working: Promise<void> | undefined;
  #later: Timer | undefined;
  #closed = false;

  constructor(parts: { db: Database; events: EventLog; clock: Clock; log: Logger }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** Says how jobs of a kind are done; before `resume`. */
  define<Input>(kind: JobKind<Input>): void {
    this.#kinds.set(kind.name, kind as JobKind<unknown>);
  }

  /** Goes on with what was left when the house stopped. */
  resume(): void {
    this.#later?.cancel();
    if (this.#closed) return;
    this.#working ??= this.#work()
      .catch((error: unknown) => {
        this.#log.error("jobs rest, because the disk takes nothing", { error });
        this.#later = this.#clock.after(tryAgainAfter, () => this.resume());
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** Puts a job behind those that wait; resolves once it is on disk. */
  async start<Input>(kind: JobKind<Input>, input: Input, by: string): Promise<Job> {
    const id = crypto.randomUUID();
    const createdAt = this.#clock.now();
    const total = kind.count(input);
    await this.#db.write(() => {
      this.#forgetOldest();
      this.#db.orm.insert(jobs).values({ id, kind: kind.name, by, state: "waiting", total, createdAt }).run();
      this.#db.orm.insert(jobInputs).values({ job: id, input }).run();
      this.#tell(id);
    });
    this.resume();
    return this.require(id);
  }

  /** What was done stays; the rest is not begun. Throws `job-not-found`, `job-over`. */
  cancel(id: string): Promise<Job> {
    return this.#db.write(() => {
      if (!unfinished.includes(this.require(id).state)) throw jobErrors("job-over");
      this.#end(id, "cancelled");
      return this.require(id);
    });
  }

  /** Newest first. */
  list(): Job[] {
    return this.#db.orm.select().from(jobs).orderBy(desc(jobs.createdAt)).limit(remembered).all();
  }

  find(id: string): Job | undefined {
    return this.#db.orm.select().from(jobs).where(eq(jobs.id, id)).get();
  }

  /** Throws `job-not-found`. */
  require(id: string): Job {
    const found = this.find(id);
    if (!found) throw jobErrors("job-not-found");
    return found;
  }

  /** What was noted with this outcome, in the order of the steps. */
  notes(id: string, outcome: string): (JobNote & { step: number })[] {
    const { step, details } = jobNotes;
    return this.#db.orm
      .select({ step, outcome: jobNotes.outcome, details })
      .from(jobNotes)
      .where(and(eq(jobNotes.job, id), eq(jobNotes.outcome, outcome)))
      .orderBy(asc(step))
      .all();
  }

  /** Ends with the batch that is on its way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#later?.cancel();
    await this.#working;
  }

  async #work(): Promise<void> {
    for (;;) {
      const next = this.#db.orm
        .select()
        .from(jobs)
        .where(inArray(jobs.state, unfinished))
        .orderBy(asc(jobs.createdAt))
        .limit(1)
        .get();
      if (!next || this.#closed) return;
      await this.#run(next);
    }
  }

  /** Rejects where the disk takes nothing: then the job stays as it was. */
  async #run(row: Job): Promise<void> {
    try {
      const kind = this.#kinds.get(row.kind);
      if (!kind) throw new Error(`nobody does jobs of the kind ${row.kind}`);
      const kept = this.#db.orm.select().from(jobInputs).where(eq(jobInputs.job, row.id)).get();
      const input = kind.input.parse(kept?.input);
      let toldAt = 0;
      let goesOn = true;
      while (goesOn && !this.#closed) {
        const tell = this.#clock.now() - toldAt >= tellEvery;
        if (tell) toldAt = this.#clock.now();
        goesOn = await this.#db.write(() => this.#batch(row.id, kind, input, tell));
      }
    } catch (error) {
      if (error instanceof HearthError && error.code === "database-refused") throw error;
      this.#log.error("a job failed", { job: row.id, kind: row.kind, error });
      await this.#db.write(() => this.#end(row.id, "failed"));
    }
  }

  /** Inside a write: as many steps as fit; whether there are more. */
  #batch(id: string, kind: JobKind<unknown>, input: unknown, tell: boolean): boolean {
    const row = this.find(id);
    if (!row || !unfinished.includes(row.state)) return false;
    const until = performance.now() + batchTime;
    let { done } = row;
    const outcomes = { ...row.outcomes };
    while (done < row.total && performance.now() < until) {
      const note = kind.step(input, done, row.by);
      if (note) {
        this.#db.orm
          .insert(jobNotes)
          .values({ job: id, step: done, ...note })
          .run();
        outcomes[note.outcome] = (outcomes[note.outcome] ?? 0) + 1;
      }
      done++;
    }
    this.#change(id, { state: "running", done, outcomes });
    if (done === row.total) this.#end(id, "done");
    else if (tell) this.#tell(id);
    return done < row.total;
  }

  /** Inside a write. */
  #end(id: string, state: "done" | "failed" | "cancelled"): void {
    this.#change(id, { state, endedAt: this.#clock.now() });
    this.#db.orm.delete(jobInputs).where(eq(jobInputs.job, id)).run();
    this.#tell(id);
  }

  #change(id: string, change: Partial<Job>): void {
    this.#db.orm.update(jobs).set(change).where(eq(jobs.id, id)).run();
  }

  #tell(id: string): void {
    this.#events.append({ topic: "admin", kind: "job.updated", subject: id });
  }

  #forgetOldest(): void {
    const { orm } = this.#db;
    const ended = notInArray(jobs.state, unfinished);
    const last = orm
      .select()
      .from(jobs)
      .where(ended)
      .orderBy(desc(jobs.createdAt))
      .offset(remembered - 1)
      .limit(1)
      .get();
    if (last)
      orm
        .delete(jobs)
        .where(and(ended, lt(jobs.createdAt, last.createdAt)))
        .run();
  }
}
