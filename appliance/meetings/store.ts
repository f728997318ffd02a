/** The statements of this room. */
import { and, asc, desc, eq, inArray, isNull, lt } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { meetingAttendance, meetingRecords } from "./schema.ts";

export type RecordRow = typeof meetingRecords.$inferSelect;
export type AttendanceRow = typeof meetingAttendance.$inferSelect;

export function createMeetingsStore(orm: Orm) {
  return {
    addRecord: (row: typeof meetingRecords.$inferInsert) => void orm.insert(meetingRecords).values(row).run(),
    running: () => orm.select().from(meetingRecords).where(isNull(meetingRecords.endedAt)).all(),
    /** The newest before seq `before`, the newest first. */
    recordsIn: (spaceId: string, before: number, limit: number): RecordRow[] =>
      orm
        .select()
        .from(meetingRecords)
        .where(and(eq(meetingRecords.spaceId, spaceId), lt(meetingRecords.seq, before)))
        .orderBy(desc(meetingRecords.seq))
        .limit(limit)
        .all(),
    seen: (ids: readonly string[], seenAt: number) =>
      void orm
        .update(meetingRecords)
        .set({ seenAt })
        .where(inArray(meetingRecords.id, [...ids]))
        .run(),
    /** Whoever is still in it leaves with its end. */
    endRecord(id: string, endedAt: number, endSeq: number): void {
      orm.update(meetingRecords).set({ endedAt, endSeq }).where(eq(meetingRecords.id, id)).run();
      orm
        .update(meetingAttendance)
        .set({ leftAt: endedAt })
        .where(and(eq(meetingAttendance.meetingId, id), isNull(meetingAttendance.leftAt)))
        .run();
    },
    removeRecord(id: string): void {
      orm.delete(meetingAttendance).where(eq(meetingAttendance.meetingId, id)).run();
      orm.delete(meetingRecords).where(eq(meetingRecords.id, id)).run();
    },
    endedBefore: (spaceId: string, seq: number) =>
      orm
        .select({ id: meetingRecords.id })
        .from(meetingRecords)
        .where(and(eq(meetingRecords.spaceId, spaceId), lt(meetingRecords.endSeq, seq)))
        .all(),
    addAttendance: (row: typeof meetingAttendance.$inferInsert) =>
      void orm.insert(meetingAttendance).values(row).run(),
    endAttendance: (participantId: string, leftAt: number) =>
      void orm
        .update(meetingAttendance)
        .set({ leftAt })
        .where(eq(meetingAttendance.participantId, participantId))
        .run(),
    attendance: (meetingId: string): AttendanceRow[] =>
      orm
        .select()
        .from(meetingAttendance)
        .where(eq(meetingAttendance.meetingId, meetingId))
        .orderBy(asc(meetingAttendance.joinedAt))
        .all(),
  };
}

export type MeetingsStore = ReturnType<typeof createMeetingsStore>;
