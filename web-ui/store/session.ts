/** Everything that the signed-in person's app knows, kept in step with the appliance by the stream. */

import type { MeetingView } from "../../appliance/meetings/index.ts";
import type { ClientPolicy, Message, Presence, Receipt } from "../../appliance/messaging/index.ts";
import type { Person } from "../../appliance/people/index.ts";
import { Keyring, overHttp } from "../crypto/keyring.ts";
import { CareStore } from "./care.ts";
import { Conversation } from "./conversation.ts";
import { Conversations } from "./conversations.ts";
import { Here } from "./here.ts";
import { Listeners } from "./listeners.ts";
import { MarkStore } from "./marks.ts";
import { learnOwn, type Me } from "./me.ts";
import { MeetingRecords } from "./meeting-records.ts";
import { NotificationStore } from "./notifications.ts";
import { Outbox } from "./outbox.ts";
import { OwnCallList } from "./own-calls.ts";
import { PeopleStore } from "./people.ts";
import { PolicyStore } from "./policy.ts";
import { ReadingPlaces } from "./reading-places.ts";
import { RunningMeetings } from "./running-meetings.ts";
import { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import { SpaceStore } from "./spaces.ts";
import { StreamClient, type StreamEvent } from "./stream.ts";
import { TeamStore } from "./teams.ts";
import { Uploads } from "./uploads.ts";
import type { Vault } from "./vault.ts";

export type { SpaceView } from "./space-list.ts";

export class Session {
  /** The person's own account; what they may do changes while the app is open. */
  readonly account: Signal<Me>;
  readonly keyring: Keyring;
  readonly people = new PeopleStore();
  readonly spaces: SpaceStore;
  readonly running = new RunningMeetings();
  readonly meetingRecords = new MeetingRecords();
  readonly #calls = new OwnCallList();
  readonly stream: StreamClient;
  readonly here: Here;
  readonly marks: MarkStore;
  readonly places = new ReadingPlaces((space) => this.spaces.byId.value.get(space)?.placeSeq ?? 0);
  readonly notifications: NotificationStore;
  readonly policy = new PolicyStore();
  readonly teams: TeamStore;
  readonly care: CareStore;
  readonly vault: Vault;
  readonly outbox: Outbox;
  /** Why the last thing that was shown at once is as it was before. */
  readonly trouble = new Signal<unknown>(undefined);
  closed = false;
  readonly #shown = Promise.withResolvers<void>();
  #caughtUp = false;
  readonly #onCaughtUp = new Set<() => void>();
  readonly #conversations = new Conversations<Conversation>();
  readonly #uploads = new Map<string, Uploads>();
  readonly #events = new Listeners<StreamEvent>();
  readonly #signals = new Listeners<unknown>();
  readonly #onHide = () => document.visibilityState === "hidden" && this.#saveOwn();

  constructor(me: Me, vault: Vault, onSignedOut: () => void) {
    this.account = new Signal(me);
    this.vault = vault;
    this.keyring = new Keyring(overHttp, vault);
    this.marks = new MarkStore((space) => this.sealed(space), vault.keep);
    this.teams = new TeamStore(this.keyring, me.person.id, vault.keep);
    this.spaces = new SpaceStore({
      me: me.person.id,
      keyring: this.keyring,
      people: this.people,
      teams: this.teams,
      onPeople: () => this.watchPresence(),
    });
    this.care = new CareStore(vault.keep, me.person.role !== "guest");
    this.notifications = new NotificationStore(vault.keep);
    this.outbox = new Outbox({
      vault,
      sealedSpace: (space) => this.sealed(space),
      onChange: (view) => this.conversation(view.space, view.parent ?? undefined).receiveOwn(view),
    });
    this.stream = new StreamClient({
      onEvent: (event) => void this.#receive(event),
      onSignal: ({ name, data }) => this.#signals.tell(name, data),
      onSignedOut,
      onTooOld: () => location.reload(),
    });
    this.here = new Here(this.stream);
    this.onSignal("presence", (data) => this.here.receivePresence(data as Record<string, Presence>));
    this.onSignal("typing", (data) => this.here.receiveTyping(data as { space: string; person: string }));
    this.#calls.follow(this);
    this.onSignal("meeting", (data) => this.running.keep(data as MeetingView));
    this.onSignal("messaging.policy", (data) => this.policy.value.set(data as ClientPolicy));
    this.onSignal("read", (data) => this.marks.receiveRead(data as { space: string } & Receipt));
    this.stream.onConnect(() => {
      this.watchPresence();
      this.outbox.nudge();
      void this.#sendStrokes();
      this.#saveOwn();
      void this.policy.load(vault.keep).catch(() => {}); // the next connection asks again
      this.spaces.makeUp();
    });
    document.addEventListener("visibilitychange", this.#onHide);
  }

  close(): void {
    this.closed = true;
    document.removeEventListener("visibilitychange", this.#onHide);
    this.outbox.close();
    this.places.close();
    for (const uploads of this.#uploads.values()) uploads.close();
    this.stream.close();
  }

  get me(): Me {
    return this.account.value;
  }

  /** For what nobody waits for: the person hears of it when it is refused. */
  attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.trouble.set(error));
  }

  /** When the app stands on the screen for the first time: what nobody waits for begins then. */
  get shown(): Promise<void> {
    return this.#shown.promise;
  }

  wasShown(): void {
    this.#shown.resolve();
  }

  /**
   * Acts once, when what was kept has been asked for anew and the stream is followed: what was asked for before that
   * may have changed without an event that reached this app. Never in a session that did not begin from what was kept,
   * which is why views that go must take back what they wait with.
   * @returns how to take it back
   */
  whenCaughtUp(act: () => void): () => void {
    const once = () => {
      if (this.#onCaughtUp.delete(once)) act();
    };
    this.#onCaughtUp.add(once);
    if (this.#caughtUp) queueMicrotask(once);
    return () => void this.#onCaughtUp.delete(once);
  }

  hasCaughtUp(): void {
    this.#caughtUp = true;
    for (const once of [...this.#onCaughtUp]) queueMicrotask(once);
  }

  /** What was shown before the stream was followed is asked for anew. */
  refreshConversations(): void {
    for (const conversation of this.#conversations.all()) void conversation.makeUp();
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

  /** Calls that ring for the person now. */
  get ringingCalls() {
    return this.#calls.ringing;
  }

  get typing() {
    return this.here.typing;
  }

  /** The conversation of a space, or the thread of one of its messages. */
  conversation(space: string, thread?: string): Conversation {
    return this.#conversations.use(thread ?? space, () => this.#conversationOf(space, thread));
  }

  /** Somebody is about to look at a space: what they will see is asked for. */
  prepare(space: string): void {
    this.#conversations.prepare(space, () => this.#conversationOf(space), Date.now())?.prepare();
  }

  #conversationOf(space: string, thread?: string): Conversation {
    const { outbox, vault } = this;
    const parts = { space: this.sealed(space), me: this.me.person.id, outbox, vault };
    return new Conversation(thread ? { ...parts, thread } : parts);
  }

  /** The files that are on their way up for a space, or for the thread of one of its messages. */
  uploads(space: string, place: string): Uploads {
    const known = this.#uploads.get(place);
    if (known) return known;
    const made = new Uploads(space);
    this.#uploads.set(place, made);
    return made;
  }

  /** What encrypts for a space. */
  sealed(space: string): SealedSpace {
    const currentKey = () => this.spaces.byId.value.get(space)?.key ?? "";
    return new SealedSpace({ id: space, keyring: this.keyring, currentKey });
  }

  /** Calls `listener` for volatile signals of this name; returns the way to stop. */
  onSignal(name: string, listener: (data: unknown) => void): () => void {
    return this.#signals.on(name, listener);
  }

  /** The same for events of this kind. */
  onEvent(kind: string, listener: (event: StreamEvent) => void): () => void {
    return this.#events.on(kind, listener);
  }

  /** Asks for the presence of those whose dots are on the screen. */
  watchPresence(): void {
    const peers = [...this.spaces.byId.value.values()].flatMap(({ peer }) => (peer ? [peer] : []));
    const members = [...this.spaces.members.value.values()].flatMap((list) =>
      list.map(({ personId }) => personId),
    );
    this.here.watch([this.me.person.id, ...peers, ...members, ...this.people.byId.value.keys()]);
  }

  async #receive(event: StreamEvent): Promise<void> {
    this.#events.tell(event.kind, event);
    const space = (event.payload as { space?: string }).space ?? event.subject;
    switch (event.kind) {
      case "message.created":
      case "message.updated":
      case "message.deleted":
      case "message.reacted":
        this.#receiveMessage(event);
        return;
      case "flag.changed":
      case "draft.changed":
      case "preferences.changed":
        return this.marks.receive(event);
      case "notification.created":
      case "notifications.changed":
        return this.notifications.receive(event);
      case "team.updated":
      case "team.left":
        return this.teams.loadTeams();
      case "tag.changed":
        return this.teams.loadTags();
      case "care.changed":
      case "care.desks":
      case "care.duty":
        return this.care.receive(event);
      case "person.created":
      case "person.updated":
        if (event.state) this.people.receive(event.state as Person);
        if (event.subject === this.me.person.id) await this.#learnOwn();
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
        void this.#conversations.find(space)?.reload();
        break;
      case "space.placed":
        this.places.receive(event.subject, Number((event.payload as { placeSeq: number }).placeSeq));
        break;
      case "space.left":
        this.care.forget(space);
    }
    await this.spaces.receive(event);
  }

  #saveOwn(): void {
    void this.marks.saveDrafts();
    void this.places.saveAll();
  }

  /** What an earlier page drew and could not send; its code is loaded only then. */
  async #sendStrokes(): Promise<void> {
    if (!(await this.vault.hasStrokes())) return;
    const { strokesOf } = await import("../boards/strokes.ts");
    await strokesOf(this).resume();
  }

  async #learnOwn(): Promise<void> {
    try {
      this.account.set(await learnOwn(this.vault.keep));
    } catch {
      // The line broke: what one may do is as it was until the next change or start, and the appliance refuses the rest.
    }
  }

  #receiveMessage({ kind, state }: StreamEvent): void {
    const message = state as Message | null;
    if (!message) return;
    const { parent, thread, space, author } = message;
    const place = parent ?? space;
    if (this.#conversations.wasLetGo(place)) void this.vault.keepMessages([message]);
    this.#conversations.find(place)?.receive(message);
    if (parent !== null) this.#conversations.find(space)?.receiveThread(parent, thread);
    this.here.hasWritten(space, author);
    this.spaces.receiveMessage(kind, message);
  }
}
