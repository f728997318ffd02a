/** One meeting: who is in it, and the conference that carries it. */
import type { MediaConference } from "../media/index.ts";
import { meetingErrors } from "./errors.ts";
import type { Place } from "./place.ts";

export interface MeetingParticipant {
  id: string;
  /** Undefined for a telephone that nobody is known to hold. */
  personId: string | undefined;
  name: string;
  kind: "browser" | "phone";
  muted: boolean;
  camera: boolean;
  screen: boolean;
  joinedAt: number;
}

export interface MeetingView {
  id: string;
  /** Undefined for a meeting that came out of calls. */
  space: string | undefined;
  /** The call whose pictures these are; its sound stays where it is. */
  call: string | undefined;
  host: string;
  /** Nobody else gets in. */
  locked: boolean;
  /** What telephones dial. */
  number: string;
  startedAt: number;
  capacity: number;
  participants: MeetingParticipant[];
}

export type ParticipantChange = Partial<Pick<MeetingParticipant, "muted" | "camera" | "screen">>;

export class Meeting {
  readonly id: string;
  readonly place: Place;
  host: string;
  locked = false;
  readonly number: string;
  readonly startedAt: number;
  readonly capacity: number;
  readonly conference: MediaConference;
  readonly #expelled = new Set<string>();
  readonly #participants = new Map<string, MeetingParticipant>();

  constructor(options: {
    id: string;
    place: Place;
    host: string;
    number: string;
    startedAt: number;
    capacity: number;
    conference: MediaConference;
  }) {
    this.id = options.id;
    this.place = options.place;
    this.host = options.host;
    this.number = options.number;
    this.startedAt = options.startedAt;
    this.capacity = options.capacity;
    this.conference = options.conference;
  }

  get view(): MeetingView {
    const { id, host, locked, number, startedAt, capacity, participants } = this;
    const { space, call } = this.place;
    return { id, space, call, host, locked, number, startedAt, capacity, participants };
  }

  get size(): number {
    return this.#participants.size;
  }

  get participants(): MeetingParticipant[] {
    return [...this.#participants.values()];
  }

  /** Throws when everybody who fits is in, and for those whom the host does not let in. */
  add(participant: Pick<MeetingParticipant, "personId" | "name" | "kind">, now: number): MeetingParticipant {
    const { personId } = participant;
    if (personId && this.#expelled.has(personId)) throw meetingErrors("expelled");
    if (this.locked && personId !== this.host) throw meetingErrors("meeting-locked");
    if (this.#participants.size >= this.capacity)
      throw meetingErrors("meeting-full", { capacity: this.capacity });
    const id = crypto.randomUUID();
    const added = { ...participant, id, muted: false, camera: false, screen: false, joinedAt: now };
    this.#participants.set(id, added);
    return added;
  }

  /** For as long as the meeting lasts; telephones that nobody is known to hold can only be locked out. */
  expel(personId: string | undefined): void {
    if (personId) this.#expelled.add(personId);
  }

  change(id: string, change: ParticipantChange): void {
    const participant = this.#participants.get(id);
    if (participant) this.#participants.set(id, { ...participant, ...change });
  }

  remove(id: string): boolean {
    return this.#participants.delete(id);
  }

  /** Whose participant this is; undefined when it is not there. */
  find(id: string): MeetingParticipant | undefined {
    return this.#participants.get(id);
  }
}
