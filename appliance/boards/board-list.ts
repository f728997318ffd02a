/** Boards among the files of one's spaces: listed in the order of events, and found by their titles. */
import { sql } from "drizzle-orm";
import type { Messaging, SpacesQuery } from "../messaging/index.ts";
import { type Board, toBoard } from "./boards.ts";
import type { BoardsStore } from "./store.ts";

/** Without its picture: a list shows names. */
export type ListedBoard = Omit<Board, "thumbnail">;

export class BoardList {
  readonly #store: BoardsStore;
  readonly #messaging: Messaging;

  constructor(parts: { store: BoardsStore; messaging: Messaging }) {
    this.#store = parts.store;
    this.#messaging = parts.messaging;
  }

  /** At most `limit` before place `before`, newest first: in one space, or in all of one's own. */
  page(personId: string, spaceId: string | undefined, before: number, limit: number): ListedBoard[] {
    const { spaces, rights } = this.#messaging;
    if (spaceId !== undefined) rights.requireMember(spaceId, personId);
    const among = spaceId === undefined ? spaces.idsByRecency(personId) : [spaceId];
    return this.#store.boardsBefore(among, before, limit).map(listed);
  }

  /** The newest whose titles hold what is asked for. */
  find(personId: string, query: SpacesQuery): ListedBoard[] {
    const { search, index } = this.#messaging;
    const found = search.newest(personId, query, (space, tokens, stretch) =>
      index.newest(sql`boards`, space, tokens, stretch),
    );
    return found.flatMap(({ id }) => this.#store.listedBoard(id) ?? []).map(listed);
  }
}

const listed = (row: Parameters<typeof toBoard>[0]): ListedBoard => {
  const { thumbnail: _, ...board } = toBoard(row);
  return board;
};
