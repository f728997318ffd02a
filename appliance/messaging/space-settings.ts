/** What can be changed of a space: by its moderators for all, and by each member for themselves. */
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe } from "./jwe.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { Space } from "./space-view.ts";
import type { Spaces } from "./spaces.ts";
import type { MembershipRow, MessagingStore } from "./store.ts";

export interface SpaceChange {
  /** Compact JWE under `key`, which is the space's current one. */
  title?: string | undefined;
  key?: string | undefined;
  locked?: boolean | undefined;
  announcement?: boolean | undefined;
  archived?: boolean | undefined;
  /** Days; null: as the organisation has it. */
  retention?: { messages: number | null; files: number | null } | undefined;
}

export interface OwnMarks {
  favourite?: boolean | undefined;
  favouriteOrder?: number | undefined;
  notify?: MembershipRow["notify"] | undefined;
  readSeq?: number | undefined;
  placeSeq?: number | undefined;
}

export class SpaceSettings {
  readonly #store: MessagingStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #spaces: Spaces;
  readonly #rights: SpaceRights;

  constructor(parts: {
    store: MessagingStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    spaces: Spaces;
    rights: SpaceRights;
  }) {
    this.#store = parts.store;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#spaces = parts.spaces;
    this.#rights = parts.rights;
  }

  /** Any member renames a space that is not locked; the rest is for its moderators. */
  async change(personId: string, spaceId: string, change: SpaceChange): Promise<Space> {
    const { title, key, locked, announcement, archived, retention } = change;
    if (title !== undefined && key !== undefined) checkJwe(title, { kid: key, sp: spaceId });
    await this.#db.write(() => {
      const membership = this.#rights.requireGroup(personId, spaceId);
      this.#rights.requireStaff(personId);
      this.#rights.requireUnlocked(spaceId, membership);
      const moderates = [locked, announcement, archived, retention].some((value) => value !== undefined);
      if (moderates && membership.role !== "moderator") throw messagingErrors("moderator-needed");
      if (key !== undefined) this.#rights.requireCurrentKey(spaceId, key);
      this.#store.updateSpace(spaceId, {
        ...(title !== undefined && { title }),
        ...(locked !== undefined && { locked }),
        ...(announcement !== undefined && { announcement }),
        ...(retention && { retentionMessages: retention.messages, retentionFiles: retention.files }),
        ...(archived !== undefined && { archivedAt: archived ? this.#clock.now() : null }),
      });
      this.#announce(spaceId, "space.updated", spaceId);
    });
    return this.#spaces.get(personId, spaceId);
  }

  async setRole(
    personId: string,
    spaceId: string,
    memberId: string,
    role: MembershipRow["role"],
  ): Promise<void> {
    if (this.#rights.requireGroup(personId, spaceId).role !== "moderator")
      throw messagingErrors("moderator-needed");
    await this.#db.write(() => {
      this.#rights.requireMember(spaceId, memberId);
      if (role === "moderator" && this.#rights.isGuest(memberId)) throw messagingErrors("guest-moderator");
      this.#store.updateMembership(spaceId, memberId, { role });
      if (!this.#store.members(spaceId).some((member) => member.role === "moderator"))
        throw messagingErrors("last-moderator");
      this.#announce(spaceId, "membership.updated", memberId);
      this.#events.append({ topic: `person:${memberId}`, kind: "space.marked", subject: spaceId });
    });
  }

  /** The person's own marks on a space; told to all their clients, which need not ask for where one reads. */
  async mark(personId: string, spaceId: string, marks: OwnMarks): Promise<Space> {
    await this.#db.write(() => {
      const before = this.#rights.requireMember(spaceId, personId);
      const last = this.#store.space(spaceId)?.lastSeq ?? 0;
      const readSeq =
        marks.readSeq === undefined
          ? before.readSeq
          : Math.min(Math.max(marks.readSeq, before.readSeq), last);
      const after = {
        readSeq,
        placeSeq: Math.min(marks.placeSeq ?? before.placeSeq, last),
        favourite: marks.favourite ?? before.favourite,
        favouriteOrder: marks.favouriteOrder ?? before.favouriteOrder,
        notify: marks.notify === undefined ? before.notify : marks.notify,
      };
      const changed = Object.entries(after).filter(
        ([name, value]) => before[name as keyof typeof after] !== value,
      );
      if (changed.length === 0) return;
      this.#store.updateMembership(spaceId, personId, after);
      const told = { topic: `person:${personId}`, subject: spaceId };
      const onlyPlace = changed.every(([name]) => name === "placeSeq");
      if (onlyPlace)
        this.#events.append({ ...told, kind: "space.placed", payload: { placeSeq: after.placeSeq } });
      else this.#events.append({ ...told, kind: "space.marked" });
    });
    return this.#spaces.get(personId, spaceId);
  }

  #announce(spaceId: string, kind: string, subject: string): void {
    this.#events.append({ topic: `space:${spaceId}`, kind, subject, payload: { space: spaceId } });
  }
}
