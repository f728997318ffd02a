/** A person's notification centre: what waits, and what they have seen. */
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import type { Message } from "../message-view.ts";
import type { Messages } from "../messages.ts";
import type { NotificationRow, NotificationStore, Selection } from "./store.ts";

/** Something that happened and concerns the person. */
export interface Notification {
  /** The event that it tells of. */
  seq: number;
  kind: NotificationRow["kind"];
  /** A message, a space, a call or a voicemail. */
  subject: string;
  space: string | null;
  /** Who did it, where that is a person of the house. */
  actor: string | null;
  /** What a caller showed who is none; empty otherwise. */
  caller: string;
  at: number;
  readAt: number | null;
  /** The message that it is about. */
  message: Message | null;
}

const aboutMessages: readonly string[] = ["mention", "direct", "reply", "reaction", "reminder"];
/** Milliseconds. */
const keptFor = 30 * 24 * 3600 * 1000;

export class NotificationCentre {
  readonly #store: NotificationStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #messages: Messages;

  constructor(parts: {
    notifications: NotificationStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    messages: Messages;
  }) {
    this.#store = parts.notifications;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#messages = parts.messages;
  }

  /** Newest first, and how many of all wait to be seen. */
  list(personId: string, before: number, limit: number): { notifications: Notification[]; unread: number } {
    const rows = this.#store.page(personId, before, limit);
    return { notifications: rows.map((row) => this.view(row)), unread: this.#store.unread(personId) };
  }

  /** For the stream: undefined once it is gone. */
  find(personId: string, seq: number): Notification | undefined {
    const row = this.#store.get(personId, seq);
    return row && this.view(row);
  }

  /** What passes the selection is seen, on all the person's clients. */
  async read(personId: string, selection: Selection): Promise<void> {
    await this.#db.write(() => this.markRead(personId, selection));
  }

  /** Inside a write. */
  markRead(personId: string, selection: Selection): void {
    if (this.#store.markRead(personId, selection, this.#clock.now()) > 0) this.announce(personId);
  }

  /** Inside a write: the person's clients look at the centre anew. */
  announce(personId: string): void {
    this.#events.append({ topic: `person:${personId}`, kind: "notifications.changed", subject: personId });
  }

  /** Forgets what is old. */
  async sweep(): Promise<void> {
    await this.#db.write(() => this.#store.sweep(this.#clock.now() - keptFor));
  }

  view(row: NotificationRow): Notification {
    const { seq, kind, subject, actorId, caller, at, readAt } = row;
    const message = aboutMessages.includes(kind) ? this.#messages.visible(row.personId, subject) : undefined;
    const who = { space: row.spaceId, actor: actorId, caller };
    return { seq, kind, subject, ...who, at, readAt, message: message ?? null };
  }
}
