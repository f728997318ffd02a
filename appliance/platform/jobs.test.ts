/** Jobs on a real file: counted, cancelled, failed, and gone on with after the house stopped in between. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  Database,
  EventLog,
  HearthError,
  type HearthEvent,
  settings,
  silentLogger,
  systemClock,
  VirtualClock,
} from "./index.ts";
import { type Job, Jobs } from "./jobs.ts";

const migrations = join(import.meta.dir, "migrations");
let folder: string;
let db: Database;
let jobs: Jobs;
let told: HearthEvent[];

function open(): void {
  db = new Database(join(folder, "jobs.db"), migrations);
  const events = new EventLog(db, systemClock);
  told = [];
  events.listen((event) => told.push(event));
  jobs = new Jobs({ db, events, clock: systemClock, log: silentLogger });
  jobs.define(counting);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-jobs-"));
  open();
});
afterEach(async () => {
  await jobs.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Counting {
  to: number;
  failAt?: number | undefined;
}

/** Each step leaves a row; slow enough that a job takes some batches. */
const counting = {
  name: "numbers.count",
  input: z.object({ to: z.number(), failAt: z.number().optional() }),
  count: ({ to }: Counting) => to,
  step({ failAt }: Counting, index: number) {
    if (index === failAt) throw new Error("the step cannot be done");
    db.orm
      .insert(settings)
      .values({ name: `number ${index}`, value: index })
      .run(); // a second time, it throws
    const until = performance.now() + 1;
    while (performance.now() < until);
    return index % 10 === 0 ? { outcome: "tenth", details: { index } } : undefined;
  },
};
const counted = () => db.orm.select().from(settings).all().length;

/** Resolves when the job is told to be so far. */
async function until(id: string, wanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = jobs.require(id);
    if (wanted(job)) return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const over = ({ endedAt }: Job) => endedAt !== null;

describe("[UX-11] jobs", () => {
  test("[UX-11] are done step by step, and say what came of them", async () => {
    const { id, state } = await jobs.start(counting, { to: 50 }, "maria");
    expect(["waiting", "running"]).toContain(state);
    const job = await until(id, over);
    expect(job).toMatchObject({ state: "done", done: 50, total: 50, by: "maria", outcomes: { tenth: 5 } });
    expect(counted()).toBe(50);
    expect(jobs.notes(id, "tenth").map(({ details }) => details.index)).toEqual([0, 10, 20, 30, 40]);
    expect(jobs.notes(id, "other")).toEqual([]);
    expect(told.at(-1)).toMatchObject({ topic: "admin", kind: "job.updated", subject: id });
  });

  test("[UX-11] wait for one another, and are listed with the newest first", async () => {
    const first = await jobs.start(counting, { to: 20 }, "maria");
    await until(first.id, over);
    const second = await jobs.start({ ...counting, count: () => 0 }, { to: 0 }, "maria");
    expect(await until(second.id, over)).toMatchObject({ state: "done", total: 0 });
    expect(jobs.list().map(({ id }) => id)).toContain(first.id);
    expect(jobs.list()).toHaveLength(2);
  });

  test("[UX-11] are cancelled between two batches: what was done stays, once", async () => {
    const { id } = await jobs.start(counting, { to: 10_000 }, "maria");
    await until(id, ({ done }) => done > 0);
    const { state, done } = await jobs.cancel(id);
    expect(state).toBe("cancelled");
    await jobs.close();
    expect(jobs.require(id)).toMatchObject({ state: "cancelled", done });
    expect(counted()).toBe(done);
    expect(jobs.cancel(id)).rejects.toMatchObject({ code: "job-over" });
  });

  test("[MS-01] go on where they were when the house stopped in between, and do nothing twice", async () => {
    const { id } = await jobs.start(counting, { to: 100 }, "maria");
    await until(id, ({ done }) => done > 0);
    await jobs.close();
    db.close();
    open();
    const { done } = jobs.require(id);
    expect(done).toBeLessThan(100);
    expect(counted()).toBe(done);
    jobs.resume();
    expect(await until(id, over)).toMatchObject({ state: "done", done: 100, outcomes: { tenth: 10 } });
    expect(counted()).toBe(100);
  });

  test("[UX-11] fail at a step that cannot be done; the batches before it stay, and the next job has its turn", async () => {
    const bad = await jobs.start(counting, { to: 100, failAt: 60 }, "maria");
    const { state, done } = await until(bad.id, over);
    expect(state).toBe("failed");
    expect(counted()).toBe(done);
    await db.write((orm) => orm.delete(settings).run());
    const good = await jobs.start(counting, { to: 5 }, "maria");
    expect(await until(good.id, over)).toMatchObject({ state: "done" });
  });

  test("[MS-01] wait for a disk that takes nothing, and go on when it does", async () => {
    const clock = new VirtualClock();
    const patient = new Jobs({ db, events: new EventLog(db, clock), clock, log: silentLogger });
    patient.define(counting);
    const write = db.write.bind(db);
    const { id } = await patient.start(counting, { to: 40 }, "maria");
    const refused = Promise.withResolvers<void>();
    db.write = () => {
      db.write = write;
      setImmediate(refused.resolve);
      return Promise.reject(new HearthError("database-refused", { http: 503, message: "" }));
    };
    await refused.promise;
    expect(patient.require(id)).toMatchObject({ state: "running", endedAt: null });
    clock.advance(10_000);
    expect(await until(id, over)).toMatchObject({ state: "done", done: 40 });
    expect(counted()).toBe(40);
    await patient.close();
  });

  test("[UX-11] of a kind that nobody knows any more, or with other input, fail and hold nobody up", async () => {
    const foreign = await jobs.start({ ...counting, name: "gone.away" }, { to: 3 }, "maria");
    expect(await until(foreign.id, over)).toMatchObject({ state: "failed", done: 0 });
    const older = await jobs.start({ ...counting, count: () => 3 }, { of: 3 } as never, "maria");
    expect(await until(older.id, over)).toMatchObject({ state: "failed", done: 0 });
    expect(() => jobs.require("nothing")).toThrow("not known");
  });
});
