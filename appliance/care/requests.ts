/** Requests on their way from a question to an answer: see the room's README. */
import type { Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, HearthEvent, Logger } from "../platform/index.ts";
import type { Desks } from "./desks.ts";
import { careErrors } from "./errors.ts";
import { type Candidate, leadsLeft, nextExpert, type Wanted } from "./routing.ts";
import type { CareStore, RequestRow } from "./store.ts";
import { Turns } from "./turns.ts";
import { type CareRequest, viewOf } from "./view.ts";

export interface Question {
  id: string;
  desk: string;
  /** Null: whoever can. */
  skill: string | null;
  /** A group space in which the asker is alone. */
  space: string;
}

/** Open requests that one person may have. */
const mostOpen = 20;
/** Milliseconds for which somebody who answered counts as busy with it, unless it is solved before. */
const busyFor = 8 * 3600 * 1000;

interface RequestsParts {
  store: CareStore;
  desks: Desks;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  messaging: Messaging;
}

export class Requests {
  readonly #parts: RequestsParts;
  readonly #turns: Turns;
  readonly #stops: (() => void)[];

  constructor(parts: RequestsParts) {
    const { events, messaging, store } = parts;
    this.#parts = parts;
    this.#turns = new Turns({
      ...parts,
      settle: (id) => this.#settle(id),
      nextDeadline: () => store.nextDeadline(),
      due: (now) => store.due(now),
    });
    this.#stops = [
      events.listen((event) => this.#hear(event)),
      messaging.presence.onChange((personId) => {
        if (["active", "idle"].includes(messaging.presence.besidesCalls(personId))) this.becameFree(personId);
      }),
    ];
  }

  /** After a start: what was written, left half-done, or fell due while the box was down. */
  resume(): void {
    for (const row of this.#parts.store.unsettled()) {
      const answerer = row.answeredAt === null ? this.#whoAnswered(row) : undefined;
      if (answerer) void this.#answer(row.id, answerer);
      else this.#turns.look(row.id);
    }
  }

  settled(): Promise<void> {
    return this.#turns.settled();
  }

  close(): void {
    this.#turns.close();
    for (const stop of this.#stops) stop();
  }

  /** What is open and has to do with the person, at most so many as fit a screen, oldest first. */
  openOf(personId: string): CareRequest[] {
    const { messaging, store } = this.#parts;
    return store
      .openOf(personId, 200)
      .filter(({ spaceId }) => messaging.spaces.isMember(spaceId, personId))
      .map((row) => this.#view(row));
  }

  /** A request as it is now, for the stream: only those who have a part in it hear of it. */
  state(id: string): CareRequest | null {
    const row = this.#parts.store.request(id);
    return row ? this.#view(row) : null;
  }

  /** Stores the request; whoever helps is looked for behind the answer. */
  async ask(askerId: string, { id, desk: deskId, skill, space }: Question): Promise<CareRequest> {
    const { store, desks, db, clock } = this.#parts;
    const desk = desks.require(deskId);
    if (skill !== null && !desk.skills.some((one) => one.id === skill)) throw careErrors("skill-not-found");
    this.#requireOwnSpace(askerId, space);
    const row = await db.write(() => {
      const known = store.request(id);
      if (known && known.askerId !== askerId) throw careErrors("request-not-found"); // they learn nothing of it
      if (known) return known;
      if (store.openIn(space)) throw careErrors("request-running");
      if (store.countOpen(askerId) >= mostOpen) throw careErrors("requests-many");
      const now = clock.now();
      const deadline = now + desk.answerWithin * 1000;
      store.addRequest({ id, deskId, skillId: skill, spaceId: space, askerId, askedAt: now, deadline });
      const stored = this.#require(id);
      this.#announce(stored);
      return stored;
    });
    this.#turns.look(id);
    return this.#view(row);
  }

  /** Somebody who was asked says that they look after it. */
  async take(personId: string, id: string): Promise<CareRequest> {
    this.#requireAsked(personId, id);
    await this.#answer(id, personId);
    const row = this.#require(id);
    if (row.answeredBy !== personId) throw careErrors("request-taken");
    return this.#view(row);
  }

  /** Somebody who was asked, or has answered, cannot go on: they leave the space, and the next one is asked. */
  async pass(personId: string, id: string): Promise<void> {
    const { spaceId } = this.#requireAsked(personId, id);
    await this.#parts.messaging.spaces.remove(personId, spaceId, personId);
  }

  /** Said by the asker, or by who answered. */
  async solve(personId: string, id: string): Promise<void> {
    const row = this.#require(id);
    if (row.askerId !== personId && row.answeredBy !== personId) {
      this.#requireAsked(personId, id);
      throw careErrors("expert-needed");
    }
    await this.#solve(id);
    this.#turns.look(id);
    if (row.answeredBy) this.becameFree(row.answeredBy);
  }

  /** Somebody took up duty, came back, or has less to do. */
  becameFree(personId: string): void {
    const { store } = this.#parts;
    const duties = store.dutiesOf(personId).filter(({ onDuty }) => onDuty);
    for (const { deskId } of duties) this.lookAround(deskId);
  }

  /** Looks for experts for everything of a desk that waits for somebody who is free. */
  lookAround(deskId: string): void {
    for (const { id } of this.#parts.store.waitingAt(deskId)) this.#turns.look(id);
  }

  #require(id: string): RequestRow {
    const row = this.#parts.store.request(id);
    if (!row) throw careErrors("request-not-found");
    return row;
  }

  #requireAsked(personId: string, id: string): RequestRow {
    const row = this.#require(id);
    if (!this.#parts.messaging.spaces.isMember(row.spaceId, personId)) throw careErrors("request-not-found");
    if (!this.#asked(id).includes(personId)) throw careErrors("expert-needed");
    return row;
  }

  /** Nobody else is put beside a stranger: the asker is alone in the space, and it is in use. */
  #requireOwnSpace(askerId: string, space: string): void {
    const { spaces } = this.#parts.messaging;
    spaces.requireWritable(space, spaces.requireGroup(askerId, space));
    spaces.requireModerator(space, askerId);
    if (spaces.memberIds(space).length > 1) throw careErrors("space-not-alone");
  }

  #asked(id: string): string[] {
    return this.#parts.store
      .offers(id)
      .filter(({ passedAt }) => passedAt === null)
      .map(({ personId }) => personId);
  }

  /**
   * Brings a request one step on, whatever has happened to it: those who left are crossed out, those whose help is
   * not needed any more leave, and while nobody has answered, the next one is asked. Doing it twice does no harm.
   */
  async #settle(id: string): Promise<void> {
    const before = this.#require(id);
    if (before.solvedAt === null && !this.#askerIsThere(before)) await this.#solve(id);
    await this.#crossOutAbsent(id);
    const row = this.#require(id);
    if (row.answeredAt !== null || row.solvedAt !== null) return this.#dismiss(row);
    const now = this.#parts.clock.now();
    const timeIsUp = row.deadline !== null && row.deadline <= now;
    if (this.#asked(id).length > 0 && row.deadline !== null && !timeIsUp) return;
    const wanted = this.#wanted(row);
    const candidates = this.#candidates(row.deskId);
    const next = nextExpert(candidates, wanted);
    if (timeIsUp) await this.#change(row, { escalatedAt: row.escalatedAt ?? now, deadline: null });
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
      this.#announce(row);
    });
    if (there.length < people.length) this.#turns.look(row.id); // crosses the others out, and asks on
  }

  /** Whoever left has passed it on; when that is who had answered, the request is open again. */
  async #crossOutAbsent(id: string): Promise<void> {
    const { store, db, clock, messaging } = this.#parts;
    const row = this.#require(id);
    const { spaceId, answeredBy, solvedAt } = row;
    const absent = this.#asked(id).filter((person) => !messaging.spaces.isMember(spaceId, person));
    if (absent.length === 0) return;
    await db.write(() => {
      const now = clock.now();
      for (const person of absent) store.pass(id, person, now);
      if (solvedAt === null && answeredBy !== null && absent.includes(answeredBy)) {
        const deadline = now + this.#patience(row);
        store.updateRequest(id, { answeredBy: null, answeredAt: null, deadline });
      }
      this.#announce(row);
    });
  }

  /** Those who did not answer leave the space, whose key turns; after a solution nobody is asked any more. */
  async #dismiss(row: RequestRow): Promise<void> {
    const { id, spaceId, answeredBy, solvedAt } = row;
    const { store, db, clock, messaging, log } = this.#parts;
    const idle = this.#asked(id).filter((person) => person !== answeredBy);
    for (const person of idle)
      try {
        await messaging.spaces.remove(person, spaceId, person);
      } catch (error) {
        log.warn("an expert could not leave", { request: id, person, error }); // as the last moderator
      }
    const done = solvedAt === null ? idle : this.#asked(id);
    if (done.length > 0)
      await db.write(() => {
        for (const person of done) store.pass(id, person, clock.now());
        this.#announce(row);
      });
  }

  #answer(id: string, personId: string): Promise<void> {
    const { store, db, clock, messaging } = this.#parts;
    return this.#turns.take(id, async () => {
      await db.write(() => {
        const row = this.#require(id);
        if (row.answeredAt !== null || row.solvedAt !== null || !this.#asked(id).includes(personId)) return;
        if (!messaging.spaces.isMember(row.spaceId, personId)) return;
        store.updateRequest(id, { answeredBy: personId, answeredAt: clock.now(), deadline: null });
        this.#announce(row);
      });
      await this.#settle(id);
    });
  }

  async #solve(id: string): Promise<void> {
    const row = this.#require(id);
    if (row.solvedAt === null) await this.#change(row, { solvedAt: this.#parts.clock.now(), deadline: null });
  }

  #change(row: RequestRow, change: Partial<RequestRow>): Promise<void> {
    return this.#parts.db.write(() => {
      this.#parts.store.updateRequest(row.id, change);
      this.#announce(row);
    });
  }

  /** Writing answers; who comes, goes or archives may change what is to be done. */
  #hear({ kind, subject, payload }: HearthEvent): void {
    if (kind !== "message.created" && kind !== "membership.deleted" && kind !== "space.updated") return;
    const { store, messaging } = this.#parts;
    const request = store.openIn(String(payload.space));
    if (!request) return;
    if (kind !== "message.created") return this.#turns.look(request.id);
    if (request.answeredAt !== null) return;
    const author = messaging.messages.state(subject)?.author ?? "";
    if (this.#asked(request.id).includes(author)) void this.#answer(request.id, author);
  }

  /** Who was asked and wrote, by what the log holds. */
  #whoAnswered({ id, spaceId }: RequestRow): string | undefined {
    const { store, events, messaging } = this.#parts;
    const offers = store.offers(id).filter(({ passedAt }) => passedAt === null);
    for (const { kind, subject, at } of events.read(0, [`space:${spaceId}`])) {
      const author = kind === "message.created" ? messaging.messages.state(subject)?.author : undefined;
      if (offers.some(({ personId, offeredAt }) => personId === author && offeredAt <= at)) return author;
    }
    return undefined;
  }

  /** Milliseconds in which an answer is expected. */
  #patience({ deskId }: RequestRow): number {
    return (this.#parts.store.desk(deskId)?.answerWithin ?? 120) * 1000;
  }

  #askerIsThere({ askerId, spaceId }: RequestRow): boolean {
    const { spaces } = this.#parts.messaging;
    if (!spaces.isMember(spaceId, askerId)) return false;
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

  /** To those who have a part in it, and to nobody else who may be in the space. */
  #announce({ id, askerId, spaceId }: RequestRow): void {
    for (const person of new Set([askerId, ...this.#asked(id)]))
      this.#parts.events.append({
        topic: `person:${person}`,
        kind: "care.changed",
        subject: id,
        payload: { space: spaceId },
      });
  }

  #view(row: RequestRow): CareRequest {
    return viewOf(row, this.#parts.store.desk(row.deskId), this.#asked(row.id));
  }
}
