/** Against toll fraud (SE-01): which countries, how long and how often; who behaves like a thief is stopped. */
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Clock, Database, EventLog, Logger } from "../../platform/index.ts";
import type { Call } from "../call.ts";
import { callingErrors } from "../errors.ts";
import type { CallParty } from "../party.ts";
import { outsideStops, outsideUsage, protection } from "../schema.ts";
import { countryOf, type NumberClass } from "./numbers.ts";

export const limitsSchema = z.object({
  /** Country codes that may be called besides one's own; null: all. */
  countries: z
    .array(z.string().regex(/^[1-9]\d{0,2}$/, "A country code as 49."))
    .max(250)
    .nullable(),
  /** How long a person may speak to other countries in a day; null: as long as they like. */
  minutesPerDay: z.number().int().min(1).max(1440).nullable(),
  /** Calls outside that a person may have at once, those of their forwards included. */
  callsAtOnce: z.number().int().min(1).max(100),
  /** So many calls to other countries begun within ten minutes are not a person's doing. */
  burst: z.number().int().min(3).max(1000),
});
export type Limits = z.output<typeof limitsSchema>;

export const standardLimits: Limits = { countries: null, minutesPerDay: 240, callsAtOnce: 5, burst: 15 };

export interface OutsideStop {
  personId: string;
  at: number;
  /** How many calls to other countries they had begun within ten minutes. */
  calls: number;
}

const burstMilliseconds = 10 * 60_000;

export interface ProtectionParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  hangUp(call: string): void;
}

export class Protection {
  readonly #parts: ProtectionParts;
  #limits: Limits;
  readonly #stops = new Map<string, OutsideStop>();
  /** Whose call it is that goes to a party outside: who dialled, or whose forward it follows. */
  readonly #payers = new WeakMap<CallParty, { personId: string; international: boolean; begun: boolean }>();
  /** Calls outside that run, by person. */
  readonly #running = new Map<string, Set<string>>();
  /** When a person's latest calls to other countries began. */
  readonly #begun = new Map<string, number[]>();

  constructor(parts: ProtectionParts) {
    this.#parts = parts;
    const { orm } = parts.db;
    const stored = orm.select().from(protection).get()?.limits;
    this.#limits = { ...standardLimits, ...stored };
    for (const stop of orm.select().from(outsideStops).all()) this.#stops.set(stop.personId, stop);
  }

  get limits(): Limits {
    return this.#limits;
  }

  /** Whose calls outside are stopped until an administrator lets them go on. */
  get stops(): OutsideStop[] {
    return [...this.#stops.values()].toSorted((a, b) => b.at - a.at);
  }

  async change(limits: Limits): Promise<Limits> {
    await this.#write("limits", (orm) => {
      const row = { id: 1, limits };
      orm.insert(protection).values(row).onConflictDoUpdate({ target: protection.id, set: row }).run();
    });
    this.#limits = limits;
    return limits;
  }

  /** Lets a person call outside again. */
  async lift(personId: string): Promise<void> {
    if (!this.#stops.has(personId)) throw callingErrors("stop-not-found");
    await this.#write("stops", (orm) =>
      orm.delete(outsideStops).where(eq(outsideStops.personId, personId)).run(),
    );
    this.#stops.delete(personId);
    this.#begun.delete(personId);
  }

  /** Why this person may not call this number now; undefined when nothing speaks against it. */
  objection(personId: string, number: string, wanted: NumberClass): string | undefined {
    const { countries, minutesPerDay, callsAtOnce } = this.#limits;
    if (this.#stops.has(personId)) return "calls outside are stopped after too many at once";
    if ((this.#running.get(personId)?.size ?? 0) >= callsAtOnce)
      return "there are as many calls outside as a person may have";
    if (wanted === "national") return undefined;
    if (countries && !countries.includes(countryOf(number)))
      return `calls to country code ${countryOf(number)} are barred`;
    if (minutesPerDay !== null && this.#secondsToday(personId) >= minutesPerDay * 60)
      return "the minutes of the day for other countries are used up";
    return undefined;
  }

  /** A party outside that this person's rights lead to. */
  charge(party: CallParty, personId: string, wanted: NumberClass): void {
    this.#payers.set(party, { personId, international: wanted === "international", begun: false });
  }

  /** A call to that party goes out now. Throws when it is the one too many. */
  begin(party: CallParty): void {
    const payer = this.#payers.get(party);
    if (!payer?.international || payer.begun) return; // another trunk may be tried for the same call
    payer.begun = true;
    const { personId } = payer;
    const now = this.#parts.clock.now();
    const recent = (this.#begun.get(personId) ?? []).filter((at) => at > now - burstMilliseconds);
    this.#begun.set(personId, [...recent, now]);
    if (recent.length + 1 > this.#limits.burst) this.#stop(personId, recent.length + 1);
    if (this.#stops.has(personId)) throw new Error("the caller's calls outside are stopped");
  }

  changed(call: Call): void {
    const payer = this.#payers.get(call.callee);
    if (!payer) return;
    const running = this.#running.get(payer.personId) ?? new Set();
    if (call.state === "ended") running.delete(call.id);
    else this.#running.set(payer.personId, running.add(call.id));
    if (running.size === 0) this.#running.delete(payer.personId);
  }

  /** Counts how long it was. */
  async ended({ callee, answeredAt, endedAt }: Call): Promise<void> {
    const payer = this.#payers.get(callee);
    if (!payer?.international || answeredAt === undefined || endedAt === undefined) return;
    const { personId } = payer;
    const day = dayOf(endedAt);
    const seconds = Math.ceil((endedAt - answeredAt) / 1000);
    await this.#parts.db.write((orm) => {
      const where = and(eq(outsideUsage.personId, personId), eq(outsideUsage.day, day));
      const before = orm.select().from(outsideUsage).where(where).get()?.seconds ?? 0;
      const row = { personId, day, seconds: before + seconds };
      orm
        .insert(outsideUsage)
        .values(row)
        .onConflictDoUpdate({ target: [outsideUsage.personId, outsideUsage.day], set: row })
        .run();
    });
  }

  #stop(personId: string, calls: number): void {
    if (this.#stops.has(personId)) return;
    const { clock, log, hangUp } = this.#parts;
    const stop = { personId, at: clock.now(), calls };
    this.#stops.set(personId, stop);
    log.warn("calls outside were stopped", { person: personId, calls });
    for (const call of this.#running.get(personId) ?? []) hangUp(call);
    void this.#write("stops", (orm) =>
      orm.insert(outsideStops).values(stop).onConflictDoNothing().run(),
    ).catch((error: unknown) => log.error("a stop is not on disk, and ends with a restart", { error }));
  }

  #secondsToday(personId: string): number {
    const where = and(
      eq(outsideUsage.personId, personId),
      eq(outsideUsage.day, dayOf(this.#parts.clock.now())),
    );
    return this.#parts.db.orm.select().from(outsideUsage).where(where).get()?.seconds ?? 0;
  }

  async #write(subject: string, run: (orm: Database["orm"]) => void): Promise<void> {
    await this.#parts.db.write((orm) => {
      run(orm);
      this.#parts.events.append({ topic: "admin", kind: "calling.changed", subject });
    });
  }
}

/** 2026-11-25, in UTC. */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
