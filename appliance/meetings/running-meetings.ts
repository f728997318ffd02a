/** The meetings that run: how they begin, who leaves them, how they end. */
import { randomInt } from "node:crypto";
import type { Calling, ServiceCall } from "../calling/index.ts";
import type { Media } from "../media/index.ts";
import type { Messaging } from "../messaging/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Database, EventLog, Logger, Stream } from "../platform/index.ts";
import { meetingErrors } from "./errors.ts";
import { Meeting, type MeetingView } from "./meeting.ts";
import { isOfCalls, type Place } from "./place.ts";
import type { MeetingRecords } from "./records.ts";

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

/** A call on its way into a meeting. */
interface OnTheWay {
  connected: Promise<void>;
  done: Promise<void>;
}

export class RunningMeetings {
  readonly #parts: MeetingsParts;
  readonly #meetings = new Map<string, Meeting>();
  /** Spaces and calls whose meeting is being started, so that two who press at once get one. */
  readonly #starting = new Map<string, Promise<Meeting>>();
  readonly #telephones = new Map<string, ServiceCall>();
  /** Those in which not everybody has arrived whose calls were put together: none of them is over. */
  readonly #gathering = new Set<Meeting>();

  constructor(parts: MeetingsParts) {
    this.#parts = parts;
    parts.stream.hydrate("meeting", ({ subject }) => this.#meetings.get(subject)?.view ?? null);
    parts.events.listen(({ kind, subject, payload }) => {
      if (kind === "membership.deleted") this.#dropFrom(String(payload.space), subject);
    });
    parts.calling.ownCalls.onEnd((call) => {
      const pictures = this.at((place) => place.call === call);
      if (pictures) void this.close(pictures);
    });
    parts.stream.onPresence((personId, connected) => {
      if (!connected) parts.clock.after(absence, () => this.#dropAbsent(personId));
    });
  }

  get all(): Meeting[] {
    return [...this.#meetings.values()];
  }

  find(id: string): Meeting | undefined {
    return this.#meetings.get(id);
  }

  /** @throws for whoever does not belong to it, as if there were none */
  require(id: string, personId: string): Meeting {
    const meeting = this.#meetings.get(id);
    if (!meeting?.place.isMember(personId)) throw meetingErrors("meeting-not-found");
    return meeting;
  }

  at(fits: (place: Place) => boolean): Meeting | undefined {
    return this.all.find(({ place }) => fits(place));
  }

  /** Whether one runs there or is about to. @param key as for `once` */
  isAt(key: string, fits: (place: Place) => boolean): boolean {
    return this.at(fits) !== undefined || this.#starting.has(key);
  }

  /** The telephone that a participant is on: hung up when the participant leaves. */
  seat(participant: string, call: ServiceCall): void {
    this.#telephones.set(participant, call);
  }

  /** The one that runs there; opened once, when several ask at the same time. */
  async once(key: string, fits: (place: Place) => boolean, options: OpenOptions): Promise<MeetingView> {
    const running = this.at(fits);
    if (running) return running.view;
    const starting = this.#starting.get(key) ?? this.open(options);
    this.#starting.set(key, starting);
    try {
      return (await starting).view;
    } finally {
      this.#starting.delete(key);
    }
  }

  async open(options: OpenOptions): Promise<Meeting> {
    const { media, clock } = this.#parts;
    const id = crypto.randomUUID();
    const conference = await media.conference(id);
    const startedAt = clock.now();
    const meeting = new Meeting({ ...options, id, number: this.#freeNumber(), startedAt, conference });
    conference.onTracks = (participants) => {
      for (const participant of participants)
        this.tell(meeting, participant, "meeting.tracks", { participant });
    };
    conference.onSpeakers = (speakers) => {
      for (const { id: participant } of meeting.participants)
        this.tell(meeting, participant, "meeting.speakers", { speakers });
    };
    conference.onLost = () => void this.close(meeting); // everybody may come back to a new one
    this.#meetings.set(id, meeting);
    clock.after(absence, () => {
      if (meeting.size === 0) void this.close(meeting); // nobody came
    });
    await this.#parts.records.begin(meeting);
    return meeting;
  }

  async remove(meeting: Meeting, participant: string): Promise<void> {
    const personId = meeting.find(participant)?.personId;
    if (!meeting.remove(participant)) return;
    this.#parts.records.left(meeting, participant);
    this.#noteActivity(personId);
    const telephone = this.#telephones.get(participant);
    this.#telephones.delete(participant);
    await meeting.conference.leave(participant).catch(() => {}); // the conference may be gone already
    telephone?.hangUp();
    await this.#closeWithout(meeting, personId);
  }

  /**
   * Sends people into a meeting; resolves when they are on their way. What somebody's leaving meant meanwhile is seen to
   * when they are there, or gone.
   */
  async gathering(meeting: Meeting, send: () => Promise<readonly OnTheWay[]>): Promise<void> {
    this.#gathering.add(meeting);
    try {
      const calls = await send();
      void Promise.all(calls.map(({ connected, done }) => Promise.race([connected, done]))).then(() => {
        this.#gathering.delete(meeting);
        return this.#closeWithout(meeting, meeting.host);
      });
    } catch (error) {
      this.#gathering.delete(meeting);
      throw error;
    }
  }

  /** Closes it where it is over once this person, or a telephone of nobody's, has left. */
  async #closeWithout(meeting: Meeting, personId: string | undefined): Promise<void> {
    const isOver = meeting.size === 0 || this.#endsWithout(meeting, personId);
    if (isOver && !this.#gathering.has(meeting)) await this.close(meeting);
    else this.changed(meeting);
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

  async close(meeting: Meeting): Promise<void> {
    if (!this.#meetings.delete(meeting.id)) return;
    for (const { id, personId } of meeting.participants) {
      meeting.remove(id);
      this.#noteActivity(personId);
      this.#telephones.get(id)?.hangUp();
      this.#telephones.delete(id);
    }
    this.changed(meeting);
    await meeting.conference.close();
    await this.#parts.records.end(meeting);
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((meeting) => this.close(meeting)));
  }

  changed(meeting: Meeting): void {
    this.#parts.stream.signal(meeting.place.memberIds, "meeting", meeting.view);
    for (const { personId } of meeting.participants) this.#noteActivity(personId);
  }

  #noteActivity(personId: string | undefined): void {
    if (!personId) return;
    const meets = this.all.some(
      ({ place, participants }) =>
        place.call === undefined && participants.some((participant) => participant.personId === personId),
    );
    this.#parts.messaging.presence.setActivity(personId, "meeting", meets);
  }

  tell(meeting: Meeting, participant: string, name: string, data: Record<string, unknown>): void {
    const personId = meeting.find(participant)?.personId;
    if (personId) this.#parts.stream.signal([personId], name, { meeting: meeting.id, ...data });
  }

  #dropAbsent(personId: string): void {
    if (this.#parts.stream.isConnected(personId)) return;
    for (const meeting of this.#meetings.values())
      for (const { id, personId: owner, kind } of meeting.participants)
        if (owner === personId && kind === "browser") void this.remove(meeting, id);
  }

  /** Whoever leaves the space leaves its meeting. */
  #dropFrom(space: string, personId: string): void {
    for (const meeting of this.#meetings.values())
      if (meeting.place.space === space)
        for (const { id, personId: owner } of meeting.participants)
          if (owner === personId) void this.remove(meeting, id);
  }

  byNumber(number: string): Meeting | undefined {
    return this.all.find((meeting) => meeting.number === number);
  }

  #freeNumber(): string {
    for (;;) {
      const number = `8${String(randomInt(1_000_000)).padStart(6, "0")}`;
      const taken = this.#parts.directory.findByExtension(number) || this.#parts.calling.answersElse(number);
      if (!taken) return number; // of meetings too: the room answers their numbers as a service
    }
  }
}
