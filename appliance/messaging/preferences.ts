/** How a person wants to be reached and what others may see; the same on all their clients. */
import { z } from "zod";
import { languageTag, type PrepareLanguage } from "../people/index.ts";
import { type Database, type EventLog, says } from "../platform/index.ts";
import type { MarksStore } from "./marks-store.ts";
import { quietHours } from "./notifications/quiet.ts";

const fields = {
  /** Whether others see how far one has read; who hides it sees nobody's. */
  receipts: z.boolean(),
  /** What is worth a notification, where the space has no level of its own. */
  notify: z.enum(["all", "mentions", "none"]),
  sound: z.boolean(),
  /** No sound, desktop notification or push in between; null for none. */
  quiet: quietHours.nullable(),
  /** Notifications outside the app say who wrote, not what. */
  hideContent: z.boolean(),
  /** How often e-mails tell of what waits, while one is away. */
  digest: z.enum(["off", "hourly", "daily"]),
  /** BCP 47; empty for the browser's. */
  language: z.union([languageTag, z.literal("")]),
  theme: z.enum(["auto", "light", "dark"]),
  /** `auto` follows `prefers-contrast` of the system. */
  contrast: z.enum(["auto", "standard", "more"]),
  density: z.enum(["comfortable", "compact"]),
  /** `auto` follows `prefers-reduced-motion` of the system. */
  motion: z.enum(["auto", "reduced"]),
  /** Whether one's own messages carry previews of their links, where the administrator allows them. */
  linkPreviews: z.boolean(),
  /** Keys of one's own for commands of the app, by the command's id, as in `mod+k` or `g h`; empty for none. */
  shortcuts: z
    .record(z.string().regex(/^[a-z.-]{1,60}$/), z.string().regex(/^(\S{1,30}( \S{1,30})?)?$/))
    .refine((own) => Object.keys(own).length <= 200, says("many", { most: 200 })),
};

const stored = z.object({
  receipts: fields.receipts.default(true),
  notify: fields.notify.default("all"),
  sound: fields.sound.default(true),
  quiet: fields.quiet.default(null),
  hideContent: fields.hideContent.default(false),
  digest: fields.digest.default("daily"),
  language: fields.language.default(""),
  theme: fields.theme.default("auto"),
  contrast: fields.contrast.default("auto"),
  density: fields.density.default("comfortable"),
  motion: fields.motion.default("auto"),
  linkPreviews: fields.linkPreviews.default(true),
  shortcuts: fields.shortcuts.default({}),
});

export const preferencesChange = z.strictObject(fields).partial();

export type Preferences = z.output<typeof stored>;

export class PreferenceBook {
  readonly #store: MarksStore;
  readonly #db: Database;
  readonly #events: EventLog;
  /** Asked for at every message of every space. */
  readonly #known = new Map<string, Preferences>();

  readonly #prepareLanguage: PrepareLanguage;

  constructor(parts: {
    marks: MarksStore;
    db: Database;
    events: EventLog;
    prepareLanguage: PrepareLanguage;
  }) {
    this.#prepareLanguage = parts.prepareLanguage;
    this.#store = parts.marks;
    this.#db = parts.db;
    this.#events = parts.events;
  }

  of(personId: string): Preferences {
    const known = this.#known.get(personId) ?? stored.parse(this.#store.preferencesOf(personId) ?? {});
    this.#known.set(personId, known);
    return known;
  }

  /** Changes what is given and leaves the rest; returns what was, and what is now. */
  async change(
    personId: string,
    change: z.output<typeof preferencesChange>,
  ): Promise<{ before: Preferences; after: Preferences }> {
    if (change.language) await this.#prepareLanguage(change.language);
    return this.#db.write(() => {
      const before = this.of(personId);
      const after = stored.parse({ ...before, ...change });
      this.#store.setPreferences(personId, after);
      this.#db.afterCommit(() => this.#known.set(personId, after));
      this.#events.append({
        topic: `person:${personId}`,
        kind: "preferences.changed",
        subject: personId,
      });
      return { before, after };
    });
  }
}
