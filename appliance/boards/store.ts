/** The statements of this room. */
import {
  and,
  asc,
  type Column,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  sql,
} from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { boardCopies, boardHands, boardOperations, boards } from "./schema.ts";

export type BoardRow = typeof boards.$inferSelect;
export type OperationRow = typeof boardOperations.$inferSelect;

/** All but the drawing: that is up to 32 MB, and a list does not show it. */
const { snapshot: _drawing, ...listed } = getTableColumns(boards);
export type ListedBoard = Omit<BoardRow, "snapshot">;

/** Of a ciphertext, in characters: enough for its header, which names its key. */
const headerLength = 1000;

export function createBoardsStore(orm: Orm) {
  const forget = (id: string) => {
    for (const table of [boardOperations, boardHands, boardCopies])
      orm.delete(table).where(eq(table.boardId, id)).run();
  };
  return {
    board: (id: string) =>
      orm
        .select()
        .from(boards)
        .where(and(eq(boards.id, id), isNull(boards.deletedAt)))
        .get(),
    /** Also where a hold alone keeps it. */
    exists: (id: string) =>
      orm.select({ id: boards.id }).from(boards).where(eq(boards.id, id)).get() !== undefined,
    listedBoard: (id: string): ListedBoard | undefined =>
      orm
        .select(listed)
        .from(boards)
        .where(and(eq(boards.id, id), isNull(boards.deletedAt)))
        .get(),
    /** Newest first, before a place in the order of events. */
    boardsBefore: (spaceIds: readonly string[], before: number, limit: number): ListedBoard[] =>
      orm
        .select(listed)
        .from(boards)
        .where(and(inArray(boards.spaceId, [...spaceIds]), lt(boards.seq, before), isNull(boards.deletedAt)))
        .orderBy(desc(boards.seq))
        .limit(limit)
        .all(),
    boardsIn: (spaceId: string): ListedBoard[] =>
      orm
        .select(listed)
        .from(boards)
        .where(and(eq(boards.spaceId, spaceId), isNull(boards.deletedAt)))
        .orderBy(desc(boards.changedAt))
        .all(),
    /** Those that somebody made, oldest first. */
    boardsBy: (personId: string): ListedBoard[] =>
      orm
        .select(listed)
        .from(boards)
        .where(and(eq(boards.createdBy, personId), isNull(boards.deletedAt)))
        .orderBy(asc(boards.createdAt))
        .all(),
    /** Those too that only a hold keeps. */
    allBoards: (): ListedBoard[] => orm.select(listed).from(boards).all(),
    /** The boards on which any of these people has drawn. */
    drawnOnBy: (people: Iterable<string>): ReadonlySet<string> =>
      new Set(
        orm
          .selectDistinct({ id: boardHands.boardId })
          .from(boardHands)
          .where(inArray(boardHands.personId, [...people]))
          .all()
          .map(({ id }) => id),
      ),
    addHand: (boardId: string, personId: string) =>
      void orm.insert(boardHands).values({ boardId, personId }).onConflictDoNothing().run(),
    addCopy: (row: typeof boardCopies.$inferInsert) => void orm.insert(boardCopies).values(row).run(),
    hasDrawingCopy: (boardId: string): boolean =>
      orm
        .select({ id: boardCopies.id })
        .from(boardCopies)
        .where(and(eq(boardCopies.boardId, boardId), isNotNull(boardCopies.snapshot)))
        .limit(1)
        .get() !== undefined,
    removeCopies: (boardId: string) =>
      void orm.delete(boardCopies).where(eq(boardCopies.boardId, boardId)).run(),
    /** The beginnings of everything that is encrypted in a space's boards. */
    ciphertextsIn(spaceId: string): string[] {
      const start = (column: Column) => sql<string | null>`substr(${column}, 1, ${headerLength})`;
      const of = orm
        .select({
          id: boards.id,
          a: start(boards.title),
          b: start(boards.snapshot),
          c: start(boards.thumbnail),
        })
        .from(boards)
        .where(eq(boards.spaceId, spaceId))
        .all();
      const ids = of.map(({ id }) => id);
      const copies = orm
        .select({ a: start(boardCopies.title), b: start(boardCopies.snapshot) })
        .from(boardCopies)
        .where(inArray(boardCopies.boardId, ids))
        .all();
      const operations = orm
        .select({ a: start(boardOperations.body) })
        .from(boardOperations)
        .where(inArray(boardOperations.boardId, ids))
        .all();
      return [
        ...of.flatMap(({ a, b, c }) => [a, b, c]),
        ...copies.flatMap(({ a, b }) => [a, b]),
        ...operations.map(({ a }) => a),
      ].filter((text) => text !== null);
    },
    createBoard: (row: typeof boards.$inferInsert) => void orm.insert(boards).values(row).run(),
    updateBoard: (id: string, change: Partial<BoardRow>) =>
      void orm.update(boards).set(change).where(eq(boards.id, id)).run(),
    removeBoard(id: string): void {
      forget(id);
      orm.delete(boards).where(eq(boards.id, id)).run();
    },
    operation: (id: string) => orm.select().from(boardOperations).where(eq(boardOperations.id, id)).get(),
    operationsAfter: (boardId: string, number: number) =>
      orm
        .select()
        .from(boardOperations)
        .where(and(eq(boardOperations.boardId, boardId), gt(boardOperations.number, number)))
        .orderBy(asc(boardOperations.number))
        .all(),
    addOperation: (row: typeof boardOperations.$inferInsert) =>
      void orm.insert(boardOperations).values(row).run(),
    removeOperationsUpTo: (boardId: string, number: number) =>
      void orm
        .delete(boardOperations)
        .where(and(eq(boardOperations.boardId, boardId), lte(boardOperations.number, number)))
        .run(),
  };
}

export type BoardsStore = ReturnType<typeof createBoardsStore>;
