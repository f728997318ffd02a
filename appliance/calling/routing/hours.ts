/** Hours of the week: when a menu is open, and when a number elsewhere rings. */
import { z } from "zod";
import { isWithin, type WallMoment, wallTime } from "../../platform/index.ts";

/** One that ends before it begins goes on until the next day; one that ends as it begins is a whole day. */
const span = z.object({
  /** 1 is Monday, 7 is Sunday. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: wallTime,
  to: wallTime,
});

/** Empty: always. */
export const weekHours = z.array(span).max(20);
export type WeekHours = z.output<typeof weekHours>;

export const isOpen = (hours: WeekHours, moment: WallMoment): boolean =>
  hours.length === 0 || hours.some((each) => isWithin(each, moment));
