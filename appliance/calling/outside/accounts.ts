/** What each payer has spent outside, and all together, this day and this month. */
import { type Clock, type WallMoment, wallMoment } from "../../platform/index.ts";
import { everybody } from "./metered.ts";
import type { SpendingLedger } from "./spending-ledger.ts";
import { type Amount, exact, Spent } from "./spending-limits.ts";

export class Accounts {
  readonly #clock: Clock;
  readonly #spent = new Map<string, Spent>();

  /** @param ledger what is on disk of this month */
  constructor(clock: Clock, ledger: SpendingLedger) {
    this.#clock = clock;
    const { date } = this.today();
    const month = `${date.slice(0, 7)}-01`;
    for (const row of ledger.since(month))
      for (const payer of [row.payer, everybody]) this.of(payer).add(row, row.day === date);
  }

  get payers(): Iterable<string> {
    return this.#spent.keys();
  }

  of(payer: string, today = this.today()): Spent {
    const known = this.#spent.get(payer) ?? new Spent(today);
    this.#spent.set(payer, known);
    return known.at(today);
  }

  /** Who has spent anything; the most of the month first. */
  get all(): { personId: string | null; today: Amount; thisMonth: Amount }[] {
    const now = this.today();
    return [...this.#spent]
      .map(([payer, spent]) => {
        const { today, thisMonth } = spent.at(now);
        return {
          personId: payer === everybody ? null : payer,
          today: { ...today, cost: exact(today.cost) },
          thisMonth: { ...thisMonth, cost: exact(thisMonth.cost) },
        };
      })
      .filter(({ thisMonth }) => thisMonth.milliseconds > 0)
      .toSorted(
        (a, b) => b.thisMonth.cost - a.thisMonth.cost || b.thisMonth.milliseconds - a.thisMonth.milliseconds,
      );
  }

  /** On this payer's account, and on everybody's. Returns the day on which it is spent. */
  add(payer: string, amount: Amount, today = this.today()): string {
    for (const scope of [payer, everybody]) this.of(scope, today).add(amount);
    return this.of(payer, today).day;
  }

  /** The day of this moment: asked for once where many amounts are added. */
  today(): WallMoment {
    return wallMoment(this.#clock.now(), undefined);
  }
}
