/** Meetings: of a space or out of calls, joined by browsers and telephones, gone when the last has left. */
import { randomInt } from "node:crypto";
import type { Calling, ServiceCall } from "../calling/index.ts";
import type { Media } from "../media/index.ts";
import type { Messaging } from "../messaging/index.ts";
import type { Directory, Person } from "../people/index.ts";
import type { Clock, Database, EventLog, Logger, Stream } from "../platform/index.ts";
import { applyControl, type HostControl } from "./controls.ts";
import { meetingErrors } from "./errors.ts";
import { Meeting, type MeetingParticipant, type MeetingView, type ParticipantChange } from "./meeting.ts";
import { amongPeople, inSpace, isOfCalls, type Place } from "./place.ts";
import type { MeetingRecords } from "./records.ts";

/** Meetings' numbers: eight, then six digits. */
const numberPattern = /^8\d{6}$/;
/** How many may show each other pictures beside a call: two people on several browsers. */
const callCapacity = 8;
/** A browser that lost its connection may come back within this; a meeting that nobody enters is over after it. */
const absence = 20_000;

export interface MeetingsParts {
  db: Database;
  events: EventLog;
  stream: Stream;
  clock: Clock;
  log: Logger;
  directory: Directory;
  messaging: Messaging;
  media: Media;
  calling: Calling;
  records: MeetingRecords;
}

type OpenOptions = Pick<ConstructorParameters<typeof Meeting>[0], "place" | "host" | "capacity">;

export class Meetings {
  readonly #parts: MeetingsParts;
  readonly #meetings = new Map<string, Meeting>();
  /** Spaces and calls whose meeting is being started, so that two who press at once get one. */
  readonly #starting = new Map<string, Promise<Meeting>>();
  readonly #telephones = new Map<string, ServiceCall>();

  constructor(parts: MeetingsParts) {
    this.#parts = parts;
    parts.stream.hydrate("meeting", ({ subject }) => this.#meetings.get(subject)?.view ?? null);
    parts.events.listen(({ kind, subject, payload }) => {
      if (kind === "membership.deleted") this.#dropFrom(String(payload.space), subject);
    });
    parts.calling.ownCalls.onEnd((call) => {
      const pictures = this.#at((place) => place.call === call);
      if (pictures) void this.#close(pictures);
    });
    parts.calling.onConferenceKey((calls, personId) => this.#gatherFor(personId, calls));
    parts.stream.onPresence((personId, connected) => {
      if (!connected) parts.clock.after(absence, () => this.#dropAbsent(personId));
    });
  }

  get count(): number {
    return this.#meetings.size;
  }

  /** Meetings that run in the spaces of a person, and those of their calls. */
  of(personId: string): MeetingView[] {
    return [...this.#meetings.values()]
      .filter(({ place }) => place.isMember(personId))
      .map(({ view }) => view);
  }

  /** The meeting of the space; started when there is none. */
  start(space: string, person: Person): Promise<MeetingView> {
    const { messaging, directory } = this.#parts;
    messaging.spaces.requireMember(space, person.id);
    const capacity = directory.entitlements(person.id).meetingSize;
    const here = (place: Place) => place.space === space;
    // Whoever is invited may come: only opening one is a matter of the offer.
    if (!this.#at(here) && !this.#starting.has(space)) directory.requireEntitled(person.id, "meetings");
    return this.#running(space, here, {
      place: inSpace(messaging, space),
      host: person.id,
      capacity,
    });
  }

  /** The pictures beside one of the person's calls; started when there are none. */
  async startBeside(call: string, person: Person): Promise<MeetingView> {
    this.#parts.directory.requireEntitled(person.id, "video");
    const people = this.#parts.calling.ownCalls.peopleOn(call);
    if (!people.includes(person.id)) throw meetingErrors("meeting-not-found");
    const place = amongPeople(people, call);
    const options = { place, host: person.id, capacity: callCapacity };
    const view = await this.#running(call, (one) => one.call === call, options);
    const opened = this.#meetings.get(view.id);
    if (this.#parts.calling.ownCalls.peopleOn(call).length > 0 || !opened) return view;
    await this.#close(opened); // the call ended while they were opened
    throw meetingErrors("meeting-not-found");
  }

  /**
   * Puts the person's calls together: everybody on them is in one meeting, the person once.
   * @param calls ids
   */
  async gather(calls: readonly string[], person: Person): Promise<MeetingView> {
    const { ownCalls } = this.#parts.calling;
    this.#parts.directory.requireEntitled(person.id, "calling");
    ownCalls.requireAll(person.id, calls);
    const people = [...new Set(calls.flatMap((call) => ownCalls.peopleOn(call)))];
    const { meetingSize } = this.#parts.directory.entitlements(person.id);
    const place = amongPeople(people);
    const capacity = Math.max(meetingSize, callCapacity);
    const meeting = await this.#open({ place, host: person.id, capacity });
    try {
      await ownCalls.gather(person.id, calls, meeting);
    } catch (error) {
      await this.#close(meeting);
      throw error;
    }
    return meeting.view;
  }

  /** For a telephone's key; resolves with the status that says how it went. */
  async #gatherFor(personId: string, calls: readonly string[]): Promise<number> {
    const person = this.#parts.directory.find(personId);
    if (!person) return 403;
    try {
      await this.gather(calls, person);
      return 200;
    } catch (error) {
      this.#parts.log.warn("a telephone's calls were not put together", { error });
      return 480;
    }
  }

  join(id: string, person: Person): { participant: MeetingParticipant; meeting: MeetingView } {
    const meeting = this.#require(id, person.id);
    const participant = meeting.add(
      { personId: person.id, name: person.name, kind: "browser" },
      this.#parts.clock.now(),
    );
    this.#parts.records.joined(meeting, participant);
    this.#changed(meeting);
    return { participant, meeting: meeting.view };
  }

  publish(id: string, participant: string, person: Person, sdp: string): Promise<string> {
    return this.#own(id, participant, person).conference.publish(participant, sdp);
  }

  /** @param restart for a browser that is in another network now */
  subscribe(id: string, participant: string, person: Person, restart: boolean): Promise<string> {
    return this.#own(id, participant, person).conference.subscribe(participant, restart);
  }

  subscribed(id: string, participant: string, person: Person, sdp: string): Promise<void> {
    return this.#own(id, participant, person).conference.subscribed(participant, sdp);
  }

  /** How large the participant's browser shows what it receives: pixels by stream, 0 for not at all. */
  show(id: string, participant: string, person: Person, heights: Record<string, number>): Promise<void> {
    return this.#own(id, participant, person).conference.show(participant, heights);
  }

  change(id: string, participant: string, person: Person, change: ParticipantChange): void {
    const meeting = this.#own(id, participant, person);
    meeting.change(participant, change);
    if (change.muted !== undefined) void meeting.conference.mute(participant, change.muted);
    this.#changed(meeting);
  }

  /** What the host does to others. It is kept in the event log, with who did it. */
  async control(id: string, person: Person, control: HostControl): Promise<void> {
    const meeting = this.#require(id, person.id);
    if (meeting.host !== person.id) throw meetingErrors("host-needed");
    await applyControl(meeting, person.id, control, {
      mute: async ({ id: participant }) => {
        meeting.change(participant, { muted: true });
        await meeting.conference.mute(participant, true);
        this.#tell(meeting, participant, "meeting.muted", { participant });
      },
      remove: async ({ id: participant }) => {
        this.#tell(meeting, participant, "meeting.expelled", { participant });
        await this.#remove(meeting, participant);
      },
    });
    const { db, events } = this.#parts;
    const { space } = meeting.place;
    const payload = { ...(space && { space }), by: person.id, ...control };
    const topic = space ? `space:${space}` : `person:${person.id}`;
    const event = { topic, kind: "meeting.controlled", subject: meeting.id, payload };
    await db.write(() => void events.append(event));
    this.#changed(meeting);
  }

  async leave(id: string, participant: string, person: Person): Promise<void> {
    await this.#remove(this.#own(id, participant, person), participant);
  }

  /** Ends it for everybody; the host may. */
  async end(id: string, person: Person): Promise<void> {
    const meeting = this.#require(id, person.id);
    if (meeting.host !== person.id) throw meetingErrors("host-needed");
    await this.#close(meeting);
  }

  hasNumber(dialled: string): boolean {
    return numberPattern.test(dialled) && this.#byNumber(dialled) !== undefined;
  }

  idOfNumber(dialled: string): string {
    return this.#byNumber(dialled)?.id ?? dialled;
  }

  /** A telephone has dialled the meeting's number. */
  async takeCall(call: ServiceCall): Promise<void> {
    const meeting = this.#byNumber(call.dialled);
    if (!meeting) throw meetingErrors("meeting-not-found");
    const { name, personId } = call.caller;
    const participant = meeting.add({ personId, name, kind: "phone" }, this.#parts.clock.now());
    if (isOfCalls(meeting.place)) call.joins(meeting.id);
    const leave = () => void this.#remove(meeting, participant.id);
    call.onEnd = leave;
    try {
      if (!(await call.answer())) return leave();
      await meeting.conference.joinLeg(participant.id, call.leg);
    } catch (error) {
      leave();
      throw error;
    }
    if (!meeting.find(participant.id)) return; // it hung up meanwhile
    this.#telephones.set(participant.id, call);
    this.#parts.records.joined(meeting, participant);
    this.#changed(meeting);
  }

  async close(): Promise<void> {
    this.#parts.records.close();
    await Promise.all([...this.#meetings.values()].map((meeting) => this.#close(meeting)));
  }

  #at(fits: (place: Place) => boolean): Meeting | undefined {
    return [...this.#meetings.values()].find(({ place }) => fits(place));
  }

  /** The one that runs there; opened once, when several ask at the same time. */
  async #running(key: string, fits: (place: Place) => boolean, options: OpenOptions): Promise<MeetingView> {
    const running = this.#at(fits);
    if (running) return running.view;
    const starting = this.#starting.get(key) ?? this.#open(options);
    this.#starting.set(key, starting);
    try {
      return (await starting).view;
    } finally {
      this.#starting.delete(key);
    }
  }

  async #open(options: OpenOptions): Promise<Meeting> {
    const { media, clock } = this.#parts;
    const id = crypto.randomUUID();
    const conference = await media.conference(id);
    const startedAt = clock.now();
    const meeting = new Meeting({ ...options, id, number: this.#freeNumber(), startedAt, conference });
    conference.onTracks = (participants) => {
      for (const participant of participants)
        this.#tell(meeting, participant, "meeting.tracks", { participant });
    };
    conference.onSpeakers = (speakers) => {
      for (const { id: participant } of meeting.participants)
        this.#tell(meeting, participant, "meeting.speakers", { speakers });
    };
    conference.onLost = () => void this.#close(meeting); // everybody may come back to a new one
    this.#meetings.set(id, meeting);
    clock.after(absence, () => {
      if (meeting.size === 0) void this.#close(meeting); // nobody came
    });
    await this.#parts.records.begin(meeting);
    return meeting;
  }

  async #remove(meeting: Meeting, participant: string): Promise<void> {
    const personId = meeting.find(participant)?.personId;
    if (!meeting.remove(participant)) return;
    this.#parts.records.left(meeting, participant);
    this.#noteActivity(personId);
    const telephone = this.#telephones.get(participant);
    this.#telephones.delete(participant);
    await meeting.conference.leave(participant).catch(() => {}); // the conference may be gone already
    telephone?.hangUp();
    if (meeting.size === 0 || this.#endsWithout(meeting, personId)) await this.#close(meeting);
    else this.#changed(meeting);
  }

  /**
   * Whether who has left put the calls together, is there no more, and the house lets nobody stay without them. Nobody is
   * taken from help.
   */
  #endsWithout({ place, host, participants }: Meeting, personId: string | undefined): boolean {
    const { calling } = this.#parts;
    const { hostLeaves } = calling.conferences.policy;
    if (hostLeaves === "others-stay" || !isOfCalls(place) || personId !== host) return false;
    return participants.every((other) => {
      const caller = this.#telephones.get(other.id)?.caller;
      return other.personId !== personId && !(caller && calling.isHelp(caller, place.memberIds));
    });
  }

  async #close(meeting: Meeting): Promise<void> {
    if (!this.#meetings.delete(meeting.id)) return;
    for (const { id, personId } of meeting.participants) {
      meeting.remove(id);
      this.#noteActivity(personId);
      this.#telephones.get(id)?.hangUp();
      this.#telephones.delete(id);
    }
    this.#changed(meeting);
    await meeting.conference.close();
    await this.#parts.records.end(meeting);
  }

  #changed(meeting: Meeting): void {
    this.#parts.stream.signal(meeting.place.memberIds, "meeting", meeting.view);
    for (const { personId } of meeting.participants) this.#noteActivity(personId);
  }

  #noteActivity(personId: string | undefined): void {
    if (!personId) return;
    const meets = [...this.#meetings.values()].some(
      ({ place, participants }) =>
        place.call === undefined && participants.some((participant) => participant.personId === personId),
    );
    this.#parts.messaging.presence.setActivity(personId, "meeting", meets);
  }

  #tell(meeting: Meeting, participant: string, name: string, data: Record<string, unknown>): void {
    const personId = meeting.find(participant)?.personId;
    if (personId) this.#parts.stream.signal([personId], name, { meeting: meeting.id, ...data });
  }

  #dropAbsent(personId: string): void {
    if (this.#parts.stream.isConnected(personId)) return;
    for (const meeting of this.#meetings.values())
      for (const { id, personId: owner, kind } of meeting.participants)
        if (owner === personId && kind === "browser") void this.#remove(meeting, id);
  }

  /** Whoever leaves the space leaves its meeting. */
  #dropFrom(space: string, personId: string): void {
    for (const meeting of this.#meetings.values())
      if (meeting.place.space === space)
        for (const { id, personId: owner } of meeting.participants)
          if (owner === personId) void this.#remove(meeting, id);
  }

  #require(id: string, personId: string): Meeting {
    const meeting = this.#meetings.get(id);
    if (!meeting?.place.isMember(personId)) throw meetingErrors("meeting-not-found");
    return meeting;
  }

  /** The meeting, when the participant in it is this person's own. */
  #own(id: string, participant: string, person: Person): Meeting {
    const meeting = this.#require(id, person.id);
    if (meeting.find(participant)?.personId !== person.id) throw meetingErrors("meeting-not-found");
    return meeting;
  }

  #byNumber(number: string): Meeting | undefined {
    return [...this.#meetings.values()].find((meeting) => meeting.number === number);
  }

  #freeNumber(): string {
    for (;;) {
      const number = `8${String(randomInt(1_000_000)).padStart(6, "0")}`;
      const taken = this.#parts.directory.findByExtension(number) || this.#parts.calling.answersElse(number);
      if (!taken) return number; // of meetings too: the room answers their numbers as a service
    }
  }
}
