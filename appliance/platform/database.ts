/**
 * SQLite with group commit: writes that arrive in one turn of the event loop share one transaction and one
 * fsync, and each is acknowledged only after it.
 */
import { type SQLQueryBindings, Database as Sqlite } from "bun:sqlite";
import { getTableColumns, sql } from "drizzle-orm";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { migrate } from "drizzle-orm/bun-sqlite/migrator";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { errorTable } from "./errors.ts";

export type Orm = BunSQLiteDatabase<Record<string, never>>;

export const databaseErrors = errorTable({
  "database-closed": { http: 503, message: "The appliance is stopping. Try again in a moment." },
  "database-refused": { http: 503, message: "The change could not be stored on disk. Nothing was changed." },
  "asynchronous-write": { http: 500, message: "A write returned a promise; it would commit half done." },
});

interface Unit {
  run: () => unknown;
  settle: (outcome: { value: unknown } | { error: unknown }) => void;
  afterCommit: (() => void)[];
}

export class Database {
  readonly orm: Orm;
  /** Told what was thrown after a commit: what is on disk is acknowledged all the same. */
  readonly onFault: (error: unknown) => void;
  readonly #sqlite: Sqlite;
  #queue: Unit[] = [];
  #current: Unit | undefined;
  #closed = false;
  #scheduled = false;

  /** Opens or creates the file and applies the migrations of `migrationsFolder`. */
  constructor(path: string, migrationsFolder: string, onFault: (error: unknown) => void = reportError) {
    this.onFault = onFault;
    this.#sqlite = new Sqlite(path, { create: true, strict: true });
    for (const pragma of [
      "journal_mode = WAL",
      "synchronous = FULL",
      "foreign_keys = ON",
      "busy_timeout = 5000",
      "cache_size = -32000",
      "temp_store = MEMORY",
    ])
      this.#sqlite.run(`PRAGMA ${pragma}`);
    this.orm = drizzle(this.#sqlite, { casing: "snake_case" });
    migrate(this.orm, { migrationsFolder });
  }

  /**
   * Runs `run` inside the next transaction and resolves with its result once that is on disk. When `run`
   * throws, only its own changes are undone and only its own promise is rejected. It must not be async: an
   * await would let the transaction commit before the work is done.
   */
  write<T>(run: (orm: Orm) => T extends PromiseLike<unknown> ? never : T): Promise<T> {
    if (this.#closed) return Promise.reject(databaseErrors("database-closed"));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        run: () => run(this.orm),
        settle: (outcome) => ("error" in outcome ? reject(outcome.error) : resolve(outcome.value as T)),
        afterCommit: [],
      });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#flush());
    });
  }

  /**
   * How rows of a table are put in inside a `write`, one at a time; gives SQLite's number of the row. For what every
   * call and every message writes: drizzle takes twice as long for each.
   */
  inserter<Table extends SQLiteTable>(table: Table): (row: Table["$inferInsert"]) => number {
    const columns = Object.entries(getTableColumns(table));
    const places = Object.fromEntries(columns.map(([name]) => [name, sql.placeholder(name)]));
    const insert = this.statement(this.orm.insert(table).values(places as never));
    return (row: Record<string, unknown>) => {
      const values = columns.map(([name, column]) => {
        const value = row[name] ?? null;
        return value === null ? null : (column.mapToDriverValue(value) as SQLQueryBindings);
      });
      return insert(...values);
    };
  }

  /** How drizzle's statement is run inside a `write`, with what SQLite is given in the order of its placeholders. */
  statement(query: { toSQL(): { sql: string } }): (...values: SQLQueryBindings[]) => number {
    const statement = this.#sqlite.prepare(query.toSQL().sql);
    return (...values) => Number(statement.run(...values).lastInsertRowid);
  }

  /** A write after which what it deletes lies in no free page of the file either. */
  erase<T>(run: (orm: Orm) => T extends PromiseLike<unknown> ? never : T): Promise<T> {
    return this.write<T>((orm) => {
      this.#sqlite.run("PRAGMA secure_delete = ON");
      try {
        return run(orm);
      } finally {
        this.#sqlite.run("PRAGMA secure_delete = OFF");
      }
    });
  }

  /** Moves the journal into the file and empties it, where nobody reads at this moment. */
  truncateJournal(): void {
    this.#flush();
    this.#sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Inside a `write`: calls `run` once the change is on disk, before the write is acknowledged. */
  afterCommit(run: () => void): void {
    if (!this.#current) throw new Error("afterCommit outside a write");
    this.#current.afterCommit.push(run);
  }

  /** A consistent copy of the file, made while the house runs. */
  backup(path: string): void {
    this.#sqlite.query("VACUUM INTO ?").run(path);
  }

  /** Commits what is queued and closes the file. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#sqlite.close();
  }

  #flush(): void {
    this.#scheduled = false;
    const units = this.#queue;
    this.#queue = [];
    if (units.length === 0 || this.#closed) return;
    const outcomes: ({ value: unknown } | { error: unknown })[] = [];
    try {
      this.#sqlite.run("BEGIN IMMEDIATE");
      for (const unit of units) outcomes.push(this.#runUnit(unit));
      this.#sqlite.run("COMMIT");
    } catch (cause) {
      if (this.#sqlite.inTransaction) this.#sqlite.run("ROLLBACK");
      for (const unit of units) unit.settle({ error: databaseErrors("database-refused", {}, { cause }) });
      return;
    }
    for (const [index, unit] of units.entries()) {
      const outcome = outcomes[index] ?? { error: databaseErrors("database-refused") };
      if (!("error" in outcome)) for (const run of unit.afterCommit) this.#guarded(run);
      unit.settle(outcome);
    }
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.onFault(error);
    }
  }

  #runUnit(unit: Unit): { value: unknown } | { error: unknown } {
    this.#current = unit;
    this.#sqlite.run("SAVEPOINT unit");
    try {
      const value = unit.run();
      if (value instanceof Object && "then" in value) throw databaseErrors("asynchronous-write");
      this.#sqlite.run("RELEASE unit");
      return { value };
    } catch (error) {
      this.#sqlite.run("ROLLBACK TO unit");
      this.#sqlite.run("RELEASE unit");
      return { error };
    } finally {
      this.#current = undefined;
    }
  }
}
