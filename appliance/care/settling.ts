/** What is to be done about a request, from what the tables and the members of its space say. */
import type { Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, Logger } from "../platform/index.ts";
import type { RequestBook } from "./book.ts";
import type { Desks } from "./desks.ts";
import { type Candidate, leadsLeft, nextExpert, type Wanted } from "./routing.ts";
import type { CareStore, RequestRow } from "./store.ts";

/** Milliseconds for which somebody who answered counts as busy with it, unless it is solved before. */
const busyFor = 8 * 3600 * 1000;

interface SettlingParts {
  book: RequestBook;
  store: CareStore;
  desks: Desks;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  messaging: Messaging;
  /** Settles it again, when its turn comes. */
  look(id: string): void;
}

/** Everything here is done in the request's turn. */
export class Settling {
  readonly #parts: SettlingParts;
  readonly #book: RequestBook;

  constructor(parts: SettlingParts) {
    this.#parts = parts;
    this.#book = parts.book;
  }

  /**
   * Brings a request one step on, whatever has happened to it: those who left are crossed out, those whose help is
   * not needed any more leave, and while nobody has answered, the next one is asked. Doing it twice does no harm.
   */
  async settle(id: string): Promise<void> {
    const before = this.#book.require(id);
    if (before.solvedAt === null && !this.#askerIsThere(before)) await this.#book.solve(id);
    await this.#crossOutAbsent(id);
    const row = this.#book.require(id);
    if (row.answeredAt !== null || row.solvedAt !== null) return this.#dismiss(row);
    const now = this.#parts.clock.now();
    const timeIsUp = row.deadline !== null && row.deadline <= now;
    if (this.#book.asked(id).length > 0 && row.deadline !== null && !timeIsUp) return;
    const wanted = this.#wanted(row);
    const candidates = this.#candidates(row.deskId);
    const next = nextExpert(candidates, wanted);
    if (timeIsUp) await this.#book.change(row, { escalatedAt: row.escalatedAt ?? now, deadline: null });
    if (next !== undefined) await this.#offer(row, [next], now + this.#patience(row));
    else if (timeIsUp) await this.#offer(row, leadsLeft(candidates, wanted), null);
  }

  /** Asks people: on paper first, so that after a power cut nobody is inside of whom nothing is known. */
  async #offer(row: RequestRow, people: readonly string[], deadline: number | null): Promise<void> {
    if (people.length === 0) return;
    const { store, db, events, clock, messaging, log } = this.#parts;
    await db.write(() => {
      for (const personId of people) store.addOffer({ requestId: row.id, personId, offeredAt: clock.now() });
      store.updateRequest(row.id, { deadline });
    });
    const there: string[] = [];
    for (const person of people)
      try {
        await messaging.spaces.admit(row.spaceId, person, "");
        there.push(person);
      } catch (error) {
        log.warn("an expert could not be brought in", { request: row.id, person, error });
      }
    await db.write(() => {
      for (const person of there) {
        const payload = { space: row.spaceId, by: row.askerId };
        events.append({ topic: `person:${person}`, kind: "care.asked", subject: row.id, payload });
      }
      this.#book.announce(row);
    });
    if (there.length < people.length) this.#parts.look(row.id); // crosses the others out, and asks on
  }

  /** Whoever left has passed it on; when that is who had answered, the request is open again. */
  async #crossOutAbsent(id: string): Promise<void> {
    const { store, db, clock, messaging } = this.#parts;
    const row = this.#book.require(id);
    const { spaceId, answeredBy, solvedAt } = row;
    const absent = this.#book.asked(id).filter((person) => !messaging.rights.isMember(spaceId, person));
    if (absent.length === 0) return;
    await db.write(() => {
      const now = clock.now();
      for (const person of absent) store.pass(id, person, now);
      if (solvedAt === null && answeredBy !== null && absent.includes(answeredBy)) {
        const deadline = now + this.#patience(row);
        store.updateRequest(id, { answeredBy: null, answeredAt: null, deadline });
      }
      this.#book.announce(row);
    });
  }

  /** Those who did not answer leave the space, whose key turns; after a solution nobody is asked any more. */
  async #dismiss(row: RequestRow): Promise<void> {
    const { id, spaceId, answeredBy, solvedAt } = row;
    const { store, db, clock, messaging, log } = this.#parts;
    const idle = this.#book.asked(id).filter((person) => person !== answeredBy);
    for (const person of idle)
      try {
        await messaging.spaces.remove(person, spaceId, person);
      } catch (error) {
        log.warn("an expert could not leave", { request: id, person, error }); // as the last moderator
      }
    const done = solvedAt === null ? idle : this.#book.asked(id);
    if (done.length > 0)
      await db.write(() => {
        for (const person of done) store.pass(id, person, clock.now());
        this.#book.announce(row);
      });
  }

  /** Somebody who was asked has answered: it is theirs, if it was nobody's before. */
  async answer(id: string, personId: string): Promise<void> {
    const { store, db, clock, messaging } = this.#parts;
    await db.write(() => {
      const row = this.#book.require(id);
      if (row.answeredAt !== null || row.solvedAt !== null || !this.#book.asked(id).includes(personId))
        return;
      if (!messaging.rights.isMember(row.spaceId, personId)) return;
      store.updateRequest(id, { answeredBy: personId, answeredAt: clock.now(), deadline: null });
      this.#book.announce(row);
    });
    await this.settle(id);
  }

  /** Milliseconds in which an answer is expected. */
  #patience({ deskId }: RequestRow): number {
    return (this.#parts.store.desk(deskId)?.answerWithin ?? 120) * 1000;
  }

  #askerIsThere({ askerId, spaceId }: RequestRow): boolean {
    const { spaces, rights } = this.#parts.messaging;
    if (!rights.isMember(spaceId, askerId)) return false;
    const { role, archived } = spaces.get(askerId, spaceId);
    return role === "moderator" && !archived;
  }

  #candidates(deskId: string): Candidate[] {
    const { store, desks, messaging, clock } = this.#parts;
    return store
      .experts(deskId)
      .filter(({ personId }) => desks.mayAnswer(personId))
      .map((expert) => ({
        ...expert,
        presence: messaging.presence.besidesCalls(expert.personId),
        ...store.load(expert.personId, clock.now() - busyFor),
      }));
  }

  /** Who is in the space already came by another way, and does not go by this one. */
  #wanted({ id, skillId: skill, spaceId }: RequestRow): Wanted {
    const asked = this.#parts.store.offers(id).map(({ personId }) => personId);
    return { skill, passedOver: new Set([...asked, ...this.#parts.messaging.spaces.memberIds(spaceId)]) };
  }
}
