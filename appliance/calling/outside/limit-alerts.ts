/** Administrators hear once when four fifths of a limit are spent, and once when all of it is, in each day or month (SE-01). */
import { z } from "zod";
import { type Database, type Logger, readSetting, writeSetting } from "../../platform/index.ts";
import type { Left, StandingLimit } from "./spending-limits.ts";

/** What there is to tell of a limit. */
export interface LimitNews extends StandingLimit {
  isReached: boolean;
}

const setting = "calling.limits-told";

/** What is left, as a share of a limit, when they hear of it. */
const nearShare = 1 / 5;

export const isNear = ({ left, cap }: Left): boolean => left > 0 && left <= nearShare * cap;

export interface LimitAlertParts {
  db: Database;
  log: Logger;
  /** Inside the write that remembers it. */
  tell(news: LimitNews): void;
}

export class LimitAlerts {
  readonly #parts: LimitAlertParts;
  #told: ReadonlySet<string>;

  constructor(parts: LimitAlertParts) {
    this.#parts = parts;
    this.#told = new Set(z.array(z.string()).catch([]).parse(readSetting(parts.db.orm, setting)));
  }

  /** @param limits as they stand @param date today, as 2026-11-25 */
  look(limits: readonly StandingLimit[], date: string): void {
    const due = limits
      .filter((limit) => limit.left <= 0 || isNear(limit))
      .map((limit) => ({ ...limit, isReached: limit.left <= 0 }));
    const news = due.filter((one) => !this.#told.has(keyOf(one, date)));
    if (news.length === 0) return;
    const before = this.#told;
    // Who hears that all of it is spent need not hear that most of it was.
    const keys = news.flatMap((one) => [keyOf(one, date), keyOf({ ...one, isReached: false }, date)]);
    this.#told = new Set([...before, ...keys].filter((key) => isOfNow(key, date)));
    const { db, log, tell } = this.#parts;
    db.write((orm) => {
      writeSetting(orm, setting, [...this.#told]);
      for (const one of news) tell(one);
    }).catch((error: unknown) => {
      this.#told = before;
      log.error("nobody was told of a limit", { error });
    });
  }
}

/** Another amount is another limit. */
const keyOf = ({ personId, period, unit, cap, isReached }: LimitNews, date: string): string =>
  [period === "day" ? date : date.slice(0, 7), personId ?? "", unit, cap, isReached].join(" ");

const isOfNow = (key: string, date: string): boolean => date.startsWith(key.split(" ", 1)[0] ?? "");
