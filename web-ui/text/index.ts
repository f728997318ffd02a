/** Texts by key in the reader's language, with `{name}` filled in; dates, sizes and lists as it writes them. */
import { backOnline } from "../offline/back-online.ts";
import { en, type TextKey } from "./en.ts";
import type { ErrorCode } from "./error-codes.ts";
import { formatMessage } from "./format.ts";
import { collators, dates, lists, numbers, relativeTimes } from "./formats.ts";
import { isolated } from "./isolated.ts";
import { bestLocale, type Catalogue, english as englishLocale, type Locale } from "./locales.ts";

export type { TextKey } from "./en.ts";
export { locales } from "./locales.ts";

const storageKey = "hearth.language";

let locale: Locale = englishLocale;
/** What is missing in a catalogue. */
const english: Partial<Record<TextKey, string>> = { ...en };
let catalogue: Partial<Catalogue> = {};

/** BCP 47 tag for dates and numbers: the reader's own region, where the browser names one for this language. */
let region = "en";

/** The tag that this device has chosen; undefined follows the browser. */
export const chosenLanguage = (): string | undefined => localStorage.getItem(storageKey) ?? undefined;

/** Keeps the choice on this device and starts the app anew in it; undefined follows the browser. */
export function chooseLanguage(tag: string | undefined): void {
  if (tag) localStorage.setItem(storageKey, tag);
  else localStorage.removeItem(storageKey);
  location.reload();
}

/** Milliseconds after which a catalogue that did not come is asked for once more: networks change as people move. */
const secondTry = 300;

/** Loads the reader's language, before anything is shown. A catalogue that does not come leaves English. */
export async function startLanguage(): Promise<void> {
  const chosen = chosenLanguage();
  const wanted = bestLocale(chosen ? [chosen] : navigator.languages);
  const again = () => backOnline(secondTry).then(wanted.load);
  const loaded = await wanted
    .load?.()
    .catch(again)
    .catch(() => undefined);
  locale = wanted.load && !loaded ? englishLocale : wanted;
  catalogue = loaded ?? {};
  const own = navigator.languages.find((tag) => bestLocale([tag]) === locale);
  region = own ?? locale.tag;
  document.documentElement.lang = locale.tag;
  document.documentElement.dir = locale.direction;
}

/** For texts that come later than the first page. */
export function addEnglish(texts: Partial<Record<TextKey, string>>): void {
  Object.assign(english, texts);
}

/** BCP 47 tag that dates and numbers are written by. */
export const regionTag = (): string => region;

/** BCP 47 tag of the texts. */
export const language = (): string => locale.tag;
export const direction = (): "ltr" | "rtl" => locale.direction;

export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return formatMessage(catalogue[key] ?? english[key] ?? key, isolated(values, locale.direction), locale.tag);
}

/** What the appliance's code means, in the reader's language; undefined where its own English is to be shown. */
export const errorText = (code: string): string | undefined => catalogue[`error.${code as ErrorCode}`];

/** "German" for "de", as the reader's language has it; the tag where it is no language. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(region, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "Maria, Jonas and Aiko", as the reader's language has it. */
export const listOf = (words: readonly string[]): string => lists(region).format(words);

/** The order of names as the reader's language has it. */
export const compareNames = (one: string, other: string): number => collators(region).compare(one, other);

/** "Maria, Jonas, Aiko": a list that goes on. */
export const seriesOf = (words: readonly string[]): string =>
  lists(region, { type: "unit", style: "short" }).format(words);

/** Whether two moments are on one day where the reader is. */
export const sameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** 14:05, or as the reader's locale has it. */
export const timeOf = (at: number): string =>
  dates(region, { hour: "2-digit", minute: "2-digit" }).format(at);

/** Today, yesterday, tomorrow, or the date. */
export function dayOf(at: number, now = Date.now()): string {
  const date = new Date(at);
  const relative = relativeTimes(region, { numeric: "auto" });
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(region) + text.slice(1);
  for (const days of [0, -1, 1])
    if (sameDay(at, now + days * 24 * 3600 * 1000)) return capital(relative.format(days, "day"));
  const thisYear = date.getFullYear() === new Date(now).getFullYear();
  return dates(region, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(!thisYear && { year: "numeric" }),
  }).format(date);
}

/** A date that stays true: 26 Nov 2026. */
export const dateOf = (at: number): string => dates(region, { dateStyle: "medium" }).format(at);

/** A moment that stays true: 26 Nov 2026, 14:05. */
export const stampOf = (at: number): string =>
  dates(region, { dateStyle: "medium", timeStyle: "short" }).format(at);

/** A short form for lists: the time today, the weekday this week, else the date. */
export function momentOf(at: number, now = Date.now()): string {
  const date = new Date(at);
  if (sameDay(at, now)) return timeOf(at);
  const week = now - at < 6 * 24 * 3600 * 1000;
  return dates(region, week ? { weekday: "short" } : { day: "numeric", month: "short" }).format(date);
}

/** The days of the week as the reader's locale begins and shortens them; 0 is Sunday. */
export function weekdayNames(): { day: number; name: string }[] {
  const locale = new Intl.Locale(region) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
  };
  const first = (locale.getWeekInfo?.().firstDay ?? 1) % 7;
  const format = dates(region, { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, index) => {
    const day = (first + index) % 7;
    return { day, name: format.format(Date.UTC(2026, 0, 4 + day)) }; // 4 January 2026 is a Sunday
  });
}

/** Minutes and seconds, as 1:05. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A span as people say it: 40 sec, 24 min, 1 hr 5 min. */
export function spanOf(milliseconds: number): string {
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    numberOf(value, { style: "unit", unit: name, unitDisplay: "short" });
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return unit(seconds, "second");
  if (minutes < 60) return unit(minutes, "minute");
  const rest = minutes % 60;
  return [unit(Math.floor(minutes / 60), "hour"), ...(rest ? [unit(rest, "minute")] : [])].join(" ");
}

export function sizeOf(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const format = {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short", // English shortens bytes to "166 byte"
    maximumFractionDigits: 1,
  } as const;
  return numbers(region, format).format(bytes / 1024 ** power);
}

export const numberOf = (value: number, options?: Intl.NumberFormatOptions): string =>
  numbers(region, options).format(value);
