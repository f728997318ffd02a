/** What calls outside cost while they run, and an end to them when a limit is reached (SE-01). Emergencies have no part in it. */
import type { Clock, Database, EventLog, Logger, PhoneText, Timer } from "../../platform/index.ts";
import { type CallParty, houseId } from "../call/party.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import type { Objection } from "../routing/refusal.ts";
import { callPrices, spending } from "../schema.ts";
import { Accounts } from "./accounts.ts";
import { CallCosts, type Meter } from "./call-costs.ts";
import { isNear, LimitAlerts, type LimitNews } from "./limit-alerts.ts";
import { everybody, isOf, type Metered, scopesOf, shownAt, timeLeft, untilNext } from "./metered.ts";
import type { DialRules } from "./numbers.ts";
import { type Price, PriceBook } from "./prices.ts";
import { SpendingLedger } from "./spending-ledger.ts";
import {
  type Left,
  leftOf,
  noSpendingLimits,
  type SpendingCaps,
  type SpendingLimits,
  type StandingLimit,
} from "./spending-limits.ts";
import { type Warning, warningAt } from "./warnings.ts";

/** Milliseconds. A house that is killed has counted no more than this too much of each call that ran. */
const bookEvery = 5000;

/** Until a call that was ended is over. */
const farewell = 1000;

export interface SpendingParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  rules: DialRules;
  /** @param why what the telephones of the house are told */
  hangUp(call: string, party: CallParty, why: PhoneText): void;
  /** Tells the people of the house on this call that a limit ends it soon. */
  warn(call: string, warning: Warning): void;
  /** The limits that a person has instead of everybody's; null: none. */
  capsOf(personId: string): SpendingCaps | null;
  /** Inside a write: tells the administrators. */
  tell(news: LimitNews, currency: string): void;
}

export class Spending {
  readonly #parts: SpendingParts;
  readonly #change: ConfigurationWriter;
  #limits: SpendingLimits;
  #prices: readonly Price[];
  #book: PriceBook;
  readonly #running = new Map<CallParty, Metered>();
  readonly #accounts: Accounts;
  readonly #ledger: SpendingLedger;
  readonly #alerts: LimitAlerts;
  readonly #costs = new CallCosts();
  #next: Timer | undefined;

  constructor(parts: SpendingParts) {
    this.#parts = parts;
    this.#change = configurationWriter(parts, "spending", "admin");
    this.#ledger = new SpendingLedger(parts);
    this.#accounts = new Accounts(parts.clock, this.#ledger);
    this.#alerts = new LimitAlerts({ ...parts, tell: (news) => parts.tell(news, this.#limits.currency) });
    const { orm } = parts.db;
    this.#limits = orm.select().from(spending).get()?.limits ?? noSpendingLimits;
    this.#prices = orm.select().from(callPrices).all();
    this.#book = new PriceBook(this.#prices, parts.rules);
  }

  get limits(): SpendingLimits {
    return this.#limits;
  }

  get prices(): readonly Price[] {
    return this.#prices;
  }

  /** What was spent until now, by whom; the most of the month first. */
  get spent(): Accounts["all"] {
    this.#settle();
    return this.#accounts.all;
  }

  /** Whose calls are held back by which limits now. */
  get reached(): StandingLimit[] {
    this.#settle();
    return this.#limitsOf(this.#accounts.payers).filter(({ left }) => left <= 0);
  }

  /** Who has spent most of a limit, and not all of it. */
  get near(): StandingLimit[] {
    this.#settle();
    return this.#limitsOf(this.#accounts.payers).filter(isNear);
  }

  async change(limits: SpendingLimits): Promise<void> {
    await this.#change((orm) => {
      const row = { id: 1, limits };
      orm.insert(spending).values(row).onConflictDoUpdate({ target: spending.id, set: row }).run();
    });
    this.#limits = limits;
    this.enforce();
  }

  /** Calls that run keep the price at which they were answered. */
  async putPrices(prices: readonly Price[]): Promise<void> {
    await this.#change((orm) => {
      orm.delete(callPrices).run();
      for (const each of prices) orm.insert(callPrices).values(each).run();
    });
    this.#prices = prices;
    this.#book = new PriceBook(prices, this.#parts.rules);
  }

  /** Why nothing more may be spent on this number by this payer; undefined: it may. */
  objection(payer: string, number: string): Objection | undefined {
    this.#settle();
    const costs = this.#book.of(number) > 0;
    for (const scope of [payer, everybody])
      for (const { left, unit, period } of this.#left(scope))
        if (left <= 0 && (unit === "minutes" || costs))
          return {
            why: scope === everybody ? "limit-of-house-reached" : "limit-reached",
            shown: shownAt(scope, { unit, period }),
          };
    return undefined;
  }

  /** A call to this number is answered, or came to be this other call. */
  runs(party: CallParty, { payer, number, call }: { payer: string; number: string; call: string }): void {
    const known = this.#running.get(party);
    if (known?.call === call) return;
    this.#settle();
    const price = known?.price ?? this.#book.of(number);
    const warned = known?.warned;
    this.#running.set(party, { payer, price, call, since: this.#now(), warned });
    this.#write();
    this.#warn();
    this.#schedule();
  }

  ends(party: CallParty): void {
    const metered = this.#running.get(party);
    if (!metered) return;
    this.#settle();
    this.#running.delete(party);
    this.#write();
    this.#alert([metered.payer, everybody]);
    this.#schedule();
  }

  /** What calls have cost until now, in millionths; those of which nothing has a price are not in it. */
  get costs(): ReadonlyMap<string, number> {
    this.#settle();
    return this.#costs.all;
  }

  /** See CallCosts. */
  meterOf(call: string): Meter | undefined {
    this.#settle();
    return this.#costs.meterOf(call, this.#running.values());
  }

  /** See CallCosts. */
  takeCost(call: string): number | null {
    return this.#costs.take(call);
  }

  close(): void {
    this.#next?.cancel();
  }

  /** What menus and groups call is limited with the house. */
  #left(payer: string): Left[] {
    if (payer === houseId) return [];
    const { house, person } = this.#limits;
    return leftOf(
      payer === everybody ? house : (this.#parts.capsOf(payer) ?? person),
      this.#accounts.of(payer),
    );
  }

  #limitsOf(payers: Iterable<string>): StandingLimit[] {
    return [...payers].flatMap((payer) =>
      this.#left(payer).map((limit) => ({ ...limit, personId: payer === everybody ? null : payer })),
    );
  }

  #alert(payers: Iterable<string>): void {
    this.#alerts.look(this.#limitsOf(payers), this.#accounts.of(everybody).day);
  }

  /** Counts what was spent since the last time. */
  #settle(): void {
    const now = this.#now();
    const today = this.#accounts.today();
    for (const metered of this.#running.values()) {
      const milliseconds = Math.max(0, now - metered.since);
      if (milliseconds === 0) continue;
      metered.since = now;
      const cost = (metered.price * milliseconds) / 60_000;
      const day = this.#accounts.add(metered.payer, { milliseconds, cost }, today);
      this.#ledger.owe({ payer: metered.payer, day, milliseconds, cost });
      this.#costs.add(metered, cost);
    }
  }

  /** What is spent until now, and what will be until the next time. */
  #write(): void {
    const ahead = [...this.#running.values()].map(({ payer, price }) => {
      const cost = (price * bookEvery) / 60_000;
      return { payer, day: this.#accounts.of(payer).day, milliseconds: bookEvery, cost };
    });
    this.#ledger.write(ahead);
  }

  /**
   * Ends what runs beyond a limit, which may be another one now, and looks again when the next can be reached.
   * @param payers of whose limits administrators may have to be told
   */
  enforce(payers: Iterable<string> = this.#accounts.payers): void {
    this.#settle();
    this.#write();
    const ended = new Map<CallParty, { call: string; why: PhoneText }>();
    for (const scope of scopesOf(this.#running.values()).keys())
      for (const limit of this.#left(scope).filter(({ left }) => left <= 0)) {
        const why = shownAt(scope, limit);
        for (const [party, metered] of this.#running)
          if (isOf(scope, metered) && (limit.unit === "minutes" || metered.price > 0))
            ended.set(party, { call: metered.call, why });
      }
    for (const [party, { call, why }] of ended) {
      this.#parts.log.warn("a call reached a spending limit", { call, why });
      this.#parts.hangUp(call, party, why);
    }
    if (ended.size > 0) void this.#change(() => {}).catch(() => {}); // the page asks by itself too
    this.#warn();
    this.#alert(payers);
    this.#schedule(ended.size > 0 ? farewell : 1);
  }

  /** @param least milliseconds */
  #schedule(least = 1): void {
    this.#next?.cancel();
    if (this.#running.size === 0) return;
    const next = untilNext(scopesOf(this.#running.values()), (scope) => this.#left(scope));
    const wait = Math.max(least, Math.ceil(Math.min(bookEvery, next)));
    this.#next = this.#parts.clock.after(wait, () => this.enforce(scopesOf(this.#running.values()).keys()));
  }

  /** Tells who is near a limit, once for each warning. */
  #warn(): void {
    const scopes = scopesOf(this.#running.values());
    for (const metered of this.#running.values()) {
      const ends = [metered.payer, everybody].flatMap((scope) =>
        this.#left(scope)
          .filter(({ unit }) => unit === "minutes" || metered.price > 0)
          .map((limit) => timeLeft(limit, scopes.get(scope) ?? { calls: 1, rate: 0 })),
      );
      const due = warningAt(Math.min(...ends));
      const isNews = due !== undefined && due < (metered.warned ?? Number.POSITIVE_INFINITY);
      metered.warned = due;
      if (isNews) this.#parts.warn(metered.call, due);
    }
  }

  /** Whole milliseconds, which no setting of the clock moves. */
  #now(): number {
    return Math.floor(this.#parts.clock.monotonic());
  }
}
