/** The person's spaces and who is in them: shown, changed, and kept in step. */
import type { Member, Message, Space } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { encryptContent } from "../crypto/content.ts";
import type { Keyring } from "../crypto/keyring.ts";
import type { PeopleStore } from "./people.ts";
import { Signal } from "./signal.ts";
import {
  byFavouriteOrder,
  countsAnew,
  orderAt,
  type SpaceView,
  viewSpace,
  withMessage,
} from "./space-list.ts";
import type { StreamEvent } from "./stream.ts";
import type { TeamStore } from "./teams.ts";

type OwnMarks = Partial<Pick<Space, "favourite" | "favouriteOrder" | "notify">>;
type Switches = Partial<Pick<Space, "locked" | "announcement" | "archived" | "retention">>;

interface Parts {
  /** The person whose they are. */
  me: string;
  keyring: Keyring;
  people: PeopleStore;
  teams: TeamStore;
  /** Told when somebody else's presence is on the screen. */
  onPeople: () => void;
}

export class SpaceStore {
  readonly byId = new Signal<ReadonlyMap<string, SpaceView>>(new Map());
  /** By space, of those whose people were looked at. */
  readonly members = new Signal<ReadonlyMap<string, readonly Member[]>>(new Map());
  readonly #parts: Parts;
  /** Space → how far it was read without a connection. */
  readonly #unsaid = new Map<string, number>();
  /** Spaces that changed, and could not be asked for. */
  readonly #unasked = new Set<string>();
  /** How many answers are waited for, without which the list may be ahead of the appliance or behind it. */
  #awaited = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether the list is as the appliance has it, up to the newest event that came. */
  get certain(): boolean {
    return this.#awaited + this.#unsaid.size + this.#unasked.size === 0;
  }

  /** The spaces as the appliance tells of them, their titles sealed. */
  plain(): Space[] {
    return [...this.byId.value.values()].map(({ name: _, opened: __, ...space }) => space);
  }

  nameOf(space: SpaceView): string {
    if (space.peer) return this.#parts.people.nameOf(space.peer);
    return space.opened ? space.name : "…";
  }

  /** @param id the same again makes it once */
  async create(name: string, members: string[], id: string = crypto.randomUUID()): Promise<string> {
    const { keyring } = this.#parts;
    const key = await keyring.create();
    const title = await encryptContent(keyring, key, { sp: id }, name);
    const { space } = await call(api.spaces.$post({ json: { id, key, title, members } }));
    await this.#keep(space);
    return id;
  }

  /** The one with this person alone. */
  async direct(person: string): Promise<string> {
    const { space } = await call(api.spaces.direct.$post({ json: { person } }));
    await this.#keep(space);
    return space.id;
  }

  async rename(id: string, name: string): Promise<void> {
    const { keyring, teams } = this.#parts;
    const { key = "", team: teamId = "" } = this.byId.value.get(id) ?? {};
    const title = await encryptContent(keyring, key, { sp: id }, name);
    await this.#keep((await call(api.spaces[":id"].$patch({ param: { id }, json: { title, key } }))).space);
    const team = teams.teams.value.get(teamId ?? "");
    if (team) await teams.place(id, name, team).catch(() => {}); // only moderators retitle it for the team
  }

  async leave(id: string): Promise<void> {
    const param = { id, person: this.#parts.me };
    await call(api.spaces[":id"].members[":person"].$delete({ param }));
  }

  async loadMembers(id: string): Promise<void> {
    const { members } = await call(api.spaces[":id"].members.$get({ param: { id } }));
    this.members.update((old) => new Map(old).set(id, members));
    await this.#parts.people.know(members.map(({ personId }) => personId));
    this.#parts.onPeople();
  }

  /** Marks everything up to the newest message as read. */
  async markRead(id: string): Promise<void> {
    const space = this.byId.value.get(id);
    if (!space || (space.unread === 0 && space.readSeq >= space.lastSeq)) return;
    this.#patch(id, { unread: 0, mentions: 0, readSeq: space.lastSeq });
    await this.#sendRead(id, space.lastSeq);
  }

  /** Says what could not be said without a connection, and asks for what could not be asked for. */
  makeUp(): void {
    for (const [space, readSeq] of this.#unsaid) void this.#sendRead(space, readSeq);
    for (const space of this.#unasked) void this.#load(space);
  }

  async #await<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#awaited++;
    return answer.finally(() => this.#awaited--);
  }

  async #sendRead(id: string, readSeq: number): Promise<void> {
    try {
      await this.#await(call(api.spaces[":id"].mine.$patch({ param: { id }, json: { readSeq } })));
      this.#unsaid.delete(id);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      this.#unsaid.set(id, readSeq);
    }
  }

  /** Changes the person's own marks on a space, at once here and then everywhere; as before when it is refused. */
  async mark(id: string, marks: OwnMarks): Promise<void> {
    const { favourite, favouriteOrder, notify } = this.byId.value.get(id) ?? {};
    this.#patch(id, marks);
    try {
      await this.#await(call(api.spaces[":id"].mine.$patch({ param: { id }, json: marks })));
    } catch (error) {
      this.#patch(id, {
        ...("favourite" in marks && { favourite }),
        ...("favouriteOrder" in marks && { favouriteOrder }),
        ...("notify" in marks && { notify }),
      } as OwnMarks);
      throw error;
    }
  }

  /** The favourites in the person's own order. */
  favourites(): SpaceView[] {
    const spaces = [...this.byId.value.values()];
    return spaces.filter(({ favourite, archived }) => favourite && !archived).sort(byFavouriteOrder);
  }

  /**
   * Puts a favourite at `index` among the others.
   * @param shown those among which it stands
   */
  moveFavourite(id: string, index: number, shown: readonly SpaceView[] = this.favourites()): Promise<void> {
    const rest = shown.filter((space) => space.id !== id);
    const favouriteOrder = orderAt(rest, Math.max(0, Math.min(rest.length, index)));
    return this.mark(id, { favourite: true, favouriteOrder });
  }

  /** What its moderators change of a space. */
  async change(id: string, json: Switches): Promise<void> {
    await this.#keep((await call(api.spaces[":id"].$patch({ param: { id }, json }))).space);
  }

  /** What an event about a space or its members means for the list. */
  async receive({ kind, subject, payload }: StreamEvent): Promise<void> {
    const space = (payload as { space?: string }).space ?? subject;
    switch (kind) {
      case "space.left":
        this.byId.update((old) => new Map([...old].filter(([id]) => id !== subject)));
        return;
      case "space.placed":
        this.#patch(subject, { placeSeq: Number((payload as { placeSeq: number }).placeSeq) });
        return;
      case "space.expired":
        return this.#load(space);
      case "space.joined":
      case "space.marked":
      case "space.updated":
      case "space.rekeyed":
        return this.#load(subject);
      case "membership.created":
      case "membership.updated":
      case "membership.deleted":
        if (this.members.value.has(space) && this.byId.value.has(space)) await this.loadMembers(space);
    }
  }

  /** What a message means for the counts and the order. */
  receiveMessage(kind: string, message: Message): void {
    const space = this.byId.value.get(message.space);
    if (!space) return;
    const { me } = this.#parts;
    if (kind === "message.created") this.#patch(space.id, withMessage(space, message, me));
    else if (kind !== "message.reacted" && countsAnew(space, message, me)) void this.#load(space.id);
  }

  async #load(id: string): Promise<void> {
    try {
      const { space } = await this.#await(call(api.spaces[":id"].$get({ param: { id } })));
      this.#unasked.delete(id);
      await this.#await(this.#keep(space));
    } catch (error) {
      // Left in between: the event that says so is on its way. Else the next connection asks again.
      if (error instanceof ApiError && error.status === 404) this.#unasked.delete(id);
      else this.#unasked.add(id);
    }
  }

  async #keep(space: Space): Promise<void> {
    const view = await viewSpace(this.#parts.keyring, space);
    this.byId.update((old) => new Map(old).set(view.id, view));
    if (view.peer) await this.#parts.people.know([view.peer]);
  }

  #patch(id: string, change: Partial<SpaceView>): void {
    const space = this.byId.value.get(id);
    if (space) this.byId.update((old) => new Map(old).set(id, { ...space, ...change }));
  }
}
