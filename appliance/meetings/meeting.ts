/** One meeting: who is in it, and the conference that carries it. */
import type { MediaConference } from "../media/index.ts";
import { meetingErrors } from "./errors.ts";

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
  space: string;
  host: string;
  /** What telephones dial. */
  number: string;
  startedAt: number;
  capacity: number;
  participants: MeetingParticipant[];
}

export type ParticipantChange = Partial<Pick<MeetingParticipant, "muted" | "camera" | "screen">>;

export class Meeting {
  readonly id: string;
  readonly space: string;
  readonly host: string;
  readonly number: string;
  readonly startedAt: number;
  readonly capacity: number;
  readonly conference: MediaConference;
  readonly #participants = new Map<string, MeetingParticipant>();

  constructor(options: {
    id: string;
    space: string;
    host: string;
    number: string;
    startedAt: number;
    capacity: number;
    conference: MediaConference;
  }) {
    this.id = options.id;
    this.space = options.space;
    this.host = options.host;
    this.number = options.number;
    this.startedAt = options.startedAt;
    this.capacity = options.capacity;
    this.conference = options.conference;
  }

  get view(): MeetingView {
    const { id, space, host, number, startedAt, capacity } = this;
    return { id, space, host, number, startedAt, capacity, participants: [...this.#participants.values()] };
  }

  get size(): number {
    return this.#participants.size;
  }

  get participants(): MeetingParticipant[] {
    return [...this.#participants.values()];
  }

  /** Throws when everybody who fits is in. */
  add(participant: Pick<MeetingParticipant, "personId" | "name" | "kind">, now: number): MeetingParticipant {
    if (this.#participants.size >= this.capacity)
      throw meetingErrors("meeting-full", { capacity: this.capacity });
    const id = crypto.randomUUID();
    const added = { ...participant, id, muted: false, camera: false, screen: false, joinedAt: now };
    this.#participants.set(id, added);
    return added;
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
