/**
 * What was spent outside, on disk, by who pays and day. What calls that run will have cost until the next writing is
 * written ahead of it, and set right then: of a house that is killed nothing is lost, and some seconds are too many.
 */
import { gte, sql } from "drizzle-orm";
import type { Database, Logger } from "../../platform/index.ts";
import { outsideSpending } from "../schema.ts";
import type { Amount } from "./spending-limits.ts";

export type SpentRow = Amount & { payer: string; day: string };

export class SpendingLedger {
  readonly #db: Database;
  readonly #log: Logger;
  /** What is to be added to what is on disk. */
  readonly #owed = new Map<string, SpentRow>();
  /** What is on disk, and not spent yet. */
  #ahead: readonly SpentRow[] = [];

  constructor(parts: { db: Database; log: Logger }) {
    this.#db = parts.db;
    this.#log = parts.log;
  }

  /** @param day as 2026-11-25 */
  since(day: string): SpentRow[] {
    return this.#db.orm.select().from(outsideSpending).where(gte(outsideSpending.day, day)).all();
  }

  owe({ payer, day, milliseconds, cost }: SpentRow): void {
    const key = `${payer} ${day}`;
    const known = this.#owed.get(key) ?? { milliseconds: 0, cost: 0 };
    this.#owed.set(key, {
      payer,
      day,
      milliseconds: known.milliseconds + milliseconds,
      cost: known.cost + cost,
    });
  }

  /** @param ahead what will have been spent until it is written again */
  write(ahead: readonly SpentRow[]): void {
    for (const row of this.#ahead) this.owe({ ...row, milliseconds: -row.milliseconds, cost: -row.cost });
    for (const row of ahead) this.owe(row);
    this.#ahead = ahead;
    const owed = [...this.#owed.values()];
    this.#owed.clear();
    for (const row of owed) this.owe({ ...row, milliseconds: 0, cost: row.cost - Math.round(row.cost) });
    const rows = owed.map(rounded).filter(({ milliseconds, cost }) => milliseconds !== 0 || cost !== 0);
    if (rows.length === 0) return;
    const target = [outsideSpending.payer, outsideSpending.day];
    const set = {
      milliseconds: sql`${outsideSpending.milliseconds} + excluded.milliseconds`,
      cost: sql`${outsideSpending.cost} + excluded.cost`,
    };
    this.#db
      .write((orm) => {
        for (const row of rows)
          orm.insert(outsideSpending).values(row).onConflictDoUpdate({ target, set }).run();
      })
      .catch((error: unknown) => {
        for (const row of rows) this.owe(row);
        this.#log.error("what was spent outside is not on disk", { error });
      });
  }
}

/** What is left over is owed still. */
const rounded = (row: SpentRow): SpentRow => ({ ...row, cost: Math.round(row.cost) });
