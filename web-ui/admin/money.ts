/** Money, which the appliance keeps in millionths of the currency. */
import { numberOf } from "../text/index.ts";

const millionths = 1_000_000;

/** @param digits decimals, where more than a currency's usual two are wanted */
export const moneyOf = (amount: number, currency: string, digits = 2): string =>
  numberOf(amount / millionths, { style: "currency", currency, maximumFractionDigits: digits });

/** As it is typed: 0.019. */
export const decimalOf = (amount: number): string => String(amount / millionths);

export const amountOf = (typed: string | number): number => Math.round(Number(typed) * millionths);
