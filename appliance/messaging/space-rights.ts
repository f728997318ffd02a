/** Who may do what in a space: every change asks here first, and is told by which rule it is refused. */
import type { KeyService } from "../keys/index.ts";
import { type Directory, peopleErrors } from "../people/index.ts";
import { messagingErrors } from "./errors.ts";
import type { MembershipRow, MessagingStore } from "./store.ts";

export class SpaceRights {
  readonly #store: MessagingStore;
  readonly #keys: KeyService;
  readonly #directory: Directory;

  constructor(parts: { store: MessagingStore; keys: KeyService; directory: Directory }) {
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#directory = parts.directory;
  }

  isGuest(personId: string): boolean {
    return this.#directory.isGuest(personId);
  }

  /** Throws `staff-only` for guests. */
  requireStaff(personId: string): void {
    if (this.isGuest(personId)) throw peopleErrors("staff-only");
  }

  /** Guests see those with whom they share a space at this moment. */
  maySee(personId: string, otherId: string): boolean {
    if (!this.isGuest(personId) || personId === otherId) return true;
    return this.#store.spaceIdsOf(personId).some((id) => this.isMember(id, otherId));
  }

  isMember(spaceId: string, personId: string): boolean {
    return this.#store.membership(spaceId, personId) !== undefined;
  }

  /** The membership, or `space-not-found`: outsiders do not learn that the space exists. */
  requireMember(spaceId: string, personId: string): MembershipRow {
    const membership = this.#store.membership(spaceId, personId);
    if (!membership) throw messagingErrors("space-not-found");
    return membership;
  }

  /** Throws `moderator-needed` for everybody else. */
  requireModerator(spaceId: string, personId: string): void {
    if (this.requireMember(spaceId, personId).role !== "moderator") throw messagingErrors("moderator-needed");
  }

  /** The membership in a group space; direct spaces cannot be changed. */
  requireGroup(personId: string, spaceId: string): MembershipRow {
    const membership = this.requireMember(spaceId, personId);
    if (this.#store.space(spaceId)?.kind === "direct") throw messagingErrors("direct-space");
    return membership;
  }

  /** In a locked space only moderators change things. */
  requireUnlocked(spaceId: string, { role }: MembershipRow): void {
    if (this.#store.space(spaceId)?.locked && role !== "moderator") throw messagingErrors("space-locked");
  }

  /** An archive is there to be read. */
  requireUnarchived(spaceId: string): void {
    if (this.#store.space(spaceId)?.archivedAt) throw messagingErrors("space-archived");
  }

  /** Whether the member may write now: a message, a change of one, a file, a board. */
  requireWritable(spaceId: string, { role }: MembershipRow): void {
    this.requireUnarchived(spaceId);
    const space = this.#store.space(spaceId);
    if (space?.announcement && role !== "moderator") throw messagingErrors("announcements-only");
  }

  /** Throws `key-outdated`, with the key that is current. */
  requireCurrentKey(spaceId: string, key: string): void {
    const current = this.#keys.current(spaceId);
    if (current !== key) throw messagingErrors("key-outdated", { key: current });
  }
}
