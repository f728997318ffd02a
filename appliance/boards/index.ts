/** Whiteboards and notes of a space, encrypted in the browser. */
import type { Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, Stream } from "../platform/index.ts";
import { BoardList } from "./board-list.ts";
import { Boards } from "./boards.ts";
import { boardRoutes } from "./routes.ts";
import { createBoardsStore } from "./store.ts";

export type { ListedBoard } from "./board-list.ts";
export type { Board, BoardContent, BoardKind, Boards, Operation } from "./boards.ts";
export type { BoardErrorCode } from "./errors.ts";

export interface BoardsRoom {
  boards: Boards;
  routes: ReturnType<typeof boardRoutes>;
  /** Ids of the keys that the boards of a space are encrypted with. */
  keysIn(spaceId: string): ReadonlySet<string>;
}

export function createBoards(options: {
  db: Database;
  events: EventLog;
  stream: Stream;
  clock: Clock;
  messaging: Messaging;
}): BoardsRoom {
  const store = createBoardsStore(options.db.orm);
  const boards = new Boards({ store, ...options });
  const list = new BoardList({ store, ...options });
  options.stream.hydrate("board", ({ subject }) => boards.state(subject));
  return { boards, routes: boardRoutes(boards, list), keysIn: (spaceId) => boards.keysIn(spaceId) };
}
