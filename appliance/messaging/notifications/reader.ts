/**
 * Follows the event log with a cursor of its own, so that nothing is missed while the box was down, and turns
 * events into notifications. The rows and the cursor are written together; an event read twice tells once.
 */
import type { Clock, Database, EventLog, HearthEvent, Logger } from "../../platform/index.ts";
import type { Messages } from "../messages.ts";
import type { NotificationCentre } from "./centre.ts";
import { type Concerned, type Consequences, consequencesOf, type Sources } from "./consequences.ts";
import type { Delivery, Notice } from "./delivery.ts";
import type { NotificationRow } from "./store.ts";

const pageSize = 500;
/** Events that change nothing move the cursor on disk only now and then. */
const rememberEvery = 1000;
/** What is older when it is read, after a time without power, waits in the centre and pops up nowhere. */
const freshFor = 10 * 60 * 1000;
/** Milliseconds. */
const retryAfter = 5000;
/** Told of in the centre alone; an emergency call is told of by whoever sounds the alarm, which waits for no disk. */
const silent: ReadonlySet<Concerned["kind"]> = new Set(["reaction", "emergency"]);

interface Planned {
  event: HearthEvent;
  consequences: Consequences;
}

const writes = ({ consequences }: Planned) =>
  consequences.read !== undefined ||
  consequences.forget !== undefined ||
  (consequences.concerned ?? []).some(({ kind }) => kind !== "message");

interface ReaderParts extends Sources {
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  centre: NotificationCentre;
  messages: Messages;
  delivery: Delivery;
}

export class NotificationReader {
  readonly #parts: ReaderParts;
  #cursor: number;
  #remembered: number;
  #reading: Promise<void> | undefined;
  #closed = false;
  readonly #stop: () => void;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    // A box that has never told of anything does not begin with its whole past.
    this.#cursor = parts.notifications.cursor() ?? parts.events.last;
    this.#remembered = this.#cursor;
    this.#stop = parts.events.listen(() => this.#wake());
    this.#wake();
  }

  /** Resolves when everything that is in the log now has been told. */
  async settled(): Promise<void> {
    while (this.#reading) await this.#reading;
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #wake(): void {
    if (this.#reading || this.#closed) return;
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  async #read(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (!this.#closed && this.#parts.events.last > this.#cursor) await this.#readAll();
    } catch (error) {
      if (this.#closed) return; // what was not told is told at the next start
      this.#parts.log.error("notifications could not be written; trying again", { error });
      this.#parts.clock.after(retryAfter, () => this.#wake());
    }
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const page = this.#parts.events.tail(this.#cursor, pageSize);
      const last = page.at(-1)?.seq;
      if (last === undefined) return;
      const planned = page.map((event) => ({ event, consequences: this.#consequencesOf(event) }));
      if (planned.some(writes) || last - this.#remembered >= rememberEvery) await this.#write(planned, last);
      this.#cursor = last;
      for (const plan of planned) this.#tell(plan);
    }
  }

  /** An event that cannot be understood must not keep those behind it waiting. */
  #consequencesOf(event: HearthEvent): Consequences {
    try {
      return consequencesOf(this.#parts, event);
    } catch (error) {
      this.#parts.log.error("an event told nobody anything", { seq: event.seq, kind: event.kind, error });
      return {};
    }
  }

  async #write(planned: readonly Planned[], last: number): Promise<void> {
    const { db, notifications } = this.#parts;
    await db.write(() => {
      for (const plan of planned) if (writes(plan)) this.#apply(plan);
      notifications.setCursor(last);
    });
    this.#remembered = last;
  }

  #apply({ event, consequences: { concerned = [], read, forget } }: Planned): void {
    const { events, notifications, centre } = this.#parts;
    for (const { person, kind, subject, space, actor, caller } of concerned) {
      if (kind === "message") continue;
      const who = { personId: person, spaceId: space, actorId: actor, caller };
      if (notifications.add({ ...who, seq: event.seq, kind, subject, at: event.at }))
        events.append({
          topic: `person:${person}`,
          kind: "notification.created",
          subject,
          payload: { person, seq: event.seq },
        });
    }
    if (read) centre.markRead(read.person, read.selection);
    if (!forget) return;
    if ("space" in forget) {
      if (notifications.forgetSpace(forget.person, forget.space) > 0) centre.announce(forget.person);
    } else {
      const changed =
        "actor" in forget
          ? notifications.forgetReaction(forget.subject, forget.actor)
          : notifications.forgetSubject(forget.subject);
      for (const person of new Set(changed)) centre.announce(person);
    }
  }

  /** Those whom the event means the same to are told together. */
  #tell({ event, consequences: { concerned = [] } }: Planned): void {
    const { clock, messages, delivery } = this.#parts;
    if (concerned.length === 0 || clock.now() - event.at > freshFor) return;
    const byKind = Map.groupBy(concerned, ({ kind }) => kind);
    for (const [kind, [first, ...more]] of byKind) {
      if (!first || silent.has(kind)) continue;
      const { subject, space, actor, caller } = first;
      const message = aboutMessages.has(kind) ? messages.state(subject) : null;
      const notice: Notice = { kind, subject, space, actor, caller, at: event.at, message };
      delivery.tell(
        [first, ...more].map(({ person }) => person),
        notice,
      );
    }
  }
}

const aboutMessages: ReadonlySet<NotificationRow["kind"] | "message"> = new Set([
  "mention",
  "direct",
  "reply",
  "message",
  "reminder",
]);
