/** Whether there are guests, from which domains, and for how long: the administrator's choice. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Database, type EventLog, settings } from "../platform/index.ts";

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, "A domain, as in example.org.");

export const guestPolicy = z.strictObject({
  allowed: z.boolean(),
  /** Whether `domains` are those that may come, or those that may not. */
  mode: z.enum(["only", "except"]),
  domains: z.array(domain).max(500),
  /** For how many days an invitation and each prolongation last. */
  days: z.number().int().min(1).max(730),
});

export type GuestPolicy = z.output<typeof guestPolicy>;

const usual: GuestPolicy = { allowed: true, mode: "except", domains: [], days: 90 };
const name = "guests.policy";

export class GuestPolicyBook {
  readonly #db: Database;
  readonly #events: EventLog;
  #policy: GuestPolicy;

  constructor({ db, events }: { db: Database; events: EventLog }) {
    this.#db = db;
    this.#events = events;
    const stored = db.orm.select().from(settings).where(eq(settings.name, name)).get()?.value;
    this.#policy = guestPolicy.catch(usual).parse(stored);
  }

  get policy(): GuestPolicy {
    return this.#policy;
  }

  /** Whether guests with this address may come; a domain stands for those below it too. */
  allows(email: string): boolean {
    const { allowed, mode, domains } = this.#policy;
    const host = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
    const named = domains.some((one) => host === one || host.endsWith(`.${one}`));
    return allowed && named === (mode === "only");
  }

  async change(policy: GuestPolicy, by: string): Promise<void> {
    await this.#db.write((orm) => {
      const row = { name, value: policy };
      orm.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row }).run();
      this.#events.append({ topic: "admin", kind: "guests.policy", subject: by, payload: policy });
      this.#db.afterCommit(() => {
        this.#policy = policy;
      });
    });
  }
}
