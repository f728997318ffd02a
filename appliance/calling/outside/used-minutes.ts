/**
 * How long people have spoken to other countries, by day, on disk (SE-01). What runs is on disk ahead of what was
 * spoken: of a house that is killed nothing is forgotten, and some seconds of each call are too many.
 */
import { and, eq } from "drizzle-orm";
import { type Clock, type Database, type Logger, type Timer, wallMoment } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import { outsideUsage } from "../schema.ts";

/** Milliseconds. */
const bookEvery = 5000;

interface Used {
  /** As 2026-11-25, on the box's clock, as spending is counted. */
  readonly day: string;
  milliseconds: number;
}

export class UsedMinutes {
  readonly #parts: { db: Database; clock: Clock; log: Logger };
  readonly #used = new Map<string, Used>();
  /** Whom parties are paid by that are spoken with now, and until when that is counted, on the monotonic clock. */
  readonly #running = new Map<CallParty, { personId: string; countedTo: number }>();
  #next: Timer | undefined;

  constructor(parts: { db: Database; clock: Clock; log: Logger }) {
    this.#parts = parts;
  }

  /** In seconds. */
  today(personId: string): number {
    this.#count();
    return this.#of(personId).milliseconds / 1000;
  }

  runs(party: CallParty, personId: string): void {
    this.#count();
    this.#running.set(party, { personId, countedTo: this.#parts.clock.monotonic() });
    this.#book([personId]);
    if (!this.#next) this.#bookSoon();
  }

  ends(party: CallParty): void {
    const personId = this.#running.get(party)?.personId;
    if (personId === undefined) return;
    this.#count();
    this.#running.delete(party);
    this.#book([personId]);
    if (this.#running.size === 0) this.close();
  }

  close(): void {
    this.#next?.cancel();
    this.#next = undefined;
  }

  #bookSoon(): void {
    this.#next = this.#parts.clock.after(bookEvery, () => {
      this.#bookSoon(); // first: where the disk is away now, it may be back then
      try {
        this.#count();
        this.#book(new Set([...this.#running.values()].map(({ personId }) => personId)));
      } catch (error) {
        this.#parts.log.error("the minutes of calls were not counted", { error });
      }
    });
  }

  #count(): void {
    const now = this.#parts.clock.monotonic();
    for (const running of this.#running.values()) {
      this.#of(running.personId).milliseconds += now - running.countedTo;
      running.countedTo = now;
    }
  }

  /** Writes what these have used, and what they will have until the next time. */
  #book(people: Iterable<string>): void {
    const { db, log } = this.#parts;
    const rows = [...people].map((personId) => {
      const calls = [...this.#running.values()].filter((running) => running.personId === personId).length;
      const { day, milliseconds } = this.#of(personId);
      return { personId, day, seconds: Math.ceil((milliseconds + calls * bookEvery) / 1000) };
    });
    db.write((orm) => {
      const target = [outsideUsage.personId, outsideUsage.day];
      for (const row of rows)
        orm.insert(outsideUsage).values(row).onConflictDoUpdate({ target, set: row }).run();
    }).catch((error: unknown) => log.error("the minutes of calls were not counted on disk", { error }));
  }

  #of(personId: string): Used {
    const day = wallMoment(this.#parts.clock.now(), undefined).date;
    const known = this.#used.get(personId);
    if (known?.day === day) return known;
    const isToday = and(eq(outsideUsage.personId, personId), eq(outsideUsage.day, day));
    const stored = this.#parts.db.orm.select().from(outsideUsage).where(isToday).get()?.seconds ?? 0;
    const used = { day, milliseconds: stored * 1000 };
    this.#used.set(personId, used);
    return used;
  }
}
