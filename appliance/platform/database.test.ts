import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, EventLog, settings, systemClock } from "./index.ts";

const migrations = join(import.meta.dir, "migrations");
let folder: string;
let db: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-db-"));
  db = new Database(join(folder, "hearth.db"), migrations);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const put = (name: string) => db.write((orm) => void orm.insert(settings).values({ name, value: 1 }).run());
const names = () =>
  db.orm
    .select({ name: settings.name })
    .from(settings)
    .all()
    .map(({ name }) => name);

test("[AP-10] a write that fails undoes only itself", async () => {
  const outcomes = await Promise.allSettled([put("a"), put("a"), put("b")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(names()).toEqual(["a", "b"]);
});

test("[AP-10] an asynchronous write is refused and leaves nothing", async () => {
  const sneaky = async () => {
    db.orm.insert(settings).values({ name: "half", value: 1 }).run();
    await Promise.resolve();
  };
  const write = db.write(sneaky as unknown as () => never);
  expect(write).rejects.toMatchObject({ code: "asynchronous-write" });
  await write.catch(() => {});
  expect(names()).toEqual([]);
});

test("[AP-10] what was acknowledged is in a second connection's view; a backup holds it too", async () => {
  await put("kept");
  db.backup(join(folder, "copy.db"));
  for (const file of ["hearth.db", "copy.db"]) {
    const other = new Database(join(folder, file), migrations);
    expect(other.orm.select().from(settings).all()).toHaveLength(1);
    other.close();
  }
});

test("a listener that throws neither keeps others from hearing nor a write from being acknowledged", async () => {
  const faults: unknown[] = [];
  const guarded = new Database(join(folder, "guarded.db"), migrations, (error) => faults.push(error));
  const log = new EventLog(guarded, systemClock);
  const heard: string[] = [];
  log.listen(({ kind }) => {
    if (kind === "a.one") throw new Error("not today");
  });
  log.listen(({ kind }) => heard.push(kind));
  const append = (kind: string) =>
    guarded.write(() => {
      guarded.afterCommit(() => {
        throw new Error("nor this");
      });
      return log.append({ topic: "org", kind, subject: "x" });
    });
  expect(await Promise.all([append("a.one"), append("a.two")])).toEqual([1, 2]);
  expect(heard).toEqual(["a.one", "a.two"]);
  expect(faults.map((error) => (error as Error).message)).toEqual(["nor this", "not today", "nor this"]);
  guarded.close();
});

test("events are told after the commit, in order, and not when their write fails", async () => {
  const log = new EventLog(db, systemClock);
  const seen: string[] = [];
  log.listen(({ kind }) => seen.push(kind));
  const append = (kind: string, fails = false) =>
    db.write(() => {
      log.append({ topic: "org", kind, subject: "x" });
      if (fails) throw new Error("undone");
    });
  await Promise.allSettled([append("a.one"), append("a.lost", true), append("a.two")]);
  expect(seen).toEqual(["a.one", "a.two"]);
  expect(log.read(0, ["org"]).map(({ kind }) => kind)).toEqual(["a.one", "a.two"]);
  expect(log.read(0, ["space:other"])).toEqual([]);
});
