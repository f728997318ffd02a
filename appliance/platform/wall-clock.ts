/** What clocks on the wall say somewhere: what people mean by hours and days. */
import { z } from "zod";
import { says } from "./field-problems.ts";

/** A time of day, as 08:30. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, says("time"));

/** An IANA name that this machine knows, however its letters are cased; the outcome is as IANA writes it: `Europe/Berlin`. */
export const timeZone = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[A-Za-z]/, says("time-zone")) // Intl takes +01:00 too
  .transform((zone, context) => {
    try {
      return spelling(new Intl.DateTimeFormat("en-US", { timeZone: zone }));
    } catch {
      // Intl throws at names that it does not know
      context.addIssue(says("time-zone"));
      return z.NEVER;
    }
  });

export interface WallMoment {
  /** As 2026-11-25. */
  date: string;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** As 08:30. */
  time: string;
}

/** @param at milliseconds since the epoch @param zone an IANA name; undefined: that of the box */
export function wallMoment(at: number, zone: string | undefined): WallMoment {
  const parts = new Map(
    clockIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    weekday: weekdays.indexOf(part("weekday")) + 1,
    time: `${part("hour")}:${part("minute")}`,
  };
}

/** A stretch of some days of the week. One whose end is not after its beginning goes on until the next day. */
export interface WallSpan {
  days: readonly number[];
  from: string;
  to: string;
}

export function isWithin({ days, from, to }: WallSpan, { weekday, time }: WallMoment): boolean {
  const today = days.includes(weekday);
  if (from < to) return today && time >= from && time < to;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return (today && time >= from) || (days.includes(yesterday) && time < to);
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const clocks = new Map<string | undefined, Intl.DateTimeFormat>();

const spelling = (clock: Intl.DateTimeFormat): string => clock.resolvedOptions().timeZone;

/** Formats are dear to make, and there are few zones. Of their spellings there is no end: no more than one each is kept. */
function clockIn(zone: string | undefined): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    ...(zone !== undefined && { timeZone: zone }),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  if (zone === undefined || zone === spelling(made)) clocks.set(zone, made);
  return made;
}
