/** The settings of everybody, kept in memory, because every call asks. */
import { eq } from "drizzle-orm";
import type { Database, EventLog } from "../../platform/index.ts";
import { callSettings } from "../schema.ts";
import { type CallSettings, standardSettings } from "./call-settings.ts";

type SettingsChange = { [Name in keyof CallSettings]?: CallSettings[Name] | undefined };

export class Settings {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #defaults: CallSettings;
  readonly #known = new Map<string, CallSettings>();
  #onDoNotDisturb: (personId: string, on: boolean) => void = () => {};

  constructor(parts: { db: Database; events: EventLog; ringSeconds: number }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#defaults = { ...standardSettings, ringSeconds: parts.ringSeconds };
    for (const { personId, settings } of this.#db.orm.select().from(callSettings).all())
      this.#known.set(personId, { ...this.#defaults, ...settings });
  }

  of(personId: string): CallSettings {
    return this.#known.get(personId) ?? this.#defaults;
  }

  /** Tells who does not want to be disturbed: of all that are known now, and of each change once it is on disk. */
  onDoNotDisturb(listener: (personId: string, on: boolean) => void): void {
    this.#onDoNotDisturb = listener;
    for (const [personId, { doNotDisturb }] of this.#known) if (doNotDisturb) listener(personId, true);
  }

  /** @param change only what is to be different; what is undefined stays */
  async change(personId: string, change: SettingsChange): Promise<CallSettings> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return this.#db.write((orm) => {
      // Of what the table says now: two changes may be on their way at once.
      const row = orm.select().from(callSettings).where(eq(callSettings.personId, personId)).get();
      const changed: CallSettings = { ...this.#defaults, ...row?.settings, ...given };
      orm
        .insert(callSettings)
        .values({ personId, settings: changed })
        .onConflictDoUpdate({ target: callSettings.personId, set: { settings: changed } })
        .run();
      this.#events.append({ topic: `person:${personId}`, kind: "call.settings", subject: personId });
      this.#db.afterCommit(() => {
        const { doNotDisturb } = this.of(personId);
        this.#known.set(personId, changed);
        if (changed.doNotDisturb !== doNotDisturb) this.#onDoNotDisturb(personId, changed.doNotDisturb);
      });
      return changed;
    });
  }
}
