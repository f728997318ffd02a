/** Texts by key, with `{name}` filled in. */
import { en, type TextKey } from "./en.ts";

import { formatMessage } from "./format.ts";

export type { TextKey } from "./en.ts";

export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return formatMessage(en[key], values, undefined);
}

/** BCP 47 tag of the texts. */
export const language = (): string => "en";

/** "Maria, Jonas and Aiko", as the reader's language has it. */
export const listOf = (words: readonly string[]): string => new Intl.ListFormat().format(words);

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** 14:05, or as the reader's locale has it. */
export const timeOf = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(at);

/** Today, yesterday, tomorrow, or the date. */
export function dayOf(at: number, now = Date.now()): string {
  const date = new Date(at);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
  for (const days of [0, -1, 1])
    if (sameDay(date, new Date(now + days * 24 * 3600 * 1000))) return capital(relative.format(days, "day"));
  const thisYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(undefined, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(!thisYear && { year: "numeric" }),
  }).format(date);
}

/** A short form for lists: the time today, the weekday this week, else the date. */
export function momentOf(at: number, now = Date.now()): string {
  const date = new Date(at);
  if (sameDay(date, new Date(now))) return timeOf(at);
  const week = now - at < 6 * 24 * 3600 * 1000;
  return new Intl.DateTimeFormat(
    undefined,
    week ? { weekday: "short" } : { day: "numeric", month: "short" },
  ).format(date);
}

/** Minutes and seconds, as 1:05. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function sizeOf(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const format = {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(undefined, format).format(bytes / 1024 ** power);
}
