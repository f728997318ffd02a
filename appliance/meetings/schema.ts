import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Meetings that were held in a space: who and when, nothing of what was said. */
export const meetingRecords = sqliteTable(
  "meeting_records",
  {
    id: text().primaryKey(),
    spaceId: text().notNull(),
    host: text().notNull(),
    /** Seq of the event that announced it: its place among the messages of the space. */
    seq: integer().notNull(),
    startedAt: integer().notNull(),
    /** When it was last known to run: it ended then, if the appliance stopped in its midst. */
    seenAt: integer().notNull(),
    /** Null while it runs. */
    endedAt: integer(),
    endSeq: integer(),
  },
  (table) => [index("meeting_records_space").on(table.spaceId, table.seq)],
);

/** From a participant's joining to their leaving; whoever comes back is here again. */
export const meetingAttendance = sqliteTable(
  "meeting_attendance",
  {
    participantId: text().primaryKey(),
    meetingId: text()
      .notNull()
      .references(() => meetingRecords.id),
    /** Null for a telephone that nobody is known to hold; `name` is then what it shows of itself. */
    personId: text(),
    name: text().notNull(),
    kind: text({ enum: ["browser", "phone"] }).notNull(),
    joinedAt: integer().notNull(),
    /** Null while they are in it. */
    leftAt: integer(),
  },
  (table) => [index("meeting_attendance_meeting").on(table.meetingId, table.joinedAt)],
);
