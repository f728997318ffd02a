/** A person's own tags on spaces and messages; their names are encrypted with a key that only they have. */
import type { Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe, keyOf } from "./jwe.ts";
import type { Messages } from "./messages.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { TagsStore } from "./tags-store.ts";

export interface Tag {
  id: string;
  /** Compact JWE under the person's own key. */
  name: string;
  /** Spaces, and messages with the space they are in. */
  subjects: { subject: string; space: string }[];
}

export class Tags {
  readonly #store: TagsStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #rights: SpaceRights;
  readonly #messages: Messages;

  constructor(parts: {
    tags: TagsStore;
    db: Database;
    events: EventLog;
    rights: SpaceRights;
    messages: Messages;
  }) {
    this.#store = parts.tags;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#rights = parts.rights;
    this.#messages = parts.messages;
  }

  /** With what each marks, as far as the person can still see it. */
  list(personId: string): Tag[] {
    const taggings = this.#store
      .taggingsOf(personId)
      .filter(({ space }) => this.#rights.isMember(space, personId));
    return this.#store.tagsOf(personId).map(({ id, name }) => ({
      id,
      name,
      subjects: taggings.filter(({ tag }) => tag === id).map(({ subject, space }) => ({ subject, space })),
    }));
  }

  /** Makes a tag, or gives it another name. */
  async set(personId: string, id: string, name: string): Promise<void> {
    checkJwe(name, { kid: keyOf(name), sp: personId, mid: id });
    await this.#change(personId, () => {
      const known = this.#store.tag(id);
      if (known && known.personId !== personId) throw messagingErrors("tag-not-found");
      this.#store.setTag({ id, personId, name });
    });
  }

  async remove(personId: string, id: string): Promise<void> {
    await this.#change(personId, () => {
      this.#require(personId, id);
      this.#store.removeTag(id);
    });
  }

  /** Marks a space, or a message in it. */
  async attach(personId: string, id: string, subject: string, space: string): Promise<void> {
    await this.#change(personId, () => {
      this.#require(personId, id);
      this.#rights.requireMember(space, personId);
      if (subject !== space && this.#messages.get(personId, subject).space !== space)
        throw messagingErrors("message-not-found");
      this.#store.addTagging({ tagId: id, subjectId: subject, spaceId: space });
    });
  }

  async detach(personId: string, id: string, subject: string): Promise<void> {
    await this.#change(personId, () => {
      this.#require(personId, id);
      this.#store.removeTagging(id, subject);
    });
  }

  #require(personId: string, id: string): void {
    if (this.#store.tag(id)?.personId !== personId) throw messagingErrors("tag-not-found");
  }

  #change(personId: string, run: () => void): Promise<void> {
    return this.#db.write(() => {
      run();
      this.#events.append({ topic: `person:${personId}`, kind: "tag.changed", subject: personId });
    });
  }
}
