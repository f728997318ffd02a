/** Requests on their way from a question to an answer: see the room's README. */
import type { Messaging } from "../messaging/index.ts";
import {
  type Clock,
  type Database,
  type EventLog,
  type HearthEvent,
  type Logger,
  type Timer,
  wakeAt,
} from "../platform/index.ts";
import type { Desks } from "./desks.ts";
import { careErrors } from "./errors.ts";
import { type Candidate, leadsLeft, nextExpert, type Wanted } from "./routing.ts";
import type { CareStore, RequestRow } from "./store.ts";
import { type CareRequest, viewOf } from "./view.ts";

export interface Question {
  id: string;
  desk: string;
  /** Null: whoever can. */
  skill: string | null;
  /** A group space of the asker's own. */
  space: string;
}

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
  #routing: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #closed = false;
  readonly #stops: (() => void)[];

  constructor(parts: RequestsParts) {
    this.#parts = parts;
    this.#stops = [
      parts.events.listen((event) => this.#hear(event)),
      parts.messaging.presence.onChange((personId) => this.becameFree(personId)),
    ];
  }

  /** After a start: what was written or fell due while the box was down. */
  resume(): void {
    const { store } = this.#parts;
    for (const request of store.unanswered()) {
      const answerer = this.#whoAnswered(request);
      if (answerer) void this.#answer(request.id, answerer);
    }
    this.#wake();
  }

  /** Resolves when nobody is being looked for. */
  settled(): Promise<void> {
    return this.#routing;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const stop of this.#stops) stop();
  }

  /** What is open and has to do with the person. */
  openOf(personId: string): CareRequest[] {
    return this.#parts.store.openOf(personId).map((row) => this.#view(row));
  }

  /** The present state for the stream, which has checked who may see its space. */
  state(id: string): CareRequest | null {
    const row = this.#parts.store.request(id);
    return row ? this.#view(row) : null;
  }

  async ask(askerId: string, { id, desk: deskId, skill, space }: Question): Promise<CareRequest> {
    const { store, desks, db, clock, messaging } = this.#parts;
    const known = store.request(id);
    if (known?.askerId === askerId) return this.#view(known);
    const desk = desks.require(deskId);
    if (skill !== null && !desk.skills.some((one) => one.id === skill)) throw careErrors("desk-not-found");
    messaging.spaces.requireGroup(askerId, space);
    messaging.spaces.requireModerator(space, askerId);
    await db.write(() => {
      if (store.request(id)) throw careErrors("request-not-found"); // another's: they learn nothing of it
      if (store.openIn(space)) throw careErrors("request-running");
      const now = clock.now();
      const deadline = now + desk.answerWithin * 1000;
      store.addRequest({ id, deskId, skillId: skill, spaceId: space, askerId, askedAt: now, deadline });
      this.#announce(space, id);
    });
    await this.#inTurn(async () => void (await this.#route(id)));
    this.#wake();
    return this.#view(this.#require(id));
  }

  /** Somebody who was asked says that they look after it. */
  async take(personId: string, id: string): Promise<CareRequest> {
    this.#requireAsked(personId, id);
    await this.#answer(id, personId);
    const row = this.#require(id);
    if (row.answeredBy !== personId) throw careErrors("request-taken");
    return this.#view(row);
  }

  /** Somebody who was asked cannot: they leave the space, and the next one is asked. */
  async pass(personId: string, id: string): Promise<void> {
    const { spaceId } = this.#requireAsked(personId, id);
    await this.#parts.messaging.spaces.remove(personId, spaceId, personId);
    await this.#passed(personId, id);
  }

  /** Said by the asker, or by whoever was asked. */
  async solve(personId: string, id: string): Promise<void> {
    const { store, db, clock } = this.#parts;
    const row = this.#require(id);
    if (row.askerId !== personId) this.#requireAsked(personId, id, row);
    await db.write(() => {
      if (this.#require(id).solvedAt !== null) return;
      store.updateRequest(id, { solvedAt: clock.now(), deadline: null });
      this.#announce(row.spaceId, id);
    });
    this.#routeWaiting(); // who solved it is free for others
  }

  /** Somebody took up duty, came back, or hung up. */
  becameFree(personId: string): void {
    const { store, desks } = this.#parts;
    const theirs = new Set(desks.dutiesOf(personId).flatMap(({ desk, onDuty }) => (onDuty ? [desk] : [])));
    if (theirs.size > 0 && store.unanswered().some(({ deskId }) => theirs.has(deskId))) this.#routeWaiting();
  }

  #require(id: string): RequestRow {
    const row = this.#parts.store.request(id);
    if (!row) throw careErrors("request-not-found");
    return row;
  }

  #requireAsked(personId: string, id: string, row = this.#require(id)): RequestRow {
    const { messaging } = this.#parts;
    if (!messaging.spaces.isMember(row.spaceId, personId)) throw careErrors("request-not-found");
    if (!this.#asked(id).includes(personId)) throw careErrors("expert-needed");
    return row;
  }

  #asked(id: string): string[] {
    const offers = this.#parts.store.offers(id);
    return offers.filter(({ passedAt }) => passedAt === null).map(({ personId }) => personId);
  }

  /** One after the other, so that nobody is counted on twice; what fails is tried again at its deadline. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#routing = this.#routing.then(async () => {
      if (this.#closed) return;
      try {
        await work();
      } catch (error) {
        if (!this.#closed) this.#parts.log.error("a request could not be routed", { error });
      }
    });
    return this.#routing;
  }

  #routeWaiting(): void {
    void this.#inTurn(async () => {
      for (const { id } of this.#parts.store.unanswered())
        if (this.#asked(id).length === 0) await this.#route(id);
      this.#wake();
    });
  }

  /** Asks the next one who is free; false when there is nobody. */
  async #route(id: string): Promise<boolean> {
    const row = this.#require(id);
    if (row.answeredAt !== null || row.solvedAt !== null) return true;
    const next = nextExpert(this.#candidates(row.deskId), this.#wanted(row));
    if (next === undefined) return false;
    await this.#offer(row, [next], this.#parts.clock.now() + this.#patience(row));
    return true;
  }

  /** Nobody answered in time: the next one, then the leads; then nothing is left but to wait for either. */
  async #escalate(id: string): Promise<void> {
    const { store, db, clock } = this.#parts;
    const row = this.#require(id);
    if (row.answeredAt !== null || row.solvedAt !== null) return;
    if (row.escalatedAt === null)
      await db.write(() => {
        store.updateRequest(id, { escalatedAt: clock.now() });
        this.#announce(row.spaceId, id);
      });
    if (await this.#route(id)) return;
    await this.#offer(row, leadsLeft(this.#candidates(row.deskId), this.#wanted(row)), null);
  }

  async #offer(row: RequestRow, people: readonly string[], deadline: number | null): Promise<void> {
    const { store, db, events, clock, messaging } = this.#parts;
    for (const person of people)
      if (!messaging.spaces.isMember(row.spaceId, person))
        await messaging.spaces.admit(row.spaceId, person, "");
    await db.write(() => {
      const { answeredAt, solvedAt } = this.#require(row.id);
      if (answeredAt !== null || solvedAt !== null) return;
      for (const personId of people) {
        store.addOffer({ requestId: row.id, personId, offeredAt: clock.now() });
        const payload = { space: row.spaceId, by: row.askerId };
        events.append({ topic: `person:${personId}`, kind: "care.asked", subject: row.id, payload });
      }
      store.updateRequest(row.id, { deadline });
      this.#announce(row.spaceId, row.id);
    });
  }

  async #passed(personId: string, id: string): Promise<void> {
    const { store, db, clock } = this.#parts;
    const { spaceId } = this.#require(id);
    await db.write(() => {
      store.pass(id, personId, clock.now());
      this.#announce(spaceId, id);
    });
    await this.#inTurn(async () => {
      if (this.#asked(id).length === 0) await this.#route(id);
    });
    this.#wake();
  }

  async #answer(id: string, personId: string): Promise<void> {
    const { store, db, clock, messaging } = this.#parts;
    const others = await db.write(() => {
      const { answeredAt, solvedAt, spaceId } = this.#require(id);
      if (answeredAt !== null || solvedAt !== null) return [];
      const now = clock.now();
      store.updateRequest(id, { answeredBy: personId, answeredAt: now, deadline: null });
      const rest = this.#asked(id).filter((asked) => asked !== personId);
      for (const other of rest) store.pass(id, other, now);
      this.#announce(spaceId, id);
      return rest;
    });
    const { spaceId } = this.#require(id);
    for (const other of others)
      if (messaging.spaces.isMember(spaceId, other)) await messaging.spaces.remove(other, spaceId, other);
  }

  /** Writing answers; leaving passes on. */
  #hear({ kind, subject, payload }: HearthEvent): void {
    if (kind !== "message.created" && kind !== "membership.deleted") return;
    const { store, messaging } = this.#parts;
    const request = store.openIn(String(payload.space));
    if (!request || request.answeredAt !== null) return;
    const person =
      kind === "membership.deleted" ? subject : (messaging.messages.state(subject)?.author ?? "");
    if (!this.#asked(request.id).includes(person)) return;
    const heard =
      kind === "membership.deleted" ? this.#passed(person, request.id) : this.#answer(request.id, person);
    heard.catch(
      (error) => !this.#closed && this.#parts.log.error("a request was not kept in step", { error }),
    );
  }

  #whoAnswered({ id, spaceId, askerId }: RequestRow): string | undefined {
    const asked = new Map(
      this.#parts.store.offers(id).map(({ personId, offeredAt }) => [personId, offeredAt]),
    );
    if (!this.#parts.messaging.spaces.isMember(spaceId, askerId)) return undefined;
    const page = this.#parts.messaging.messages.page(askerId, spaceId, {}, 100);
    return page.find(({ author, createdAt }) => createdAt >= (asked.get(author) ?? Number.POSITIVE_INFINITY))
      ?.author;
  }

  /** Sets the clock to the next deadline. */
  #wake(): void {
    const { store, clock } = this.#parts;
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = store.nextDeadline();
    if (next === undefined || this.#closed) return;
    this.#timer = wakeAt(clock, next, () => {
      void this.#inTurn(async () => {
        for (const { id } of store.due(clock.now())) await this.#escalate(id);
      }).then(() => this.#wake());
    });
  }

  #patience({ deskId }: RequestRow): number {
    return (this.#parts.store.desk(deskId)?.answerWithin ?? 120) * 1000;
  }

  #candidates(deskId: string): Candidate[] {
    const { store, messaging } = this.#parts;
    const experts = store.experts(deskId);
    const loads = store.loads(experts.map(({ personId }) => personId));
    return experts.map((expert) => ({
      ...expert,
      presence: messaging.presence.of(expert.personId),
      ...(loads.get(expert.personId) ?? { open: 0, lastAskedAt: 0 }),
    }));
  }

  #wanted({ id, skillId: skill, askerId: asker }: RequestRow): Wanted {
    return { skill, asker, asked: new Set(this.#parts.store.offers(id).map(({ personId }) => personId)) };
  }

  #announce(space: string, subject: string): void {
    this.#parts.events.append({ topic: `space:${space}`, kind: "care.changed", subject, payload: { space } });
  }

  #view(row: RequestRow): CareRequest {
    return viewOf(row, this.#parts.store.desk(row.deskId), this.#asked(row.id));
  }
}
