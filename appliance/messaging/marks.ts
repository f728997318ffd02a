/** What a person adds to messages: reactions that all see, flags and drafts that are their own. */
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe, keyOf } from "./jwe.ts";
import type { MarksStore } from "./marks-store.ts";
import type { Message } from "./message-view.ts";
import type { Messages } from "./messages.ts";
import type { SpaceRights } from "./space-rights.ts";

/** A message kept for later. */
export interface Flag {
  message: string;
  space: string;
  /** Milliseconds since the epoch at which to remind; null for none. */
  dueAt: number | null;
  createdAt: number;
}

/** What is still being written in a space, or in the thread of one of its messages. */
export interface Draft {
  space: string;
  /** The space's id, or that of the message whose thread it will join. */
  place: string;
  /** Compact JWE; null when there is none any more. */
  body: string | null;
  updatedAt: number;
}

const mostReactions = 20;

export class Marks {
  readonly #store: MarksStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #rights: SpaceRights;
  readonly #messages: Messages;

  constructor(parts: {
    marks: MarksStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    rights: SpaceRights;
    messages: Messages;
  }) {
    this.#store = parts.marks;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#rights = parts.rights;
    this.#messages = parts.messages;
  }

  /** Adds a reaction, to an announcement too; the same id again adds nothing. */
  react(personId: string, messageId: string, input: { id: string; emoji: string }): Promise<Message> {
    return this.#db.write(() => {
      const message = this.#living(personId, messageId);
      this.#rights.requireUnarchived(message.space);
      checkJwe(input.emoji, { kid: keyOf(input.emoji), sp: message.space, mid: messageId });
      this.#rights.requireCurrentKey(message.space, keyOf(input.emoji));
      const mine = message.reactions.filter(({ person }) => person === personId);
      if (mine.length >= mostReactions) throw messagingErrors("too-many-reactions", { limit: mostReactions });
      this.#store.addReaction({ id: input.id, messageId, personId, emoji: input.emoji });
      return this.#announceReaction(personId, message, "added");
    });
  }

  /** Takes back one's own reaction. */
  unreact(personId: string, messageId: string, reactionId: string): Promise<Message> {
    return this.#db.write(() => {
      const message = this.#living(personId, messageId);
      const reaction = this.#store.reaction(reactionId);
      if (reaction && (reaction.personId !== personId || reaction.messageId !== messageId))
        throw messagingErrors("author-needed");
      this.#store.removeReaction(reactionId);
      return this.#announceReaction(personId, message, "removed");
    });
  }

  flags(personId: string): Flag[] {
    return this.#store.flagsOf(personId);
  }

  async flag(personId: string, messageId: string, dueAt: number | null): Promise<void> {
    await this.#db.write(() => {
      this.#living(personId, messageId);
      this.#store.setFlag({ personId, messageId, dueAt, createdAt: this.#clock.now() });
      this.#events.append({ topic: `person:${personId}`, kind: "flag.changed", subject: messageId });
    });
  }

  async unflag(personId: string, messageId: string): Promise<void> {
    await this.#db.write(() => {
      this.#store.removeFlag(personId, messageId);
      this.#events.append({ topic: `person:${personId}`, kind: "flag.changed", subject: messageId });
    });
  }

  drafts(personId: string): Draft[] {
    return this.#store
      .draftsOf(personId)
      .filter(({ spaceId }) => this.#rights.isMember(spaceId, personId))
      .map(({ spaceId, placeId, body, updatedAt }) => ({ space: spaceId, place: placeId, body, updatedAt }));
  }

  /** The draft at a place, for the stream. */
  draft(personId: string, space: string, place: string): Draft {
    const row = this.#store.draft(personId, place);
    return { space, place, body: row?.body ?? null, updatedAt: row?.updatedAt ?? 0 };
  }

  /** Keeps what is being written; a null body gives it up. */
  async setDraft(personId: string, space: string, place: string, body: string | null): Promise<void> {
    if (body !== null) checkJwe(body, { kid: keyOf(body), sp: space, mid: place });
    await this.#db.write(() => {
      this.#rights.requireMember(space, personId);
      if (place !== space && this.#messages.get(personId, place).space !== space)
        throw messagingErrors("message-not-found");
      if (body === null) this.#store.removeDraft(personId, place);
      else {
        this.#rights.requireCurrentKey(space, keyOf(body));
        const row = { personId, spaceId: space, placeId: place, body, updatedAt: this.#clock.now() };
        this.#store.setDraft(row);
      }
      const payload = { space, person: personId };
      this.#events.append({ topic: `person:${personId}`, kind: "draft.changed", subject: place, payload });
    });
  }

  #living(personId: string, messageId: string): Message {
    const message = this.#messages.get(personId, messageId);
    if (message.deletedAt !== null) throw messagingErrors("message-deleted");
    return message;
  }

  #announceReaction(personId: string, { id, space }: Message, change: "added" | "removed"): Message {
    this.#events.append({
      topic: `space:${space}`,
      kind: "message.reacted",
      subject: id,
      payload: { space, by: personId, change },
    });
    return this.#messages.get(personId, id);
  }
}
