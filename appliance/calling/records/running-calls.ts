/**
 * Calls that somebody has answered, and who waits for somebody else or is parked, on disk while they run: a house that
 * was killed closes the records when it starts again, and tells the telephones that were in them.
 */
import { eq, inArray, sql } from "drizzle-orm";
import type { Clock, Database, Logger, Timer } from "../../platform/index.ts";
import type { Remains, Sip } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import type { Connection } from "../call/connection.ts";
import type { CallParty } from "../call/party.ts";
import type { Meter } from "../outside/call-costs.ts";
import { callRecords, runningCalls } from "../schema.ts";
import { type KeptCall, type KeptMeter, type KeptParty, readKeptCall } from "./kept-calls.ts";
import { type CallRecord, withoutMedia } from "./record-rows.ts";
import type { Rounds } from "./rounds.ts";

/** Who is left of what ran when the house was killed. */
export interface CutOff {
  /** Their dialogs, which are to end. */
  ends: Remains[];
}

/** What is known of a call that somebody had answered. */
export interface RunningCall extends CutOff {
  caller: CallParty;
  callee: CallParty;
  linkedTo: string | null;
  /** See Call; undefined in those from before. */
  conference?: string | undefined;
  startedAt: number;
  answeredAt: number;
  /** See Call; undefined in those from before. */
  setUp?: number | undefined;
  transports: { caller: string; callee: string };
  /** What it had cost at this moment, in milliseconds since the epoch; left out where nothing of it has a price. */
  meter?: (Meter & { at: number }) | undefined;
}

/** How exact the end of a call is that was cut off. */
const beatEvery = 5000;

export class RunningCalls {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #sip: Sip;
  readonly #fresh = new Map<string, () => RunningCall | CutOff>();
  readonly #stored = new Set<string>();
  readonly #over = new Set<string>();
  readonly #rounds: Rounds;
  readonly #meterOf: (call: string) => Meter | undefined;
  readonly #put;
  readonly #delete;
  readonly #mark;
  #beat: Timer | undefined;

  /** @param parts.rounds in which calls that begin together are written; those that end before cost nothing */
  constructor(parts: {
    db: Database;
    clock: Clock;
    log: Logger;
    sip: Sip;
    rounds: Rounds;
    /** See Spending. */
    meterOf(call: string): Meter | undefined;
  }) {
    this.#meterOf = parts.meterOf;
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#sip = parts.sip;
    this.#rounds = parts.rounds;
    const { db } = parts;
    const [id, call, seenAt] = [sql.placeholder("id"), sql.placeholder("call"), sql.placeholder("seenAt")];
    this.#put = db.statement(
      db.orm
        .insert(runningCalls)
        .values({ id, call, seenAt })
        .onConflictDoUpdate({
          target: runningCalls.id,
          set: { call: sql`excluded.call`, seenAt: sql`excluded.seen_at` },
        }),
    );
    this.#delete = db.statement(db.orm.delete(runningCalls).where(eq(runningCalls.id, id)));
    this.#mark = db.statement(
      db.orm
        .update(runningCalls)
        .set({ seenAt: sql`${seenAt}` })
        .where(eq(runningCalls.id, id)),
    );
  }

  changed(call: Call): void {
    if (call.state === "ended") {
      if (this.#stored.delete(call.id)) this.#over.add(call.id);
      if (!this.#fresh.delete(call.id) && this.#over.size === 0) return;
    } else {
      if (call.answeredAt === undefined && !call.attempt.waiting) return;
      // Again after each change: whoever is on the call may be somebody else now.
      this.#fresh.set(call.id, () => this.#seen(call));
    }
    this.#rounds.join(this.#write);
  }

  /** @param connection who waits at this slot, in no call; undefined: nobody any more */
  parked(slot: string, connection: Connection | undefined): void {
    if (connection) {
      this.#over.delete(slot);
      this.#fresh.set(slot, () => ({ ends: [connection.dialog.remains] }));
    } else {
      this.#fresh.delete(slot);
      if (this.#stored.delete(slot)) this.#over.add(slot);
    }
    this.#rounds.join(this.#write);
  }

  /** Closes what was left by a house that was killed. Resolves when the records are on disk. */
  async recover(): Promise<void> {
    const rows = this.#db.orm.select().from(runningCalls).all();
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const left = rows.flatMap((row) => this.#read(row));
    await this.#db.write((orm) => {
      // The house may have been killed between the record and this.
      const written = orm
        .select({ id: callRecords.callId })
        .from(callRecords)
        .where(inArray(callRecords.callId, ids))
        .all();
      const known = new Set(written.map(({ id }) => id));
      const seenAt = rows.reduce((latest, row) => Math.max(latest, row.seenAt), 0); // they ran together
      for (const { id, call } of left)
        if (!known.has(id))
          for (const leg of legsOf(id, call, seenAt)) orm.insert(callRecords).values(leg).run();
      orm.delete(runningCalls).run();
    });
    for (const { call } of left) for (const remains of call.ends) this.#sip.bury(remains);
    this.#log.warn("calls were cut off", { calls: rows.length });
  }

  #read({ id, call }: { id: string; call: string }): { id: string; call: KeptCall }[] {
    try {
      return [{ id, call: readKeptCall(call) }];
    } catch (error) {
      this.#log.error("a call that was cut off cannot be read, and is not on record", { call: id, error });
      return [];
    }
  }

  close(): void {
    this.#rounds.leave(this.#write);
    this.#beat?.cancel();
    if (this.#over.size > 0) this.#write();
  }

  readonly #write = (): void => {
    const [fresh, over] = [[...this.#fresh], [...this.#over]];
    this.#fresh.clear();
    this.#over.clear();
    if (fresh.length + over.length === 0) return;
    const seenAt = this.#clock.now();
    for (const [id] of fresh) this.#stored.add(id);
    this.#db
      .write(() => {
        for (const [id, seen] of fresh) this.#put(id, JSON.stringify(seen()), seenAt);
        for (const id of over) this.#delete(id);
        this.#markOne(seenAt); // the mark may have been on one of those that are gone
      })
      .catch((error: unknown) => this.#log.error("running calls are not on disk", { error }));
    if (this.#stored.size > 0) this.#beat ??= this.#clock.after(beatEvery, () => this.#beats());
  };

  /** Every call that is on disk ran at the latest moment that any of them bears. */
  #markOne(seenAt: number): void {
    const [id] = this.#stored;
    if (id !== undefined) this.#mark(seenAt, id);
  }

  #seen(call: Call): RunningCall | CutOff {
    const meter = this.#meterOf(call.id);
    return runningCall(call, meter && { ...meter, at: this.#clock.now() });
  }

  /** They run still. */
  #beats(): void {
    this.#beat = undefined;
    if (this.#stored.size === 0) return;
    const seenAt = this.#clock.now();
    this.#db
      .write(() => this.#markOne(seenAt))
      .catch((error: unknown) => this.#log.error("running calls are not on disk", { error }));
    this.#beat = this.#clock.after(beatEvery, () => this.#beats());
  }
}

function runningCall(call: Call, meter: RunningCall["meter"]): RunningCall | CutOff {
  const { caller, callee, linkedTo = null, startedAt, answeredAt, setUp, transport } = call;
  const { waiting } = call.attempt;
  if (answeredAt === undefined) return { ends: waiting ? [waiting.dialog.remains] : [] };
  const transports = { caller: transport, callee: call.sides.callee?.connection.transport ?? "" };
  const ends = call.ends.map(({ dialog }) => dialog.remains);
  const { conference } = call;
  const times = { startedAt, answeredAt, setUp };
  return { caller, callee, linkedTo, conference, ...times, transports, ends, ...(meter && { meter }) };
}

function costUntil(end: number, meter: KeptMeter): number | null {
  if (!meter) return null;
  return Math.round(meter.spent + (meter.price * Math.max(0, end - meter.at)) / 60_000);
}

/** A leg for each side of what was answered, to the moment at which the call was last known to run; nobody measured how it sounded. */
function legsOf(id: string, call: KeptCall, seenAt: number): CallRecord[] {
  if (!("answeredAt" in call)) return [];
  const { caller, callee, transports } = call;
  const endedAt = Math.max(seenAt, call.answeredAt);
  const leg = (own: KeptParty, peer: KeptParty, direction: CallRecord["direction"]): CallRecord => ({
    ...withoutMedia,
    id: Bun.randomUUIDv7(),
    callId: id,
    linkedTo: call.linkedTo,
    conference: call.conference ?? null,
    personId: own.personId ?? "",
    direction,
    peerId: peer.personId ?? null,
    peerName: peer.name,
    peerNumber: peer.number,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    setUp: call.setUp ?? null,
    endedAt,
    outcome: "answered",
    status: null,
    cost: null,
    transport: direction === "outgoing" ? transports.caller : transports.callee,
  });
  const outgoing = { ...leg(caller, callee, "outgoing"), cost: costUntil(endedAt, call.meter) };
  return [outgoing, leg(callee, caller, "incoming")];
}
