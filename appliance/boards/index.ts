/** Whiteboards of a space, encrypted in the browser. */
import type { Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, Stream } from "../platform/index.ts";
import { Boards } from "./boards.ts";
import { boardRoutes } from "./routes.ts";
import { createBoardsStore } from "./store.ts";

export type { Board, BoardContent, Boards, Operation } from "./boards.ts";
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
  const boards = new Boards({ store: createBoardsStore(options.db.orm), ...options });
  options.stream.hydrate("board", ({ subject }) => boards.state(subject));
  return { boards, routes: boardRoutes(boards), keysIn: (spaceId) => boards.keysIn(spaceId) };
}
