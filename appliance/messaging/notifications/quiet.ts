/** Quiet hours: a daily stretch of a person's own wall time in which nothing rings, pops up or is pushed. */
import { z } from "zod";
import { isWithin, timeZone, wallMoment, wallTime } from "../../platform/index.ts";

const everyDay = [0, 1, 2, 3, 4, 5, 6];

export const quietHours = z.object({
  from: wallTime,
  /** Earlier than `from`: on the next day. */
  to: wallTime,
  /** On which days it begins; 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).max(7).default(everyDay),
  zone: timeZone.default("UTC"),
});
export type QuietHours = z.output<typeof quietHours>;

/** @param at milliseconds since the epoch */
export function isQuiet(quiet: QuietHours | null, at: number): boolean {
  if (!quiet || quiet.from === quiet.to) return false;
  const days = quiet.days.map((day) => day || 7);
  return isWithin({ ...quiet, days }, wallMoment(at, quiet.zone));
}
