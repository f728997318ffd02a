/** Keeps subscriptions in the database: a house that was killed tells who watches how things are when it is back. */
import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Clock, Database, Logger, Timer } from "../platform/index.ts";
import { sipSubscriptions } from "./schema.ts";
import {
  type KeptSubscription,
  keptOf,
  keptSubscription,
  keyOf,
  type Subscription,
  spareNumbers,
} from "./subscription.ts";

/** All lamps of a house are asked for within minutes; what changed within this time is written in one transaction. */
const writeEvery = 1000;

/** The numbers of a row, as far on as `resumed` goes on with them. */
const skipped = sql`CASE WHEN json_valid(${sipSubscriptions.kept}) THEN json_set(${sipSubscriptions.kept},
  '$.dialog.localSequence', ${sipSubscriptions.kept} ->> '$.dialog.localSequence' + ${spareNumbers},
  '$.version', ${sipSubscriptions.kept} ->> '$.version' + ${spareNumbers}) ELSE ${sipSubscriptions.kept} END`;

export class KeptSubscriptions {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** What each is now, by its key; undefined: over. */
  readonly #changed = new Map<string, Subscription | undefined>();
  readonly #put;
  readonly #delete;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: { db: Database; clock: Clock; log: Logger }) {
    const { db, clock, log } = parts;
    [this.#db, this.#clock, this.#log] = [db, clock, log];
    const id = sql.placeholder("id");
    this.#put = db.statement(
      db.orm
        .insert(sipSubscriptions)
        .values({
          id,
          event: sql.placeholder("event"),
          kept: sql.placeholder("kept"),
          expiresAt: sql.placeholder("expiresAt"),
        })
        .onConflictDoUpdate({
          target: sipSubscriptions.id,
          set: { kept: sql`excluded.kept`, expiresAt: sql`excluded.expires_at` },
        }),
    );
    this.#delete = db.statement(db.orm.delete(sipSubscriptions).where(eq(sipSubscriptions.id, id)));
  }

  /** Those to an event package that a house before this one has left, and that are not over. */
  of(event: string): KeptSubscription[] {
    const { orm } = this.#db;
    const ofEvent = and(eq(sipSubscriptions.event, event), gt(sipSubscriptions.expiresAt, this.#clock.now()));
    const left = orm.select().from(sipSubscriptions).where(ofEvent).all();
    // Before anything is said: another house may take over from this one, also before it has written anything.
    orm.update(sipSubscriptions).set({ kept: skipped }).where(ofEvent).run();
    return left.flatMap((row) => this.#read(row));
  }

  /** Rubbish is forgotten: its watcher asks again. */
  #read({ id, kept }: { id: string; kept: string }): KeptSubscription[] {
    try {
      return [keptSubscription.parse(JSON.parse(kept))];
    } catch (error) {
      this.#log.warn("a subscription on disk cannot be read", { error });
      this.#change(id, undefined);
      return [];
    }
  }

  /** It began, was asked for anew, or has given out many numbers. Those of pages end with them. */
  put(subscription: Subscription): void {
    if (subscription.state.flow.transport !== "WSS") this.#change(keyOf(subscription), subscription);
  }

  remove(subscription: Subscription): void {
    this.#change(keyOf(subscription), undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#write();
  }

  #change(key: string, subscription: Subscription | undefined): void {
    if (this.#closed) return; // they go on with the next house
    this.#changed.set(key, subscription);
    this.#timer ??= this.#clock.after(writeEvery, () => void this.#write());
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    if (changed.length === 0) return;
    const now = this.#clock.now();
    const written = this.#db.write((orm) => {
      for (const [key, subscription] of changed) {
        if (!subscription) this.#delete(key);
        else this.#keep(key, keptOf(subscription, now));
      }
      orm.delete(sipSubscriptions).where(lte(sipSubscriptions.expiresAt, now)).run();
    });
    await written.catch((error: unknown) =>
      this.#log.error("subscriptions were not stored; lamps are told, and ask again", { error }),
    );
  }

  #keep(key: string, kept: ReturnType<typeof keptOf>): void {
    this.#put(key, kept.event, JSON.stringify(kept), kept.expiresAt);
  }
}
