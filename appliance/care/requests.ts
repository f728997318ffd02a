/** Requests on their way from a question to an answer: see the room's README. */
import type { Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, HearthEvent, Logger } from "../platform/index.ts";
import { RequestBook } from "./book.ts";
import type { Desks } from "./desks.ts";
import { careErrors } from "./errors.ts";
import { Settling } from "./settling.ts";
import type { CareStore, RequestRow } from "./store.ts";
import { Turns } from "./turns.ts";
import type { CareRequest } from "./view.ts";

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
  readonly #book: RequestBook;
  readonly #settling: Settling;
  readonly #turns: Turns;
  readonly #stops: (() => void)[];

  constructor(parts: RequestsParts) {
    const { events, messaging, store } = parts;
    this.#parts = parts;
    this.#book = new RequestBook(parts);
    this.#settling = new Settling({ ...parts, book: this.#book, look: (id) => this.#turns.look(id) });
    this.#turns = new Turns({
      ...parts,
      settle: (id) => this.#settling.settle(id),
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
      .filter(({ spaceId }) => messaging.rights.isMember(spaceId, personId))
      .map((row) => this.#book.view(row));
  }

  /** A request as it is now, for the stream: only those who have a part in it hear of it. */
  state(id: string): CareRequest | null {
    const row = this.#parts.store.request(id);
    return row ? this.#book.view(row) : null;
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
      const stored = this.#book.require(id);
      this.#book.announce(stored);
      return stored;
    });
    this.#turns.look(id);
    return this.#book.view(row);
  }

  /** Somebody who was asked says that they look after it. */
  async take(personId: string, id: string): Promise<CareRequest> {
    this.#requireAsked(personId, id);
    await this.#answer(id, personId);
    const row = this.#book.require(id);
    if (row.answeredBy !== personId) throw careErrors("request-taken");
    return this.#book.view(row);
  }

  /** Somebody who was asked, or has answered, cannot go on: they leave the space, and the next one is asked. */
  async pass(personId: string, id: string): Promise<void> {
    const { spaceId } = this.#requireAsked(personId, id);
    await this.#parts.messaging.spaces.remove(personId, spaceId, personId);
  }

  /** Said by the asker, or by who answered. */
  async solve(personId: string, id: string): Promise<void> {
    const row = this.#book.require(id);
    if (row.askerId !== personId && row.answeredBy !== personId) {
      this.#requireAsked(personId, id);
      throw careErrors("expert-needed");
    }
    await this.#book.solve(id);
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

  #requireAsked(personId: string, id: string): RequestRow {
    const row = this.#book.require(id);
    if (!this.#parts.messaging.rights.isMember(row.spaceId, personId)) throw careErrors("request-not-found");
    if (!this.#book.asked(id).includes(personId)) throw careErrors("expert-needed");
    return row;
  }

  /** Nobody else is put beside a stranger: the asker is alone in the space, and it is in use. */
  #requireOwnSpace(askerId: string, space: string): void {
    const { spaces, rights } = this.#parts.messaging;
    rights.requireWritable(space, rights.requireGroup(askerId, space));
    rights.requireModerator(space, askerId);
    if (spaces.memberIds(space).length > 1) throw careErrors("space-not-alone");
  }

  #answer(id: string, personId: string): Promise<void> {
    return this.#turns.take(id, () => this.#settling.answer(id, personId));
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
    if (this.#book.asked(request.id).includes(author)) void this.#answer(request.id, author);
  }

  /** Who was asked and wrote, by what the log holds. */
  #whoAnswered({ id, spaceId }: RequestRow): string | undefined {
    const { store, events, messaging } = this.#parts;
    const offers = store.offers(id).filter(({ passedAt }) => passedAt === null);
    if (offers.length === 0) return undefined; // nobody could have answered: nothing is read at a start
    const topics = [`space:${spaceId}`];
    for (
      let page = events.read(0, topics);
      page.length > 0;
      page = events.read(page.at(-1)?.seq ?? 0, topics)
    )
      for (const { kind, subject, at } of page) {
        const author = kind === "message.created" ? messaging.messages.state(subject)?.author : undefined;
        if (offers.some(({ personId, offeredAt }) => personId === author && offeredAt <= at)) return author;
      }
    return undefined;
  }
}
