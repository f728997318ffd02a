import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const boards = sqliteTable(
  "boards",
  {
    /** Made by the client: creating twice creates once. */
    id: text().primaryKey(),
    spaceId: text().notNull(),
    /** Compact JWE, as everything of a board. */
    title: text().notNull(),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    changedAt: integer().notNull(),
    /** Number of the newest operation. */
    lastOperation: integer().notNull().default(0),
    /** All elements as they were after operation `snapshotAt`, and a small picture of them. */
    snapshot: text(),
    snapshotAt: integer().notNull().default(0),
    thumbnail: text(),
    /** When it was deleted while a legal hold covered it: nobody sees it any more, and it goes with the hold. */
    deletedAt: integer(),
  },
  (table) => [index("boards_space").on(table.spaceId, table.changedAt)],
);

/** Changed elements, in the order of their numbers; what a snapshot holds is gone from here. */
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
