/** Messages: ciphertext in the order of events, stored exactly once. */
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe } from "./jwe.ts";
import type { MarksStore } from "./marks-store.ts";
import { type Message, toMessage } from "./message-view.ts";
import type { MessagingPolicyBook } from "./policy.ts";
import type { Holds } from "./retention/holds.ts";
import type { SearchIndex } from "./search-index.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { MessageRow, MessagingStore } from "./store.ts";

/** A text that a message had before it was edited. */
export interface Revision {
  writtenAt: number;
  body: string;
}

/** What was written in one stretch of time. */
export interface Stretch {
  messages: number;
  /** Seq of the first that is no reply; null where there is none. */
  first: number | null;
  /** Those with files, oldest first. */
  shared: Message[];
}

/** Where in the order a page of messages lies; `thread` is the message whose replies are wanted. */
export interface PagePlace {
  before?: number | undefined;
  after?: number | undefined;
  thread?: string | undefined;
}

export interface NewMessage {
  id: string;
  key: string;
  body: string;
  parent?: string | undefined;
  mentions: string[];
  files: string[];
  /** Blinded words, for search. */
  tokens: string[];
}

/** Messages with files that are listed of one stretch of time. */
const mostShared = 20;

export class Messages {
  readonly #store: MessagingStore;
  readonly #marks: MarksStore;
  readonly #index: SearchIndex;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #rights: SpaceRights;
  readonly #discardBlobs: (ids: string[]) => void;
  readonly #holds: Holds;
  readonly #policy: MessagingPolicyBook;

  constructor(parts: {
    store: MessagingStore;
    marks: MarksStore;
    index: SearchIndex;
    db: Database;
    events: EventLog;
    clock: Clock;
    rights: SpaceRights;
    discardBlobs: (ids: string[]) => void;
    holds: Holds;
    policy: MessagingPolicyBook;
  }) {
    this.#holds = parts.holds;
    this.#policy = parts.policy;
    this.#store = parts.store;
    this.#marks = parts.marks;
    this.#index = parts.index;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#rights = parts.rights;
    this.#discardBlobs = parts.discardBlobs;
  }

  /** Stores a message. The same id again, from the same author, answers with what is stored. */
  post(author: string, spaceId: string, input: NewMessage): Promise<Message> {
    checkJwe(input.body, { kid: input.key, sp: spaceId, mid: input.id });
    return this.#db.write(() => {
      const membership = this.#rights.requireMember(spaceId, author);
      const existing = this.#store.message(input.id);
      if (existing) {
        if (existing.authorId !== author || existing.spaceId !== spaceId)
          throw messagingErrors("message-id-taken");
        return this.#view(existing);
      }
      this.#rights.requireWritable(spaceId, membership);
      this.#rights.requireCurrentKey(spaceId, input.key);
      this.#checkParent(spaceId, input.parent);
      this.#checkFiles(author, spaceId, input.files);
      return this.#insert(author, spaceId, input);
    });
  }

  edit(
    personId: string,
    id: string,
    input: { key: string; body: string; mentions: string[]; tokens: string[] },
  ): Promise<Message> {
    return this.#db.erase(() => {
      const row = this.#own(personId, id);
      this.#requireOpen(row);
      this.#rights.requireWritable(row.spaceId, this.#rights.requireMember(row.spaceId, personId));
      this.#rights.requireCurrentKey(row.spaceId, input.key);
      checkJwe(input.body, { kid: input.key, sp: row.spaceId, mid: id });
      this.#marks.addRevision({
        messageId: id,
        writtenAt: row.editedAt ?? row.createdAt,
        body: row.body,
      });
      const { key, body, tokens } = input;
      const mentions = this.#named(row.spaceId, input.mentions);
      this.#store.updateMessage(id, { key, body, mentions, editedAt: this.#clock.now() });
      this.#index.set(row.seq, tokens);
      this.#announce(row.spaceId, "message.updated", id);
      return this.get(personId, id);
    });
  }

  /** Leaves a tombstone; ciphertext and files are gone, unless a legal hold keeps a copy. Authors and moderators may. */
  async delete(personId: string, id: string): Promise<void> {
    const blobs = await this.#db.erase(() => {
      const row = this.#require(personId, id);
      const { role } = this.#rights.requireMember(row.spaceId, personId);
      const direct = this.#store.space(row.spaceId)?.kind === "direct";
      if (row.authorId !== personId && (direct || role !== "moderator"))
        throw messagingErrors("author-needed");
      // Moderators keep a space in order: what others wrote has no time limit for them.
      if (row.authorId === personId && !this.#policy.policy.deleteLater) this.#requireOpen(row);
      const held = row.deletedAt === null && this.#holds.keepCopy(row, personId);
      const files = this.#store.filesOfMessage(id).map((file) => file.id);
      for (const file of files) this.#store.deleteFile(file);
      this.#marks.forgetMessage(id);
      this.#index.remove(row.seq);
      this.#store.updateMessage(id, { body: "", mentions: [], deletedAt: this.#clock.now() });
      this.#announce(row.spaceId, "message.deleted", id, { by: personId });
      return held ? [] : files;
    });
    this.#discardBlobs(blobs);
  }

  get(personId: string, id: string): Message {
    return this.#view(this.#require(personId, id));
  }

  /** Undefined for what is not there, or not theirs to see. */
  visible(personId: string, id: string): Message | undefined {
    const row = this.#store.message(id);
    return row && this.#rights.isMember(row.spaceId, personId) ? this.#view(row) : undefined;
  }

  /** What the message said before each edit, oldest first. */
  revisions(personId: string, id: string): Revision[] {
    this.#require(personId, id);
    return this.#marks.revisionsOf(id).map(({ writtenAt, body }) => ({ writtenAt, body }));
  }

  /** At most `limit` messages of the conversation, or of one thread in it, oldest first. */
  page(personId: string, spaceId: string, at: PagePlace, limit: number): Message[] {
    this.#rights.requireMember(spaceId, personId);
    const place = { spaceId, parentId: at.thread ?? null, limit };
    const rows =
      at.after === undefined
        ? this.#store.messagesBefore({ ...place, before: at.before ?? Number.MAX_SAFE_INTEGER })
        : this.#store.messagesAfter({ ...place, after: at.after });
    return rows.map((row) => this.#view(row));
  }

  /** At most `limit` messages with files before seq `before`, newest first: in one space, or in all of one's own. */
  withFiles(personId: string, spaceId: string | undefined, before: number, limit: number): Message[] {
    if (spaceId !== undefined) this.#rights.requireMember(spaceId, personId);
    const spaces = spaceId === undefined ? this.#store.spaceIdsByRecency(personId) : [spaceId];
    return this.#store.messagesWithFiles(spaces, before, limit).map((row) => this.#view(row));
  }

  /** What was written in the space between two places in the order, threads too. */
  between(spaceId: string, after: number, before: number): Stretch {
    const place = { spaceId, after, before };
    const shared = this.#store.sharedBetween(place, mostShared).map((row) => this.#view(row));
    return { ...this.#store.countBetween(place), shared };
  }

  /** Seq of the first message that the space still has. */
  oldest(spaceId: string): number | undefined {
    return this.#store.oldestMessage(spaceId);
  }

  /** What one has written oneself, oldest first, and how much that is in all. */
  own(personId: string, after: number, limit: number): { messages: Message[]; count: number } {
    const messages = this.#store.messagesBy(personId, after, limit).map((row) => this.#view(row));
    return { messages, count: this.#store.countBy(personId) };
  }

  /** Seq of the first message of the conversation written at `at` or later; undefined after the last. */
  placeAt(personId: string, spaceId: string, at: number): number | undefined {
    this.#rights.requireMember(spaceId, personId);
    return this.#store.messageSince(spaceId, at)?.seq;
  }

  /** The present state of a message for the stream, which has checked who may see its space. */
  state(id: string): Message | null {
    const row = this.#store.message(id);
    return row ? this.#view(row) : null;
  }

  #insert(author: string, spaceId: string, input: NewMessage): Message {
    const { id, key, body } = input;
    const mentions = this.#named(spaceId, input.mentions);
    const createdAt = this.#clock.now();
    const seq = this.#announce(spaceId, "message.created", id);
    const row = {
      id,
      spaceId,
      authorId: author,
      seq,
      key,
      body,
      mentions,
      createdAt,
      parentId: input.parent ?? null,
    };
    this.#store.createMessage(row);
    this.#index.set(seq, input.tokens);
    if (input.files.length > 0) this.#store.attachFiles(input.files, row);
    this.#store.touchSpace(spaceId, seq, createdAt);
    this.#store.updateMembership(spaceId, author, { readSeq: seq });
    return this.#view({ ...row, editedAt: null, deletedAt: null });
  }

  /** `team` stands for whoever is in the space and in its team at this moment. */
  #named(spaceId: string, mentions: readonly string[]): string[] {
    const named = mentions.filter((each) => each !== "team");
    const team = named.length < mentions.length ? this.#store.teamMembersIn(spaceId) : [];
    return [...new Set([...named, ...team])];
  }

  #announce(spaceId: string, kind: string, id: string, more: Record<string, unknown> = {}): number {
    const payload = { space: spaceId, ...more };
    return this.#events.append({ topic: `space:${spaceId}`, kind, subject: id, payload });
  }

  #checkParent(spaceId: string, parent: string | undefined): void {
    if (parent === undefined) return;
    const row = this.#store.message(parent);
    if (row?.spaceId !== spaceId || row.parentId !== null) throw messagingErrors("message-not-found");
  }

  #checkFiles(author: string, spaceId: string, ids: string[]): void {
    for (const id of ids) {
      const file = this.#store.file(id);
      if (!file || file.spaceId !== spaceId || file.uploaderId !== author)
        throw messagingErrors("file-not-found", { id });
      if (!file.complete) throw messagingErrors("file-incomplete", { id });
      if (file.messageId !== null) throw messagingErrors("file-attached", { id });
    }
  }

  #require(personId: string, id: string): MessageRow {
    const row = this.#store.message(id);
    if (!row || !this.#rights.isMember(row.spaceId, personId)) throw messagingErrors("message-not-found");
    return row;
  }

  /** Throws when the time in which the administrator lets people change what they wrote is over. */
  #requireOpen({ createdAt }: MessageRow): void {
    if (this.#policy.isClosed(createdAt, this.#clock.now())) throw messagingErrors("edit-over");
  }

  #own(personId: string, id: string): MessageRow {
    const row = this.#require(personId, id);
    if (row.authorId !== personId) throw messagingErrors("author-needed");
    if (row.deletedAt !== null) throw messagingErrors("message-deleted");
    return row;
  }

  #view(row: MessageRow): Message {
    return toMessage(row, {
      files: this.#store.filesOfMessage(row.id),
      thread: this.#store.thread(row.parentId ?? row.id),
      reactions: this.#marks.reactionsOf(row.id),
    });
  }
}
