/** The statements of this room. */
import { and, asc, desc, eq, gt, isNull, lte } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { boardOperations, boards } from "./schema.ts";

export type BoardRow = typeof boards.$inferSelect;

export function createBoardsStore(orm: Orm) {
  return {
    board: (id: string) =>
      orm
        .select()
        .from(boards)
        .where(and(eq(boards.id, id), isNull(boards.deletedAt)))
        .get(),
    boardsIn: (spaceId: string) =>
      orm
        .select()
        .from(boards)
        .where(and(eq(boards.spaceId, spaceId), isNull(boards.deletedAt)))
        .orderBy(desc(boards.changedAt))
        .all(),
    /** Those that somebody made, oldest first. */
    boardsBy: (personId: string) =>
      orm
        .select()
        .from(boards)
        .where(and(eq(boards.createdBy, personId), isNull(boards.deletedAt)))
        .orderBy(asc(boards.createdAt))
        .all(),
    /** Those too that only a hold keeps. */
    allBoards: (spaceId?: string) =>
      orm
        .select()
        .from(boards)
        .where(spaceId === undefined ? undefined : eq(boards.spaceId, spaceId))
        .all(),
    createBoard: (row: typeof boards.$inferInsert) => void orm.insert(boards).values(row).run(),
    updateBoard: (id: string, change: Partial<BoardRow>) =>
      void orm.update(boards).set(change).where(eq(boards.id, id)).run(),
    removeBoard(id: string): void {
      orm.delete(boardOperations).where(eq(boardOperations.boardId, id)).run();
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
