/** How much may be spent outside in a day and in a month, by each person and by all together (SE-01). Pure. */
import { z } from "zod";
import { says, type WallMoment } from "../../platform/index.ts";

const mostMoney = 1e15; // a thousand million, in millionths
const mostMinutes = 10_000_000;

const cap = z.strictObject({
  /** In millionths of the currency; null: as much as it costs. */
  money: z.number().int().min(1).max(mostMoney).nullable(),
  minutes: z.number().int().min(1).max(mostMinutes).nullable(),
});
export const spendingCaps = z.strictObject({ day: cap, month: cap });
export type SpendingCaps = z.output<typeof spendingCaps>;

export const spendingLimits = z.strictObject({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, says("currency")),
  /** For everybody who has none of their own, each on their own. */
  person: spendingCaps,
  /** For all together, and what menus and groups call. */
  house: spendingCaps,
});
export type SpendingLimits = z.output<typeof spendingLimits>;

const noCap = { money: null, minutes: null };
const noCaps = { day: noCap, month: noCap };
export const noSpendingLimits: SpendingLimits = { currency: "EUR", person: noCaps, house: noCaps };

export interface Amount {
  milliseconds: number;
  /** In millionths of the currency. */
  cost: number;
}

/** What somebody has spent in the day and in the month that are now. */
export class Spent {
  #day: string;
  #month: string;
  today: Amount = { milliseconds: 0, cost: 0 };
  thisMonth: Amount = { milliseconds: 0, cost: 0 };

  constructor({ date }: WallMoment) {
    this.#day = date;
    this.#month = date.slice(0, 7);
  }

  get day(): string {
    return this.#day;
  }

  /** What is over is forgotten. A clock that was set back begins no day anew. */
  at({ date }: WallMoment): this {
    if (date < this.#day) return this;
    if (date.slice(0, 7) !== this.#month) this.thisMonth = { milliseconds: 0, cost: 0 };
    if (date !== this.#day) this.today = { milliseconds: 0, cost: 0 };
    this.#day = date;
    this.#month = date.slice(0, 7);
    return this;
  }

  /** @param isToday false: on an earlier day of the month */
  add({ milliseconds, cost }: Amount, isToday = true): void {
    for (const sum of isToday ? [this.today, this.thisMonth] : [this.thisMonth]) {
      sum.milliseconds += milliseconds;
      sum.cost += cost;
    }
  }
}

/** A limit, and what is left of it: milliseconds of calls, or millionths of the currency. */
export interface Left {
  period: "day" | "month";
  unit: "money" | "minutes";
  left: number;
  /** All of it. */
  cap: number;
}

/** Without the last digits, which sums of fractions make. */
export const exact = (amount: number): number => Math.round(amount * 1000) / 1000;

/** Whose it is. */
export interface StandingLimit extends Left {
  /** A person's id; null: that of the house. */
  personId: string | null;
}

export function leftOf(limits: SpendingCaps, { today, thisMonth }: Spent): Left[] {
  const of = (period: "day" | "month", spent: Amount): Left[] => {
    const { money, minutes } = limits[period];
    const limit = (unit: Left["unit"], cap: number, used: number): Left => ({
      period,
      unit,
      cap,
      left: cap - used,
    });
    return [
      ...(money === null ? [] : [limit("money", money, exact(spent.cost))]),
      ...(minutes === null ? [] : [limit("minutes", minutes * 60_000, spent.milliseconds)]),
    ];
  };
  return [...of("day", today), ...of("month", thisMonth)];
}
