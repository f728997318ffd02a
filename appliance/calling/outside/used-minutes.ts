/** How long people have spoken to other countries, by day, on disk (SE-01). */
import { and, eq } from "drizzle-orm";
import { type Clock, type Database, wallMoment } from "../../platform/index.ts";
import { outsideUsage } from "../schema.ts";

export class UsedMinutes {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(parts: { db: Database; clock: Clock }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
  }

  /** In seconds. */
  today(personId: string): number {
    return this.#db.orm.select().from(outsideUsage).where(this.#at(personId)).get()?.seconds ?? 0;
  }

  async book(personId: string, seconds: number): Promise<void> {
    const day = this.#day();
    await this.#db.write((orm) => {
      const row = { personId, day, seconds: this.today(personId) + seconds };
      orm
        .insert(outsideUsage)
        .values(row)
        .onConflictDoUpdate({ target: [outsideUsage.personId, outsideUsage.day], set: row })
        .run();
    });
  }

  #at(personId: string) {
    return and(eq(outsideUsage.personId, personId), eq(outsideUsage.day, this.#day()));
  }

  /** As 2026-11-25, on the box's clock, as spending is counted. */
  #day(): string {
    return wallMoment(this.#clock.now(), undefined).date;
  }
}
