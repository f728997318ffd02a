/** The organisation's language: of letters to people who have chosen none, and to strangers. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook, says } from "../platform/index.ts";

/** BCP 47, as in `en` or `pt-BR`. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, says("language"))
  .max(20);

/** Resolves when letters can be written in this language, or in English where there is no such one. */
export type PrepareLanguage = (tag: string) => Promise<void>;

export const languagePolicy = z.strictObject({ language: languageTag });

export class LanguageBook extends PolicyBook<z.output<typeof languagePolicy>> {
  readonly #prepare: PrepareLanguage;

  constructor(parts: { db: Database; events: EventLog; prepareLanguage: PrepareLanguage }) {
    super(parts, "organisation.language", languagePolicy, { language: "en" });
    this.#prepare = parts.prepareLanguage;
  }

  /** From then on letters are written in it. */
  override async change(policy: z.output<typeof languagePolicy>, by: string): Promise<void> {
    await this.#prepare(policy.language);
    await super.change(policy, by);
  }
}
