/** Tables of spaces, of what is written in them, and of what each person keeps of it. */
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
  /** Since when nothing can be written any more; null while it is in use. */
  archivedAt: integer(),
  /** Only moderators change the members and the title. */
  locked: integer({ mode: "boolean" }).notNull().default(false),
  /** Only moderators write. */
  announcement: integer({ mode: "boolean" }).notNull().default(false),
  teamId: text(),
  /** The title once more, as a JWE under the team's key: its members see it before they join. */
  teamTitle: text(),
  /** Days that its moderators want messages and files kept, where that is shorter than the house's; null: as those. */
  retentionMessages: integer(),
  retentionFiles: integer(),
});

/** Spaces around one subject; its members see and join all of them. */
export const teams = sqliteTable("teams", {
  id: text().primaryKey(),
  /** Compact JWE under the team's own key. */
  name: text().notNull(),
  colour: integer().notNull().default(0),
  createdAt: integer().notNull(),
  archivedAt: integer(),
});

export const teamMembers = sqliteTable(
  "team_members",
  {
    teamId: text()
      .notNull()
      .references(() => teams.id),
    personId: text().notNull(),
    role: text({ enum: ["moderator", "member"] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.personId] }),
    index("team_members_person").on(table.personId),
  ],
);

/** A person's own words for spaces and messages. */
export const tags = sqliteTable(
  "tags",
  {
    id: text().primaryKey(),
    personId: text().notNull(),
    /** Compact JWE under the person's own key. */
    name: text().notNull(),
  },
  (table) => [index("tags_person").on(table.personId)],
);

export const taggings = sqliteTable(
  "taggings",
  {
    tagId: text()
      .notNull()
      .references(() => tags.id),
    /** A space, or a message in it. */
    subjectId: text().notNull(),
    spaceId: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tagId, table.subjectId] })],
);

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
    /** Of the message at the upper edge of what was being read; 0 for who read the newest. */
    placeSeq: integer().notNull().default(0),
    favourite: integer({ mode: "boolean" }).notNull().default(false),
    /** Favourites stand in the order of this number. */
    favouriteOrder: real().notNull().default(0),
    /** What is worth a notification; null for the person's usual. */
    notify: text({ enum: ["all", "mentions", "none"] }),
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
    index("messages_author").on(table.authorId, table.seq),
    index("messages_parent").on(table.parentId, table.seq),
    index("messages_seq").on(table.seq),
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
    /** Of that message: lists of files are in its order. */
    seq: integer(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("files_space").on(table.spaceId),
    index("files_message").on(table.messageId),
    index("files_seq").on(table.seq, table.spaceId),
  ],
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
    /** When the person was reminded; null until then. */
    remindedAt: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.messageId] }),
    index("flags_due").on(table.remindedAt, table.dueAt),
  ],
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
