/** Teams hold spaces: their members see all of them and join without being invited. */
import type { KeyService } from "../keys/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import { checkJwe } from "./jwe.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { Spaces } from "./spaces.ts";
import type { MessagingStore } from "./store.ts";
import type { TeamMemberRow, TeamsStore } from "./teams-store.ts";

/** A team as one of its members sees it. */
export interface Team {
  id: string;
  /** Compact JWE under the team's key. */
  name: string;
  /** Id of the key that encrypts what is new. */
  key: string;
  colour: number;
  archived: boolean;
  role: TeamMemberRow["role"];
  members: { person: string; role: TeamMemberRow["role"] }[];
  /** Each title is a JWE under a key of the team. */
  spaces: { id: string; title: string; joined: boolean; archived: boolean }[];
}

export interface TeamChange {
  name?: string | undefined;
  key?: string | undefined;
  colour?: number | undefined;
  archived?: boolean | undefined;
}

export class Teams {
  readonly #spaceStore: MessagingStore;
  readonly #store: TeamsStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #keys: KeyService;
  readonly #directory: Directory;
  readonly #spaces: Spaces;
  readonly #rights: SpaceRights;

  constructor(parts: {
    store: MessagingStore;
    teams: TeamsStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    keys: KeyService;
    directory: Directory;
    spaces: Spaces;
    rights: SpaceRights;
  }) {
    this.#spaceStore = parts.store;
    this.#store = parts.teams;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#keys = parts.keys;
    this.#directory = parts.directory;
    this.#spaces = parts.spaces;
    this.#rights = parts.rights;
  }

  idsOf(personId: string): string[] {
    return this.#store.idsOf(personId);
  }

  list(personId: string): Team[] {
    return this.#store.idsOf(personId).map((id) => this.get(personId, id));
  }

  get(personId: string, id: string): Team {
    const { role } = this.#requireMember(id, personId);
    const team = this.#store.team(id);
    if (!team) throw messagingErrors("team-not-found");
    return {
      id,
      name: team.name,
      key: this.#keys.current(id) ?? "",
      colour: team.colour,
      archived: team.archivedAt !== null,
      role,
      members: this.#store.members(id).map((member) => ({ person: member.personId, role: member.role })),
      spaces: this.#spaceStore.spacesOfTeam(id).map((space) => ({
        id: space.id,
        title: space.teamTitle ?? "",
        joined: this.#rights.isMember(space.id, personId),
        archived: space.archivedAt !== null,
      })),
    };
  }

  /** Makes a team. `key` is an unbound key of the creator, `name` a JWE under it. */
  async create(
    creator: string,
    input: { id: string; key: string; name: string; colour: number; members: string[] },
  ): Promise<Team> {
    checkJwe(input.name, { kid: input.key, sp: input.id });
    const members = [...new Set([creator, ...input.members])];
    for (const member of members) this.#requirePerson(member);
    if (this.#store.team(input.id)) return this.get(creator, input.id);
    await this.#keys.bind(input.id, input.key, creator, members);
    await this.#db.write(() => {
      const { id, name, colour } = input;
      this.#store.createTeam({ id, name, colour, createdAt: this.#clock.now() });
      for (const personId of members)
        this.#store.addMember({ teamId: id, personId, role: personId === creator ? "moderator" : "member" });
      this.#announce(id, members);
    });
    return this.get(creator, input.id);
  }

  async change(personId: string, id: string, change: TeamChange): Promise<Team> {
    const { name, key, colour, archived } = change;
    if (name !== undefined) checkJwe(name, { kid: key ?? "", sp: id });
    await this.#db.write(() => {
      this.#requireModerator(id, personId);
      this.#requireCurrentKey(id, key);
      this.#store.updateTeam(id, {
        ...(name !== undefined && { name }),
        ...(colour !== undefined && { colour }),
        ...(archived !== undefined && { archivedAt: archived ? this.#clock.now() : null }),
      });
      this.#announce(id);
    });
    return this.get(personId, id);
  }

  async add(personId: string, id: string, newcomer: string): Promise<void> {
    this.#requireModerator(id, personId);
    this.#requirePerson(newcomer);
    await this.#keys.grant(id, newcomer);
    await this.#db.write(() => {
      if (this.#store.member(id, newcomer)) throw messagingErrors("already-member");
      this.#store.addMember({ teamId: id, personId: newcomer, role: "member" });
      this.#announce(id, [newcomer]);
    });
  }

  async setRole(personId: string, id: string, member: string, role: TeamMemberRow["role"]): Promise<void> {
    await this.#db.write(() => {
      this.#requireModerator(id, personId);
      this.#requireMember(id, member);
      this.#store.setRole(id, member, role);
      this.#requireSomeModerator(id);
      this.#announce(id);
    });
  }

  /** Takes somebody out, or lets one leave; the team's key rotates. The spaces they joined stay theirs. */
  async remove(personId: string, id: string, leaver: string): Promise<void> {
    await this.#db.write(() => {
      if (leaver === personId) this.#requireMember(id, personId);
      else this.#requireModerator(id, personId);
      this.#requireMember(id, leaver);
      this.#store.removeMember(id, leaver);
      if (this.#store.members(id).length > 0) this.#requireSomeModerator(id);
      this.#announce(id, [leaver]);
      this.#events.append({ topic: `person:${leaver}`, kind: "team.left", subject: id });
    });
    await this.#keys.revoke(id, leaver);
  }

  /** Moves a group space into a team, or out of all; `title` is its title under the team's key. */
  async place(
    personId: string,
    spaceId: string,
    place: { team: string; title: string; key: string } | null,
  ): Promise<void> {
    if (place) checkJwe(place.title, { kid: place.key, sp: spaceId });
    await this.#db.write(() => {
      const { role } = this.#rights.requireGroup(personId, spaceId);
      if (role !== "moderator") throw messagingErrors("moderator-needed");
      const before = this.#spaceStore.space(spaceId)?.teamId;
      if (place) {
        this.#requireMember(place.team, personId);
        this.#requireCurrentKey(place.team, place.key);
      }
      this.#spaceStore.updateSpace(spaceId, { teamId: place?.team ?? null, teamTitle: place?.title ?? null });
      const payload = { space: spaceId };
      this.#events.append({ topic: `space:${spaceId}`, kind: "space.updated", subject: spaceId, payload });
      for (const team of new Set([before, place?.team])) if (team) this.#announce(team);
    });
  }

  /** Lets a member of the team into one of its spaces. */
  async join(personId: string, id: string, spaceId: string): Promise<void> {
    this.#requireMember(id, personId);
    const space = this.#spaceStore.space(spaceId);
    if (space?.teamId !== id) throw messagingErrors("space-not-found");
    if (space.locked) throw messagingErrors("space-locked");
    await this.#spaces.admit(spaceId, personId, personId);
  }

  /** At start: repairs grants that a crash between the two databases left behind. */
  async reconcileKeys(): Promise<void> {
    for (const id of this.#store.allIds())
      await this.#keys.reconcile(id, new Set(this.#store.members(id).map(({ personId }) => personId)));
  }

  #requireMember(id: string, personId: string): TeamMemberRow {
    const member = this.#store.member(id, personId);
    if (!member) throw messagingErrors("team-not-found");
    return member;
  }

  #requireModerator(id: string, personId: string): void {
    if (this.#requireMember(id, personId).role !== "moderator") throw messagingErrors("moderator-needed");
  }

  #requireSomeModerator(id: string): void {
    if (!this.#store.members(id).some(({ role }) => role === "moderator"))
      throw messagingErrors("last-moderator");
  }

  #requireCurrentKey(id: string, key: string | undefined): void {
    const current = this.#keys.current(id);
    if (key !== undefined && current !== key) throw messagingErrors("key-outdated", { key: current });
  }

  #requirePerson(id: string): void {
    const person = this.#directory.find(id);
    if (!person || person.state === "disabled" || person.role === "place")
      throw messagingErrors("person-not-found", { id });
    if (person.role === "guest") throw messagingErrors("guest-in-team", { id });
  }

  #announce(id: string, regroups: string[] = []): void {
    this.#events.append({ topic: `team:${id}`, kind: "team.updated", subject: id, regroups });
  }
}
