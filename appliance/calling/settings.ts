/** What each person wants to happen to their calls; kept in memory, because every call asks. */
import { z } from "zod";
import type { Database, EventLog } from "../platform/index.ts";
import { callSettings } from "./schema.ts";

/** Digits, an address, or a code: what a keypad or a contact can hold. */
export const dialString = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[\w.+\-@*#%()/ ]+$/, "A number or an address.");
const forward = dialString.nullable();

export const reachSchema = z.object({
  number: dialString,
  delaySeconds: z.number().int().min(0).max(60).default(0),
});

export const callSettingsSchema = z.object({
  forwardAlways: forward.default(null),
  forwardBusy: forward.default(null),
  forwardNoAnswer: forward.default(null),
  forwardOffline: forward.default(null),
  doNotDisturb: z.boolean().default(false),
  /** Seconds that the person's devices ring. */
  ringSeconds: z.number().int().min(5).max(120).default(20),
  /** Who is not answered may leave a message. */
  voicemail: z.boolean().default(true),
  /** Numbers elsewhere that ring too; who answers there presses 1 (MB-08, MB-09). */
  reach: z.array(reachSchema).max(10).default([]),
  /** Which number people outside see. */
  callerId: z.enum(["own", "organisation", "hidden"]).default("own"),
  /** Calls outside that the person may make (CA-27). */
  outside: z.enum(["none", "national", "international"]).default("national"),
});

export type CallSettings = z.output<typeof callSettingsSchema>;

/** What people change themselves; the class of service is the administrator's. */
export const ownSettingsSchema = callSettingsSchema.omit({ outside: true }).partial();

export type SettingsChange = { [Name in keyof CallSettings]?: CallSettings[Name] | undefined };

export class Settings {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #defaults: CallSettings;
  readonly #known = new Map<string, CallSettings>();
  /** Told after a change is on disk. */
  onChange: (personId: string, settings: CallSettings) => void = () => {};

  constructor(parts: { db: Database; events: EventLog; ringSeconds: number }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#defaults = callSettingsSchema.parse({ ringSeconds: parts.ringSeconds });
    for (const { personId, settings } of this.#db.orm.select().from(callSettings).all())
      this.#known.set(personId, callSettingsSchema.parse(settings));
  }

  of(personId: string): CallSettings {
    return this.#known.get(personId) ?? this.#defaults;
  }

  /** @param change only what is to be different; what is undefined stays */
  async change(personId: string, change: SettingsChange): Promise<CallSettings> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const settings: CallSettings = { ...this.of(personId), ...Object.fromEntries(given) };
    await this.#db.write((orm) => {
      orm
        .insert(callSettings)
        .values({ personId, settings })
        .onConflictDoUpdate({ target: callSettings.personId, set: { settings } })
        .run();
      this.#events.append({ topic: `person:${personId}`, kind: "call.settings", subject: personId });
    });
    this.#known.set(personId, settings);
    this.onChange(personId, settings);
    return settings;
  }
}
