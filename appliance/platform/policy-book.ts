/** What an administrator has decided for the whole house: a stored setting whose changes are events. */
import type { z } from "zod";
import type { Database } from "./database.ts";
import type { EventLog } from "./events.ts";
import { readSetting, writeSetting } from "./stored-settings.ts";

/** In memory and on disk. */
export class PolicyBook<Policy extends Record<string, unknown>> {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #name: string;
  #policy: Policy;

  /**
   * @param name of the setting, and of the event that tells of its changes
   * @param usual until somebody decides, and in the place of what cannot be read
   */
  constructor(
    { db, events }: { db: Database; events: EventLog },
    name: string,
    schema: z.ZodType<Policy>,
    usual: Policy,
  ) {
    this.#db = db;
    this.#events = events;
    this.#name = name;
    const stored = schema.safeParse(readSetting(db.orm, name));
    this.#policy = stored.success ? stored.data : usual;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** @param by id of who decided */
  async change(policy: Policy, by: string): Promise<void> {
    await this.#db.write((orm) => {
      writeSetting(orm, this.#name, policy);
      this.#events.append({ topic: "admin", kind: this.#name, subject: by, payload: policy });
      this.#db.afterCommit(() => {
        this.#policy = policy;
      });
    });
  }
}
