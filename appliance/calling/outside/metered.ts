/** Calls outside that are paid for while they run, and how soon they come to a limit (SE-01). Pure. */
import type { PhoneText } from "../../platform/index.ts";
import { exact, type Left } from "./spending-limits.ts";
import { type Warning, warnings } from "./warnings.ts";

/** A call outside that is being paid for. */
export interface Metered {
  payer: string;
  /** For a minute, in millionths of the currency. */
  price: number;
  call: string;
  /** Until when it is booked, on the monotonic clock. */
  since: number;
  /** What its people were told last of how soon it ends. */
  warned: Warning | undefined;
}

/** All that is spent by anybody. */
export const everybody = "";

export const isOf = (scope: string, { payer }: Metered): boolean => scope === everybody || scope === payer;

/** Calls that run, and what they cost in a millisecond together. */
export interface Spends {
  calls: number;
  rate: number;
}

/** Who spends now, and all together. */
export function scopesOf(running: Iterable<Metered>): Map<string, Spends> {
  const scopes = new Map<string, Spends>();
  for (const { payer, price } of running)
    for (const scope of [payer, everybody]) {
      const { calls, rate } = scopes.get(scope) ?? { calls: 0, rate: 0 };
      scopes.set(scope, { calls: calls + 1, rate: rate + price / 60_000 });
    }
  return scopes;
}

/** Milliseconds until the limit is reached. */
export function timeLeft({ unit, left }: Left, { calls, rate }: Spends): number {
  if (unit === "minutes") return left / calls;
  return rate > 0 ? exact(left / rate) : Number.POSITIVE_INFINITY;
}

/** Milliseconds until the first limit is reached, or its people are to be warned. @param left of all limits of a scope */
export function untilNext(scopes: ReadonlyMap<string, Spends>, left: (scope: string) => Left[]): number {
  const ends = [...scopes].flatMap(([scope, spends]) => left(scope).map((limit) => timeLeft(limit, spends)));
  const waits = ends.flatMap((end) => [end, ...warnings.map((before) => end - before)]);
  return Math.min(...waits.filter((one) => one > 0));
}

/** What telephones show when this limit is reached. */
export const shownAt = (scope: string, { unit, period }: Pick<Left, "unit" | "period">): PhoneText =>
  `phone.limit.${unit}.${period}${scope === everybody ? ".house" : ""}`;
