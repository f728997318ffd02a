/** What a minute outside costs: by how a number begins, and by the kind of number (SE-01). Money is in millionths. */
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { says } from "../../platform/index.ts";
import { type DialRules, kindOf } from "./numbers.ts";

/** Millionths of the currency: the smallest part of a price that is kept. */
export const millionths = 1_000_000;
const highestPrice = 1000 * millionths;

/** How a whole number begins, or a kind of number: short ones of the network, those of the country, all others. */
export const destination = z.union(
  [z.string().regex(/^\+[1-9]\d{0,14}$/), z.enum(["service", "national", "international"])],
  says("number-beginning"),
);

const price = z.strictObject({
  destination,
  /** For a minute, in millionths of the currency. */
  price: z.number().int().min(0).max(highestPrice),
});
export type Price = z.output<typeof price>;

export const mostPrices = 10_000;

export const priceList = z
  .array(price)
  .max(mostPrices)
  .refine(
    (prices) => new Set(prices.map((one) => one.destination)).size === prices.length,
    says("destination-twice"),
  );

/** Of a list of prices, which one a number has: that of its longest beginning, then that of its kind. */
export class PriceBook {
  readonly #prices: ReadonlyMap<string, number>;
  readonly #rules: DialRules;

  constructor(prices: readonly Price[], rules: DialRules) {
    this.#prices = new Map(prices.map((one) => [one.destination, one.price]));
    this.#rules = rules;
  }

  /** @param number as `outsideNumber` writes it @returns nought where no price fits */
  of(number: string): number {
    if (number.startsWith("+"))
      for (let length = number.length; length > 1; length--) {
        const known = this.#prices.get(number.slice(0, length));
        if (known !== undefined) return known;
      }
    return this.#prices.get(kindOf(number, this.#rules)) ?? 0;
  }
}

export type PriceProblem = "not-csv" | "empty" | "columns" | "destination" | "price" | "twice" | "too-many";

export interface ReadPrices {
  prices: Price[];
  /** What is wrong, and in which line, the first of it 1; none: the list can be used. */
  problems: { line: number; problem: PriceProblem }[];
}

/** More is not worth telling. */
const mostProblems = 50;

/**
 * Reads lines of a destination and its price a minute, as `+33,0.019`, with or without a header. Strict: no currency
 * signs, no thousands, at most six decimals, each destination once, one at least.
 */
export function readPrices(csv: string): ReadPrices {
  const lines = linesOf(csv);
  if (!Array.isArray(lines)) return { prices: [], problems: [lines] };
  const read: ReadPrices = { prices: [], problems: [] };
  const seen = new Set<string>();
  for (const [index, { record, info }] of lines.entries()) {
    const [first = "", much = ""] = record;
    const where = first.replace(/^'(?=\+)/, ""); // as it is saved, so that no spreadsheet takes it for a sum
    if (index === 0 && where.toLowerCase() === "destination") continue;
    const known = destination.safeParse(where);
    const amount = amountOf(much);
    const problem = problemOf(record.length, known.success, amount, seen.has(where));
    if (problem) read.problems.push({ line: info.lines, problem });
    else if (known.success && amount !== undefined)
      read.prices.push({ destination: known.data, price: amount });
    seen.add(where);
  }
  if (read.prices.length + read.problems.length === 0) read.problems.push({ line: 1, problem: "empty" });
  if (read.prices.length > mostPrices) read.problems.push({ line: mostPrices + 1, problem: "too-many" });
  return { ...read, problems: read.problems.slice(0, mostProblems) };
}

function problemOf(
  columns: number,
  isDestination: boolean,
  amount: number | undefined,
  isTwice: boolean,
): PriceProblem | undefined {
  if (columns !== 2) return "columns";
  if (!isDestination) return "destination";
  if (amount === undefined) return "price";
  return isTwice ? "twice" : undefined;
}

/** `0.019` in millionths; a decimal comma is one too. */
function amountOf(text: string): number | undefined {
  const [, whole = "", decimals = ""] = /^(\d{1,4})(?:[.,](\d{1,6}))?$/.exec(text) ?? [];
  if (whole === "") return undefined;
  const amount = Number(whole) * millionths + Number(decimals.padEnd(6, "0"));
  return amount <= highestPrice ? amount : undefined;
}

interface Line {
  record: string[];
  info: { lines: number };
}

function linesOf(csv: string): Line[] | ReadPrices["problems"][number] {
  const first = /\S.*/.exec(csv)?.[0] ?? "";
  try {
    return parse(csv, {
      bom: true,
      delimiter: first.includes(";") ? ";" : ",",
      info: true,
      max_record_size: 1000,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: mostPrices + 2, // no more is read than what shows that there are too many
    }) as unknown as Line[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: Number(error.lines) || 1, problem: "not-csv" };
  }
}
