/** Quiet hours: a daily stretch of a person's own wall time in which nothing rings, pops up or is pushed. */
import { z } from "zod";

/** As in `22:00`. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** An IANA name that this machine knows, as in `Europe/Berlin`. */
const timeZone = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      return clockIn(zone) !== undefined;
    } catch {
      return false; // Intl throws at names that it does not know
    }
  }, "This time zone is not known.");

export const quietHours = z.object({
  from: wallTime,
  /** Earlier than `from`: on the next day. */
  to: wallTime,
  /** On which days it begins; 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).max(7).default(everyDay),
  zone: timeZone.default("UTC"),
});
export type QuietHours = z.output<typeof quietHours>;

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make, and there are few zones. */
function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  clocks.set(zone, made);
  return made;
}

/** @param at milliseconds since the epoch */
export function isQuiet(quiet: QuietHours | null, at: number): boolean {
  if (!quiet || quiet.from === quiet.to) return false;
  const parts = new Map(
    clockIn(quiet.zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const time = `${parts.get("hour")}:${parts.get("minute")}`;
  const today = weekdays.indexOf(parts.get("weekday") ?? "");
  const { from, to, days } = quiet;
  if (from < to) return days.includes(today) && time >= from && time < to;
  return (days.includes(today) && time >= from) || (days.includes((today + 6) % 7) && time < to);
}
