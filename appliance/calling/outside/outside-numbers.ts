/** The numbers that the house has in the public network, what they reach, and where they are (CA-23). */
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Database, EventLog } from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { dialString } from "../routing/dial-string.ts";
import { outsideNumbers } from "../schema.ts";
import { e164 } from "./definition.ts";

export type OutsideNumber = typeof outsideNumbers.$inferSelect;

export const outsideNumberSchema = z.object({
  number: e164,
  reaches: dialString.nullable().default(null),
  address: z.string().trim().min(5).max(200).nullable().default(null),
});

export class OutsideNumbers {
  readonly #change: ConfigurationWriter;
  readonly #known = new Map<string, OutsideNumber>();

  constructor(parts: { db: Database; events: EventLog }) {
    this.#change = configurationWriter(parts, "numbers", "admin");
    const rows = parts.db.orm.select().from(outsideNumbers).orderBy(asc(outsideNumbers.number)).all();
    for (const row of rows) this.#known.set(row.number, row);
  }

  get all(): OutsideNumber[] {
    return [...this.#known.values()].toSorted((a, b) => a.number.localeCompare(b.number));
  }

  find(number: string): OutsideNumber | undefined {
    return this.#known.get(number);
  }

  /** The number by which somebody inside is reached from outside. */
  reaching(inside: string): OutsideNumber | undefined {
    return [...this.#known.values()].find(({ reaches }) => reaches === inside);
  }

  async put(row: OutsideNumber): Promise<OutsideNumber> {
    await this.#change((orm) =>
      orm
        .insert(outsideNumbers)
        .values(row)
        .onConflictDoUpdate({ target: outsideNumbers.number, set: row })
        .run(),
    );
    this.#known.set(row.number, row);
    return row;
  }

  async remove(number: string): Promise<void> {
    if (!this.#known.has(number)) throw callingErrors("number-not-found");
    await this.#change((orm) => orm.delete(outsideNumbers).where(eq(outsideNumbers.number, number)).run());
    this.#known.delete(number);
  }
}
