import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const spaces = sqliteTable("spaces", {
  id: text().primaryKey(),
  kind: text({ enum: ["direct", "group"] }).notNull(),
  /** Compact JWE of the title; null for direct spaces, which are named after the other person. */
  title: text(),
  /** Both members' ids in order, `a:b`: there is one direct space for two people. */
  pair: text().unique(),
  createdBy: text().notNull(),
  createdAt: integer().notNull(),
  /** Seq of the newest message, 0 before the first. */
  lastSeq: integer().notNull().default(0),
  lastAt: integer().notNull(),
});

export const memberships = sqliteTable(
  "memberships",
  {
    spaceId: text()
      .notNull()
      .references(() => spaces.id),
    personId: text().notNull(),
    role: text({ enum: ["moderator", "member"] }).notNull(),
    joinedAt: integer().notNull(),
    /** Messages up to here are read. */
    readSeq: integer().notNull().default(0),
    favourite: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.spaceId, table.personId] }),
    index("memberships_person").on(table.personId),
  ],
);

export const messages = sqliteTable(
  "messages",
  {
    /** Made by the client: sending twice stores once. */
    id: text().primaryKey(),
    spaceId: text()
      .notNull()
      .references(() => spaces.id),
    authorId: text().notNull(),
    /** The event that announced it: the order of messages is the order of events. */
    seq: integer().notNull(),
    /** Key that encrypts the body. */
    key: text().notNull(),
    /** Compact JWE; empty once deleted. */
    body: text().notNull(),
    parentId: text(),
    /** Ids of people mentioned, or `all`; in the clear because notifications need them. */
    mentions: text({ mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
    editedAt: integer(),
    deletedAt: integer(),
  },
  (table) => [index("messages_space").on(table.spaceId, table.seq)],
);

export const files = sqliteTable(
  "files",
  {
    id: text().primaryKey(),
    spaceId: text()
      .notNull()
      .references(() => spaces.id),
    uploaderId: text().notNull(),
    /** Bytes of ciphertext, known before the first arrives. */
    size: integer().notNull(),
    complete: integer({ mode: "boolean" }).notNull().default(false),
    /** The message that carries it; name, type and key are in that message's body. */
    messageId: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("files_space").on(table.spaceId), index("files_message").on(table.messageId)],
);
