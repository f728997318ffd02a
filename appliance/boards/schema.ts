import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const boards = sqliteTable(
  "boards",
  {
    /** Made by the client: creating twice creates once. */
    id: text().primaryKey(),
    spaceId: text().notNull(),
    /** Whether people draw on it or write in it: the appliance treats both alike. */
    kind: text({ enum: ["drawing", "notes"] })
      .notNull()
      .default("drawing"),
    /** Compact JWE, as everything of a board. */
    title: text().notNull(),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    /** The event that announced it: boards stand among messages in the order of events, and in the blind index. */
    seq: integer().notNull().default(0),
    changedAt: integer().notNull(),
    /** Number of the newest operation. */
    lastOperation: integer().notNull().default(0),
    /** Everything as it was after operation `snapshotAt`, and a small picture of it or its first words. */
    snapshot: text(),
    snapshotAt: integer().notNull().default(0),
    thumbnail: text(),
    /** When it was deleted while a legal hold covered it: nobody sees it any more, and it goes with the hold. */
    deletedAt: integer(),
  },
  (table) => [
    index("boards_space").on(table.spaceId, table.changedAt),
    index("boards_seq").on(table.spaceId, table.seq),
  ],
);

/** Who has drawn on what: a snapshot does not say it. */
export const boardHands = sqliteTable(
  "board_hands",
  {
    boardId: text()
      .notNull()
      .references(() => boards.id),
    personId: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.boardId, table.personId] }),
    index("board_hands_person").on(table.personId),
  ],
);

/**
 * What a legal hold keeps of what was replaced: each title, and the drawing as it was when the hold began to count.
 * From there on the log keeps every stroke.
 */
export const boardCopies = sqliteTable(
  "board_copies",
  {
    id: text().primaryKey(),
    boardId: text()
      .notNull()
      .references(() => boards.id),
    replacedAt: integer().notNull(),
    title: text().notNull(),
    /** Null where only the title was replaced. */
    snapshot: text(),
  },
  (table) => [index("board_copies_board").on(table.boardId)],
);

/** Changed elements or pieces of text, in the order of their numbers; what a snapshot holds is gone from here. */
export const boardOperations = sqliteTable(
  "board_operations",
  {
    /** Made by the client: sending twice stores once. */
    id: text().primaryKey(),
    boardId: text()
      .notNull()
      .references(() => boards.id),
    /** 1, 2, 3… in each board. */
    number: integer().notNull(),
    authorId: text().notNull(),
    body: text().notNull(),
  },
  (table) => [index("board_operations_board").on(table.boardId, table.number)],
);
