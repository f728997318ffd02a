/** What a meeting leaves in its space: when it was, who took part, and what was shared meanwhile. */
import type { Boards } from "../boards/index.ts";
import type { Messaging, Stretch } from "../messaging/index.ts";
import type { Clock, Database, EventLog, Logger, Timer } from "../platform/index.ts";
import type { Meeting, MeetingParticipant } from "./meeting.ts";
import type { AttendanceRow, MeetingsStore, RecordRow } from "./store.ts";

/** Between two notes that a meeting still runs: so much of its length is lost when the appliance is killed. */
const beat = 30_000;

export interface Attendance {
  /** Null for a telephone that nobody is known to hold. */
  person: string | null;
  name: string;
  kind: "browser" | "phone";
  joinedAt: number;
  /** Null while they are in it. */
  leftAt: number | null;
}

/** `messages`, `first`, `shared`: what was written while it ran, its files still encrypted. */
export interface MeetingRecord extends Stretch {
  id: string;
  space: string;
  host: string;
  /** Its place among the messages of the space. */
  seq: number;
  startedAt: number;
  /** Null while it runs. */
  endedAt: number | null;
  attendance: Attendance[];
  /** Ids of the boards that were made meanwhile. */
  boards: string[];
}

export interface RecordsParts {
  store: MeetingsStore;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  messaging: Messaging;
  boards: Boards;
}

export class MeetingRecords {
  readonly #parts: RecordsParts;
  readonly #running = new Set<string>();
  #timer: Timer | undefined;

  constructor(parts: RecordsParts) {
    this.#parts = parts;
    parts.events.listen(({ kind, subject }) => {
      if (kind === "space.expired") this.#note(this.#expire(subject));
    });
  }

  /** Ends what a stop of the appliance has cut off, when it was last known to run. */
  async recover(): Promise<void> {
    const { db, store } = this.#parts;
    await db.write(() => {
      for (const row of store.running()) {
        const times = store.attendance(row.id).flatMap(({ joinedAt, leftAt }) => [joinedAt, leftAt ?? 0]);
        this.#finish(row.id, row.spaceId, Math.max(row.seenAt, ...times));
      }
    });
  }

  /** A space's members learn of a meeting by an event, so that those who come back later do too. */
  async begin({ id, place, host, startedAt }: Meeting): Promise<void> {
    const { db, store } = this.#parts;
    const { space } = place;
    if (!space) return;
    await db.write(() => {
      const seq = this.#append(space, "meeting.started", id);
      store.addRecord({ id, spaceId: space, host, seq, startedAt, seenAt: startedAt });
    });
    this.#running.add(id);
    this.#timer ??= this.#parts.clock.after(beat, () => this.#beat());
  }

  joined({ id: meetingId, place }: Meeting, participant: MeetingParticipant): void {
    if (!place.space) return;
    const { id: participantId, personId = null, name, kind, joinedAt } = participant;
    const row = { participantId, meetingId, personId, name, kind, joinedAt };
    this.#note(this.#parts.db.write(() => this.#parts.store.addAttendance(row)));
  }

  left({ place }: Meeting, participant: string): void {
    if (!place.space) return;
    const at = this.#parts.clock.now();
    this.#note(this.#parts.db.write(() => this.#parts.store.endAttendance(participant, at)));
  }

  async end({ id, place }: Meeting): Promise<void> {
    const { db, clock } = this.#parts;
    const { space } = place;
    if (!space) return;
    this.#running.delete(id);
    await db.write(() => this.#finish(id, space, clock.now()));
  }

  /** The newest meetings of the space before seq `before`, the newest first; for its members. */
  list(personId: string, spaceId: string, before: number, limit: number): MeetingRecord[] {
    const { messaging, boards, store } = this.#parts;
    messaging.rights.requireMember(spaceId, personId);
    const made = boards.list(personId, spaceId);
    return store.recordsIn(spaceId, before, limit).map((row) => ({
      ...this.#view(row),
      boards: made
        .filter(({ createdAt }) => createdAt >= row.startedAt && createdAt <= (row.endedAt ?? createdAt))
        .map(({ id }) => id),
    }));
  }

  close(): void {
    this.#timer?.cancel();
  }

  #view(row: RecordRow): Omit<MeetingRecord, "boards"> {
    const { id, spaceId: space, host, seq, startedAt, endedAt } = row;
    const written = this.#parts.messaging.messages.between(space, seq, row.endSeq ?? Number.MAX_SAFE_INTEGER);
    const attendance = this.#parts.store.attendance(id).map(toAttendance);
    return { id, space, host, seq, startedAt, endedAt, attendance, ...written };
  }

  /** Inside a write. A meeting that nobody came to leaves nothing. */
  #finish(id: string, space: string, at: number): void {
    const { store } = this.#parts;
    const seq = this.#append(space, "meeting.ended", id);
    if (store.attendance(id).length > 0) store.endRecord(id, at, seq);
    else store.removeRecord(id);
  }

  #append(space: string, kind: "meeting.started" | "meeting.ended", subject: string): number {
    return this.#parts.events.append({ topic: `space:${space}`, kind, subject, payload: { space } });
  }

  /** The records go with the messages of their time. */
  async #expire(space: string): Promise<void> {
    const { db, store, messaging } = this.#parts;
    await db.write(() => {
      const oldest = messaging.messages.oldest(space) ?? Number.MAX_SAFE_INTEGER;
      for (const { id } of store.endedBefore(space, oldest)) store.removeRecord(id);
    });
  }

  #beat(): void {
    const { db, store, clock } = this.#parts;
    this.#timer = undefined;
    if (this.#running.size === 0) return;
    this.#note(db.write(() => store.seen([...this.#running], clock.now())));
    this.#timer = clock.after(beat, () => this.#beat());
  }

  /** What cannot be written down does not disturb the meeting. */
  #note(written: Promise<void>): void {
    written.catch((error) => this.#parts.log.error("a meeting's record is not complete", { error }));
  }
}

const toAttendance = ({ personId, name, kind, joinedAt, leftAt }: AttendanceRow): Attendance => ({
  person: personId,
  name,
  kind,
  joinedAt,
  leftAt,
});
