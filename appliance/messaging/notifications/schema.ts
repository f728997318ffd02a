/** Tables of what waits for people, and of what they were told by e-mail. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const notificationKinds = [
  "mention",
  "direct",
  "reply",
  "reaction",
  "reminder",
  "invitation",
  "care",
  "emergency",
  "missed-call",
  "voicemail",
] as const;

/** What waits in a person's notification centre. */
export const notifications = sqliteTable(
  "notifications",
  {
    personId: text().notNull(),
    /** The event that it tells of. */
    seq: integer().notNull(),
    kind: text({ enum: notificationKinds }).notNull(),
    /** A message, a space, a call or a voicemail. */
    subject: text().notNull(),
    spaceId: text(),
    /** Who did it, where that is a person of the house. */
    actorId: text(),
    /** What a caller showed who is none; of an emergency call the number that was called; empty otherwise. */
    caller: text().notNull().default(""),
    at: integer().notNull(),
    readAt: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.seq] }),
    index("notifications_unread").on(table.personId, table.readAt),
    index("notifications_subject").on(table.subject),
    index("notifications_time").on(table.at),
  ],
);

/** Up to which notification people were told by e-mail, and when. */
export const digests = sqliteTable("digests", {
  personId: text().primaryKey(),
  seq: integer().notNull(),
  sentAt: integer().notNull(),
});
