/** What telephones publish of how calls sounded (RFC 6035) comes to the records of those calls, before or after their end. */
import { and, eq } from "drizzle-orm";
import type { VoipMetrics } from "../../media/index.ts";
import { type Clock, type Database, Expiring, type Logger } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import { callRecords } from "../schema.ts";

/** Milliseconds after the end in which a telephone may still speak of it. */
const patience = 60_000;

/** Of those that are said before the end; a telephone says how it is every few seconds, and only the last counts. */
const mostEarly = 1000;

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
  /** By the Call-ID of the telephone's dialog. */
  readonly #over: Expiring<Leg>;
  /** By who says it, and of which dialog: whether they are in it shows when a call ends. */
  readonly #early = new Map<string, VoipMetrics>();

  constructor(parts: { sip: Sip; db: Database; clock: Clock; log: Logger }) {
    this.#parts = parts;
    this.#over = new Expiring(parts.clock, patience);
    parts.sip.takeQualityReports((personId, { callId, ...metrics }) =>
      this.#receive(personId, callId, metrics),
    );
  }

  changed(call: Call): void {
    if (call.state !== "ended" || call.answeredAt === undefined) return;
    for (const { callId, leg } of legsOf(call)) {
      const early = keyOf(leg.personId, callId);
      const metrics = this.#early.get(early);
      this.#early.delete(early);
      if (metrics) this.#keep(leg, metrics);
      this.#over.set(callId, leg);
    }
  }

  /** Of calls of this person alone. */
  #receive(personId: string, callId: string, metrics: VoipMetrics): void {
    const over = this.#over.get(callId);
    if (over?.personId === personId) return this.#keep(over, metrics);
    const early = keyOf(personId, callId);
    this.#early.delete(early); // the newest stand last
    this.#early.set(early, metrics);
    if (this.#early.size > mostEarly) this.#early.delete(this.#early.keys().next().value ?? "");
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
    const own = call.calleeConnection?.dialog === dialog;
    yield {
      callId: dialog.state.callId,
      leg: { id, done, personId, direction: own ? "incoming" : "outgoing" },
    };
  }
}
