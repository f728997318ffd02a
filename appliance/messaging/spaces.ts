/** Spaces and who is in them. Keys follow membership: grants come with it, and leaving rotates. */
import type { KeyService } from "../keys/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe } from "./jwe.ts";
import type { SpaceRights } from "./space-rights.ts";
import { type Member, type Space, toMember, toSpace } from "./space-view.ts";
import type { MembershipRow, MessagingStore, SpaceOfPerson, SpaceRow } from "./store.ts";

/** Direct spaces, the newest first, and members of a space, up to which people count as near. */
const mostTalkedTo = 200;
const mostTogether = 200;

export class Spaces {
  readonly #store: MessagingStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #keys: KeyService;
  readonly #directory: Directory;
  readonly #rights: SpaceRights;

  constructor(parts: {
    store: MessagingStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    keys: KeyService;
    directory: Directory;
    rights: SpaceRights;
  }) {
    this.#store = parts.store;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#keys = parts.keys;
    this.#directory = parts.directory;
    this.#rights = parts.rights;
  }

  /** @param only these of them */
  list(personId: string, only?: ReadonlySet<string>): Space[] {
    const open = new Set(this.#directory.guests().flatMap(({ id }) => this.#store.spaceIdsOf(id)));
    return this.#store.spacesOf(personId, only).map((row) => this.#view(row, open.has(row.space.id)));
  }

  /** The person's spaces, the one written in last first. */
  idsByRecency(personId: string): string[] {
    return this.#store.spaceIdsByRecency(personId);
  }

  get(personId: string, spaceId: string): Space {
    const row = this.#store.spaceOf(personId, spaceId);
    if (!row) throw messagingErrors("space-not-found");
    const guests = this.#store.members(spaceId).some(({ personId: id }) => this.#rights.isGuest(id));
    return this.#view(row, guests);
  }

  /** Those with whom a person shares a space. */
  acquaintancesOf(personId: string): ReadonlySet<string> {
    return new Set(this.#store.acquaintanceIds(personId));
  }

  /** Whom a person has to do with. A space of the whole house says nothing about it. */
  nearnessOf(personId: string) {
    return {
      talkedTo: this.#store.talkedTo(personId, mostTalkedTo),
      together: this.#store.together(personId, mostTogether),
    };
  }

  members(personId: string, spaceId: string): Member[] {
    this.#rights.requireMember(spaceId, personId);
    return this.#store.members(spaceId).map(toMember);
  }

  memberIds(spaceId: string): string[] {
    return this.#store.members(spaceId).map(({ personId }) => personId);
  }

  /** Makes a group space. `key` is an unbound key of the creator, `title` a JWE under it. */
  async createGroup(
    creator: string,
    input: { id: string; key: string; title: string; members: string[] },
  ): Promise<Space> {
    this.#rights.requireStaff(creator);
    checkJwe(input.title, { kid: input.key, sp: input.id });
    const members = [...new Set([creator, ...input.members])];
    this.#requirePeople(members);
    if (this.#store.space(input.id)) return this.get(creator, input.id);
    await this.#keys.bind(input.id, input.key, creator, members);
    const row = { id: input.id, kind: "group" as const, title: input.title, pair: null };
    await this.#db.write(() => this.#insert(row, creator, members));
    return this.get(creator, input.id);
  }

  /** The direct space of two people, made when there is none. */
  async direct(personId: string, otherId: string): Promise<Space> {
    this.#rights.requireStaff(personId);
    const members = [...new Set([personId, otherId])].sort();
    this.#requirePeople(members);
    const pair = members.join(":");
    const existing = this.#store.spaceByPair(pair);
    if (existing) return this.get(personId, existing.id);
    const id = crypto.randomUUID();
    await this.#keys.bind(id, await this.#keys.create(personId), personId, members);
    const spaceId = await this.#db.write(() => {
      const raced = this.#store.spaceByPair(pair);
      if (raced) return raced.id;
      this.#insert({ id, kind: "direct", title: null, pair }, personId, members);
      return id;
    });
    return this.get(personId, spaceId);
  }

  /** Adds somebody; in a locked space only moderators may. */
  async add(personId: string, spaceId: string, newcomer: string): Promise<void> {
    const membership = this.#rights.requireGroup(personId, spaceId);
    this.#rights.requireStaff(personId);
    this.#rights.requireUnlocked(spaceId, membership);
    await this.admit(spaceId, newcomer, personId);
  }

  /** Makes somebody a member; whoever calls has checked that they may be. */
  async admit(spaceId: string, newcomer: string, by: string): Promise<void> {
    this.#requirePeople([newcomer]);
    if (this.#rights.isMember(spaceId, newcomer)) throw messagingErrors("already-member");
    await this.#keys.grant(spaceId, newcomer);
    await this.#db.write(() => {
      if (this.#rights.isMember(spaceId, newcomer)) throw messagingErrors("already-member");
      this.#insertMember(spaceId, newcomer, "member", by);
      this.#announce(spaceId, "membership.created", newcomer, [newcomer]);
      if (this.#rights.isGuest(newcomer)) this.#announce(spaceId, "space.updated", spaceId);
    });
  }

  /** Removes a member, or lets one leave; the key rotates so that what follows is not theirs to read. */
  async remove(personId: string, spaceId: string, leaver: string): Promise<void> {
    const membership = this.#rights.requireGroup(personId, spaceId);
    if (leaver !== personId && membership.role !== "moderator") throw messagingErrors("moderator-needed");
    await this.#db.write(() => {
      const leaving = this.#rights.requireMember(spaceId, leaver);
      const others = this.#store.members(spaceId).filter((member) => member.personId !== leaver);
      const orphaned = others.length > 0 && !others.some(({ role }) => role === "moderator");
      if (leaving.role === "moderator" && orphaned) throw messagingErrors("last-moderator");
      this.#store.removeMember(spaceId, leaver);
      this.#announce(spaceId, "membership.deleted", leaver, [leaver]);
      if (this.#rights.isGuest(leaver)) this.#announce(spaceId, "space.updated", spaceId);
      this.#events.append({ topic: `person:${leaver}`, kind: "space.left", subject: spaceId });
    });
    const key = await this.#keys.revoke(spaceId, leaver);
    await this.#announceKey(spaceId, key);
  }

  /** At start: repairs grants that a crash between the two databases left behind. */
  async reconcileKeys(): Promise<void> {
    for (const spaceId of this.#store.allSpaceIds()) {
      const key = await this.#keys.reconcile(spaceId, new Set(this.memberIds(spaceId)));
      if (key) await this.#announceKey(spaceId, key);
    }
  }

  #requirePeople(ids: string[]): void {
    for (const id of ids) {
      const person = this.#directory.find(id);
      if (!person || person.state === "disabled" || person.role === "place")
        throw messagingErrors("person-not-found", { id });
    }
  }

  #insert(row: Pick<SpaceRow, "id" | "kind" | "title" | "pair">, creator: string, members: string[]): void {
    const now = this.#clock.now();
    this.#store.createSpace({ ...row, createdBy: creator, createdAt: now, lastAt: now });
    for (const member of members)
      this.#insertMember(
        row.id,
        member,
        row.kind === "direct" || member === creator ? "moderator" : "member",
        creator,
      );
    this.#announce(row.id, "space.created", row.id, members);
  }

  #insertMember(spaceId: string, personId: string, role: MembershipRow["role"], by: string): void {
    // What was said before one joined is history, not unread.
    const readSeq = this.#store.space(spaceId)?.lastSeq ?? 0;
    this.#store.addMember({ spaceId, personId, role, joinedAt: this.#clock.now(), readSeq });
    const topic = `person:${personId}`;
    this.#events.append({ topic, kind: "space.joined", subject: spaceId, payload: { by } });
  }

  #announce(spaceId: string, kind: string, subject: string, regroups: string[] = []): void {
    this.#events.append({ topic: `space:${spaceId}`, kind, subject, payload: { space: spaceId }, regroups });
  }

  async #announceKey(spaceId: string, key: string): Promise<void> {
    await this.#db.write(() => {
      this.#events.append({
        topic: `space:${spaceId}`,
        kind: "space.rekeyed",
        subject: spaceId,
        payload: { key },
      });
    });
  }

  #view(row: SpaceOfPerson, guests: boolean): Space {
    return toSpace(row, this.#keys.current(row.space.id), guests);
  }
}
