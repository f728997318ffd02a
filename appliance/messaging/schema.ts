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
  (table) => [
    index("messages_space").on(table.spaceId, table.seq),
    index("messages_parent").on(table.parentId, table.seq),
    index("messages_time").on(table.spaceId, table.createdAt),
  ],
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

/** What a message was before each edit. */
export const revisions = sqliteTable(
  "revisions",
  {
    messageId: text()
      .notNull()
      .references(() => messages.id),
    /** When this text was written: the message's creation or an earlier edit. */
    writtenAt: integer().notNull(),
    /** Compact JWE, as in the message. */
    body: text().notNull(),
  },
  (table) => [index("revisions_message").on(table.messageId, table.writtenAt)],
);

export const reactions = sqliteTable(
  "reactions",
  {
    /** Made by the client: reacting twice with one id stores once. */
    id: text().primaryKey(),
    messageId: text()
      .notNull()
      .references(() => messages.id),
    personId: text().notNull(),
    /** Compact JWE of the emoji, bound to the space and the message. */
    emoji: text().notNull(),
  },
  (table) => [index("reactions_message").on(table.messageId)],
);

/** Messages that a person keeps for later. */
export const flags = sqliteTable(
  "flags",
  {
    personId: text().notNull(),
    messageId: text()
      .notNull()
      .references(() => messages.id),
    /** Milliseconds since the epoch at which to remind; null for none. */
    dueAt: integer(),
    createdAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.messageId] })],
);

/** What a person is still writing; the same on all their clients. */
export const drafts = sqliteTable(
  "drafts",
  {
    personId: text().notNull(),
    spaceId: text()
      .notNull()
      .references(() => spaces.id),
    /** The space, or the message whose thread it will join. */
    placeId: text().notNull(),
    /** Compact JWE, bound to the space and the place. */
    body: text().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.placeId] })],
);

/** How a person wants to be reached and what others may see. */
export const preferences = sqliteTable("preferences", {
  personId: text().primaryKey(),
  value: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
});
