/** For how long things are kept: by the organisation, and shorter where a space's moderators want it. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Database, type EventLog, settings } from "../../platform/index.ts";

/** Whole days; null: for ever. */
const days = z.number().int().min(1).max(36_500).nullable();

export const retentionPolicy = z.strictObject({ messages: days, files: days });

export type RetentionPolicy = z.output<typeof retentionPolicy>;

const name = "retention.policy";
const forEver: RetentionPolicy = { messages: null, files: null };

/** The shorter of two; null is longer than everything. */
export const shorter = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

export class RetentionPolicyBook {
  readonly #db: Database;
  readonly #events: EventLog;
  #policy: RetentionPolicy;

  constructor({ db, events }: { db: Database; events: EventLog }) {
    this.#db = db;
    this.#events = events;
    const stored = db.orm.select().from(settings).where(eq(settings.name, name)).get()?.value;
    this.#policy = retentionPolicy.catch(forEver).parse(stored);
  }

  get policy(): RetentionPolicy {
    return this.#policy;
  }

  async change(policy: RetentionPolicy, by: string): Promise<void> {
    await this.#db.write((orm) => {
      const row = { name, value: policy };
      orm.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row }).run();
      this.#events.append({ topic: "admin", kind: "retention.policy", subject: by, payload: policy });
      this.#db.afterCommit(() => {
        this.#policy = policy;
      });
    });
  }
}
