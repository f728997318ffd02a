/** Tables of legal holds, and of what is kept for them alone. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Legal holds: what they cover is kept whatever retention and people want. */
export const holds = sqliteTable("holds", {
  id: text().primaryKey(),
  kind: text({ enum: ["person", "space"] }).notNull(),
  /** The person or the space. */
  subject: text().notNull(),
  reason: text().notNull(),
  placedBy: text().notNull(),
  placedAt: integer().notNull(),
});

/** What a message said, each time it was written, when it was deleted under a hold. */
export const heldMessages = sqliteTable(
  "held_messages",
  {
    messageId: text().notNull(),
    spaceId: text().notNull(),
    authorId: text().notNull(),
    /** Compact JWE, as in the message. */
    body: text().notNull(),
    writtenAt: integer().notNull(),
    deletedAt: integer().notNull(),
    deletedBy: text().notNull(),
  },
  (table) => [
    index("held_messages_message").on(table.messageId),
    index("held_messages_space").on(table.spaceId),
  ],
);

/** Files of such messages; their blobs stay where they were. */
export const heldFiles = sqliteTable("held_files", {
  fileId: text().primaryKey(),
  messageId: text().notNull(),
  /** Bytes of ciphertext. */
  size: integer().notNull(),
});
