/** Everything that the signed-in person's app knows, kept in step with the appliance by the stream. */

import type { MeetingView } from "../../appliance/meetings/index.ts";
import type {
  ClientPolicy,
  Member,
  Message,
  Presence,
  Receipt,
  Space,
} from "../../appliance/messaging/index.ts";
import type { Entitlements, Person } from "../../appliance/people/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { encryptContent } from "../crypto/content.ts";
import { Keyring, overHttp } from "../crypto/keyring.ts";
import { CareStore } from "./care.ts";
import { Conversation } from "./conversation.ts";
import { Here } from "./here.ts";
import { MarkStore } from "./marks.ts";
import { MeetingRecords } from "./meeting-records.ts";
import { NotificationStore } from "./notifications.ts";
import { Outbox } from "./outbox.ts";
import { OwnCallList } from "./own-calls.ts";
import { PolicyStore } from "./policy.ts";
import { RunningMeetings } from "./running-meetings.ts";
import { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import { countsAnew, type SpaceView, viewSpace, withMessage } from "./space-list.ts";
import { StreamClient, type StreamEvent } from "./stream.ts";
import { TeamStore } from "./teams.ts";
import type { Vault } from "./vault.ts";

export type { SpaceView } from "./space-list.ts";

export interface Me {
  person: Person;
  organisation: string;
  entitlements: Entitlements;
}

type OwnMarks = Partial<Pick<Space, "favourite" | "favouriteOrder" | "notify">>;
type SpaceSwitches = Partial<Pick<Space, "locked" | "announcement" | "archived" | "retention">>;

/** How many names one question asks for. */
const peopleAtOnce = 1000;

export class Session {
  readonly me: Me;
  readonly keyring: Keyring;
  readonly spaces = new Signal<ReadonlyMap<string, SpaceView>>(new Map());
  readonly people = new Signal<ReadonlyMap<string, Person>>(new Map());
  readonly members = new Signal<ReadonlyMap<string, readonly Member[]>>(new Map());
  readonly running = new RunningMeetings();
  readonly meetingRecords = new MeetingRecords();
  readonly #calls = new OwnCallList();
  readonly stream: StreamClient;
  readonly here: Here;
  readonly marks: MarkStore;
  readonly notifications: NotificationStore;
  readonly policy = new PolicyStore();
  readonly teams: TeamStore;
  readonly care: CareStore;
  readonly vault: Vault;
  readonly outbox: Outbox;
  closed = false;
  readonly #shown = Promise.withResolvers<void>();
  /** Space → how far it was read without a connection. */
  readonly #unsaid = new Map<string, number>();
  readonly #conversations = new Map<string, Conversation>();
  readonly #eventListeners = new Map<string, Set<(event: StreamEvent) => void>>();
  readonly #signalListeners = new Map<string, Set<(data: unknown) => void>>();
  readonly #onHide = () => document.visibilityState === "hidden" && void this.marks.saveDrafts();

  constructor(me: Me, vault: Vault, onSignedOut: () => void) {
    this.me = me;
    this.vault = vault;
    this.keyring = new Keyring(overHttp, vault);
    this.marks = new MarkStore((space) => this.sealed(space), vault.keep);
    this.teams = new TeamStore(this.keyring, me.person.id, vault.keep);
    this.care = new CareStore(vault.keep, me.person.role !== "guest");
    this.notifications = new NotificationStore(vault.keep);
    this.outbox = new Outbox({
      vault,
      sealedSpace: (space) => this.sealed(space),
      onChange: (view) => this.conversation(view.space, view.parent ?? undefined).receiveOwn(view),
    });
    this.stream = new StreamClient({
      onEvent: (event) => void this.#receive(event),
      onSignal: ({ name, data }) => {
        for (const listener of this.#signalListeners.get(name) ?? []) listener(data);
      },
      onSignedOut,
    });
    this.here = new Here(this.stream);
    this.onSignal("presence", (data) => this.here.receivePresence(data as Record<string, Presence>));
    this.onSignal("typing", (data) => this.here.receiveTyping(data as { space: string; person: string }));
    if (me.entitlements.calling) this.#calls.follow(this);
    this.onSignal("meeting", (data) => this.running.keep(data as MeetingView));
    this.onSignal("messaging.policy", (data) => this.policy.value.set(data as ClientPolicy));
    this.onSignal("read", (data) => this.marks.receiveRead(data as { space: string } & Receipt));
    this.stream.onConnect(() => {
      this.watchPresence();
      this.outbox.nudge();
      void this.marks.saveDrafts();
      void this.policy.load(vault.keep).catch(() => {}); // the next connection asks again
      for (const [space, readSeq] of this.#unsaid) void this.#sendRead(space, readSeq);
    });
    document.addEventListener("visibilitychange", this.#onHide);
  }

  close(): void {
    this.closed = true;
    document.removeEventListener("visibilitychange", this.#onHide);
    this.outbox.close();
    this.stream.close();
  }

  /** When the app stands on the screen for the first time: what nobody waits for begins then. */
  get shown(): Promise<void> {
    return this.#shown.promise;
  }

  wasShown(): void {
    this.#shown.resolve();
  }

  /** What was shown without a connection is asked for anew. */
  refreshConversations(): void {
    for (const conversation of this.#conversations.values()) void conversation.refresh();
  }

  get presence() {
    return this.here.presence;
  }

  /** Meetings that run, by id. */
  get meetings() {
    return this.running.byId;
  }

  /** Calls that the person is on, whichever telephone carries them. */
  get calls() {
    return this.#calls.list;
  }

  get typing() {
    return this.here.typing;
  }

  /** The conversation of a space, or the thread of one of its messages. */
  conversation(space: string, thread?: string): Conversation {
    const known = this.#conversations.get(thread ?? space);
    if (known) return known;
    const parts = {
      space: this.sealed(space),
      me: this.me.person.id,
      outbox: this.outbox,
      vault: this.vault,
    };
    const made = new Conversation(thread ? { ...parts, thread } : parts);
    this.#conversations.set(thread ?? space, made);
    return made;
  }

  /** What encrypts for a space. */
  sealed(space: string): SealedSpace {
    const currentKey = () => this.spaces.value.get(space)?.key ?? "";
    return new SealedSpace({ id: space, keyring: this.keyring, currentKey });
  }

  /** Calls `listener` for volatile signals of this name; returns the way to stop. */
  onSignal(name: string, listener: (data: unknown) => void): () => void {
    const listeners = this.#signalListeners.get(name) ?? new Set();
    this.#signalListeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The same for events of this kind. */
  onEvent(kind: string, listener: (event: StreamEvent) => void): () => void {
    const listeners = this.#eventListeners.get(kind) ?? new Set();
    this.#eventListeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  personName(id: string): string {
    return this.people.value.get(id)?.name ?? "…";
  }

  spaceName(space: SpaceView): string {
    if (space.peer) return this.personName(space.peer);
    return space.opened ? space.name : "…";
  }

  /** @param id the same again makes it once */
  async createSpace(name: string, members: string[], id: string = crypto.randomUUID()): Promise<string> {
    const key = await this.keyring.create();
    const title = await encryptContent(this.keyring, key, { sp: id }, name);
    const { space } = await call(api.spaces.$post({ json: { id, key, title, members } }));
    await this.#keep(space);
    return id;
  }

  async directSpace(person: string): Promise<string> {
    const { space } = await call(api.spaces.direct.$post({ json: { person } }));
    await this.#keep(space);
    return space.id;
  }

  async renameSpace(id: string, name: string): Promise<void> {
    const key = this.spaces.value.get(id)?.key ?? "";
    const title = await encryptContent(this.keyring, key, { sp: id }, name);
    await this.#keep((await call(api.spaces[":id"].$patch({ param: { id }, json: { title, key } }))).space);
    const team = this.teams.teams.value.get(this.spaces.value.get(id)?.team ?? "");
    if (team) await this.teams.place(id, name, team).catch(() => {}); // only moderators retitle it for the team
  }

  async leaveSpace(id: string): Promise<void> {
    const param = { id, person: this.me.person.id };
    await call(api.spaces[":id"].members[":person"].$delete({ param }));
  }

  async loadMembers(id: string): Promise<void> {
    const { members } = await call(api.spaces[":id"].members.$get({ param: { id } }));
    this.members.update((old) => new Map(old).set(id, members));
    const unknown = members
      .map(({ personId }) => personId)
      .filter((person) => !this.people.value.has(person));
    for (let from = 0; from < unknown.length; from += peopleAtOnce)
      await this.#loadPeople(unknown.slice(from, from + peopleAtOnce));
    this.watchPresence();
  }

  /** Marks everything up to the newest message as read. */
  async markRead(id: string): Promise<void> {
    const space = this.spaces.value.get(id);
    if (!space || (space.unread === 0 && space.readSeq >= space.lastSeq)) return;
    this.#patchSpace(id, { unread: 0, mentions: 0, readSeq: space.lastSeq });
    await this.#sendRead(id, space.lastSeq);
  }

  /** What cannot be said now is said when the appliance is there again. */
  async #sendRead(id: string, readSeq: number): Promise<void> {
    try {
      await call(api.spaces[":id"].mine.$patch({ param: { id }, json: { readSeq } }));
      this.#unsaid.delete(id);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      this.#unsaid.set(id, readSeq);
    }
  }

  /** Changes the person's own marks on a space, at once here and then everywhere. */
  async markSpace(id: string, marks: OwnMarks): Promise<void> {
    this.#patchSpace(id, marks);
    await call(api.spaces[":id"].mine.$patch({ param: { id }, json: marks }));
  }

  /** What its moderators change of a space. */
  async changeSpace(id: string, json: SpaceSwitches): Promise<void> {
    await this.#keep((await call(api.spaces[":id"].$patch({ param: { id }, json }))).space);
  }

  /** Asks for the presence of those whose dots are on the screen. */
  watchPresence(): void {
    const peers = [...this.spaces.value.values()].flatMap(({ peer }) => (peer ? [peer] : []));
    const members = [...this.members.value.values()].flatMap((list) => list.map(({ personId }) => personId));
    this.here.watch([this.me.person.id, ...peers, ...members, ...this.people.value.keys()]);
  }

  async #receive(event: StreamEvent): Promise<void> {
    for (const listener of this.#eventListeners.get(event.kind) ?? []) listener(event);
    const space = (event.payload as { space?: string }).space ?? event.subject;
    switch (event.kind) {
      case "message.created":
      case "message.updated":
      case "message.deleted":
      case "message.reacted":
        this.#receiveMessage(space, event);
        return;
      case "flag.changed":
      case "draft.changed":
      case "preferences.changed":
        await this.marks.receive(event);
        return;
      case "notification.created":
      case "notifications.changed":
        await this.notifications.receive(event);
        return;
      case "team.updated":
      case "team.left":
        await this.teams.loadTeams();
        return;
      case "tag.changed":
        await this.teams.loadTags();
        return;
      case "care.changed":
      case "care.desks":
      case "care.duty":
        await this.care.receive(event);
        return;
      case "person.created":
      case "person.updated":
        if (event.state) this.keepPerson(event.state as Person);
        return;
      case "meeting.started":
        if (event.state) this.running.keep(event.state as MeetingView);
        void this.meetingRecords.refresh(space);
        return;
      case "meeting.ended":
        this.running.forget(event.subject);
        void this.meetingRecords.refresh(space);
        return;
      case "space.expired":
        void this.meetingRecords.reload(space);
        void this.#conversations.get(space)?.reload();
        await this.#loadSpace(space);
        return;
      case "space.left":
        this.care.forget(space);
        this.spaces.update((old) => new Map([...old].filter(([id]) => id !== event.subject)));
        return;
      case "space.joined":
      case "space.marked":
      case "space.updated":
      case "space.rekeyed":
        await this.#loadSpace(event.subject);
        return;
      case "membership.created":
      case "membership.updated":
      case "membership.deleted":
        if (this.members.value.has(space) && this.spaces.value.has(space)) await this.loadMembers(space);
        return;
    }
  }

  #receiveMessage(id: string, event: StreamEvent): void {
    const message = event.state as Message | null;
    if (!message) return;
    this.#showMessage(id, message);
    const space = this.spaces.value.get(id);
    const me = this.me.person.id;
    this.here.hasWritten(id, message.author);
    if (!space) return;
    if (event.kind === "message.created") this.#patchSpace(id, withMessage(space, message, me));
    else if (event.kind !== "message.reacted" && countsAnew(space, message, me)) void this.#loadSpace(id);
  }

  #showMessage(id: string, message: Message): void {
    const { parent, thread } = message;
    if (parent === null) this.conversation(id).receive(message);
    else {
      this.#conversations.get(parent)?.receive(message);
      this.conversation(id).receiveThread(parent, thread);
    }
  }

  async #loadSpace(id: string): Promise<void> {
    try {
      await this.#keep((await call(api.spaces[":id"].$get({ param: { id } }))).space);
    } catch {
      // Left in between: the event that says so is on its way.
    }
  }

  async #loadPerson(id: string): Promise<void> {
    this.keepPerson((await call(api.people[":id"].$get({ param: { id } }))).person);
  }

  async #loadPeople(ids: string[]): Promise<void> {
    const { people } = await call(api.people.named.$post({ json: { ids } }));
    this.people.update((old) => new Map([...old, ...people.map((person) => [person.id, person] as const)]));
  }

  /** What is known of somebody from now on. */
  keepPerson(person: Person): void {
    this.people.update((old) => new Map(old).set(person.id, person));
  }

  async #keep(space: Space): Promise<void> {
    const view = await viewSpace(this.keyring, space);
    this.spaces.update((old) => new Map(old).set(view.id, view));
    if (view.peer && !this.people.value.has(view.peer)) await this.#loadPerson(view.peer);
  }

  #patchSpace(id: string, change: Partial<SpaceView>): void {
    const space = this.spaces.value.get(id);
    if (space) this.spaces.update((old) => new Map(old).set(id, { ...space, ...change }));
  }
}
