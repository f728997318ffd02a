/** The languages of the app. English is in every bundle; the others are loaded when they are spoken. */
import type { TextKey } from "./en.ts";
import type { LetterKey } from "./en-letters.ts";
import type { ErrorCode } from "./error-codes.ts";
import { pseudoTextOf } from "./pseudo.ts";

/** A catalogue: every text of the app and of its letters, and what the appliance says when something cannot be done. */
export type Catalogue = Readonly<Record<TextKey | LetterKey | `error.${ErrorCode}`, string>>;

export interface Locale {
  /** BCP 47. */
  readonly tag: string;
  /** In its own language. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** Undefined for English. */
  readonly load?: () => Promise<Partial<Catalogue>>;
}

export const english: Locale = { tag: "en", name: "English", direction: "ltr" };

/** English with accents and a third longer: shows what is not in a catalogue, and what does not fit. */
export const pseudo: Locale = {
  tag: "en-XA",
  name: "[Pšéüdö]",
  direction: "ltr",
  load: async () => pseudoTextOf((await import("./english.ts")).everyEnglish),
};

export const locales: readonly Locale[] = [
  english,
  { tag: "ar", name: "العربية", direction: "rtl", load: async () => (await import("./locales/ar.ts")).ar },
  { tag: "de", name: "Deutsch", direction: "ltr", load: async () => (await import("./locales/de.ts")).de },
  { tag: "es", name: "Español", direction: "ltr", load: async () => (await import("./locales/es.ts")).es },
  { tag: "fr", name: "Français", direction: "ltr", load: async () => (await import("./locales/fr.ts")).fr },
  { tag: "he", name: "עברית", direction: "rtl", load: async () => (await import("./locales/he.ts")).he },
  { tag: "it", name: "Italiano", direction: "ltr", load: async () => (await import("./locales/it.ts")).it },
  { tag: "ja", name: "日本語", direction: "ltr", load: async () => (await import("./locales/ja.ts")).ja },
  { tag: "nl", name: "Nederlands", direction: "ltr", load: async () => (await import("./locales/nl.ts")).nl },
  { tag: "pl", name: "Polski", direction: "ltr", load: async () => (await import("./locales/pl.ts")).pl },
  {
    tag: "pt-BR",
    name: "Português (Brasil)",
    direction: "ltr",
    load: async () => (await import("./locales/pt-br.ts")).ptBr,
  },
  {
    tag: "zh-Hans",
    name: "简体中文",
    direction: "ltr",
    load: async () => (await import("./locales/zh-hans.ts")).zhHans,
  },
];

/** The first of the wanted languages that we have, by their primary subtag and script (RFC 4647 lookup). */
export function bestLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    if (tag === pseudo.tag) return pseudo;
    if (!isLanguageTag(tag)) continue;
    const { language, script } = new Intl.Locale(tag).maximize();
    const found = locales.find((locale) => {
      const ours = new Intl.Locale(locale.tag).maximize();
      return ours.language === language && ours.script === script;
    });
    if (found) return found;
  }
  return english;
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
