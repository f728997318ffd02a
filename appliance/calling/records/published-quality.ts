/** What telephones publish of how calls sounded (RFC 6035) comes to the records of those calls, before or after their end. */
import { and, eq } from "drizzle-orm";
import type { VoipMetrics } from "../../media/index.ts";
import { type Clock, type Database, Expiring, type Logger } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import { callRecords } from "../schema.ts";

/** Milliseconds after the end in which a telephone may still speak of it. */
const patience = 60_000;

/** Of each person, of those that are said before the end; of a dialog only what is said last counts. */
const mostEarly = 20;

interface Leg {
  /** The call's. */
  id: string;
  /** Resolves when it is on record. */
  done: Promise<void>;
  personId: string;
  direction: "outgoing" | "incoming";
}

export class PublishedQuality {
  readonly #parts: { db: Database; log: Logger };
  /** By who is at it, and the Call-ID of their telephone's dialog: telephones choose those, and may choose the same. */
  readonly #over: Expiring<Leg>;
  /** By who says it, and of which dialog: whether they are in it shows when a call ends. */
  readonly #early = new Map<string, Map<string, VoipMetrics>>();

  constructor(parts: { sip: Pick<Sip, "takeQualityReports">; db: Database; clock: Clock; log: Logger }) {
    this.#parts = parts;
    this.#over = new Expiring(parts.clock, patience);
    parts.sip.takeQualityReports((personId, { callId, ...metrics }) =>
      this.#receive(personId, callId, metrics),
    );
  }

  changed(call: Call): void {
    if (call.state !== "ended" || call.answeredAt === undefined) return;
    for (const { callId, leg } of legsOf(call)) {
      const early = this.#early.get(leg.personId);
      const metrics = early?.get(callId);
      if (early?.delete(callId) && early.size === 0) this.#early.delete(leg.personId);
      if (metrics) this.#keep(leg, metrics);
      this.#over.set(keyOf(leg.personId, callId), leg);
    }
  }

  /** Of calls of this person alone. */
  #receive(personId: string, callId: string, metrics: VoipMetrics): void {
    const over = this.#over.get(keyOf(personId, callId));
    if (over) return this.#keep(over, metrics);
    const early = this.#early.get(personId) ?? new Map<string, VoipMetrics>();
    this.#early.set(personId, early);
    early.delete(callId); // the newest stand last
    early.set(callId, metrics);
    const [oldest] = early.keys();
    if (oldest !== undefined && early.size > mostEarly) early.delete(oldest);
  }

  #keep({ id, done, personId, direction }: Leg, reported: VoipMetrics): void {
    const { db, log } = this.#parts;
    const { callId, outcome } = callRecords;
    const own = and(eq(callRecords.personId, personId), eq(callRecords.direction, direction));
    done
      .then(() =>
        db.write((orm) =>
          orm
            .update(callRecords)
            .set({ reported })
            .where(and(eq(callId, id), own, eq(outcome, "answered")))
            .run(),
        ),
      )
      .catch((error: unknown) => log.error("what a telephone reported is not on record", { error }));
  }
}

const keyOf = (personId: string, callId: string): string => `${personId} ${callId}`;

/** The people's ends of it, by the Call-IDs of their dialogs. */
function* legsOf(call: Call): Iterable<{ callId: string; leg: Leg }> {
  const { id, done } = call;
  for (const { party, dialog } of call.ends) {
    const { personId } = party;
    if (personId === undefined) continue;
    const own = call.sides.callee?.connection.dialog === dialog;
    yield {
      callId: dialog.state.callId,
      leg: { id, done, personId, direction: own ? "incoming" : "outgoing" },
    };
  }
}
