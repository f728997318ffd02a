/** What retention takes of boards, and which of them a legal hold keeps from it. */
import type { Due, Keepsake, Messaging } from "../messaging/index.ts";
import type { Database } from "../platform/index.ts";
import type { BoardRow, BoardsStore, ListedBoard } from "./store.ts";

type HeldBoard = Pick<BoardRow, "id" | "createdBy" | "spaceId">;

interface Parts {
  store: BoardsStore;
  db: Database;
  messaging: Messaging;
  /** Inside a write: the board is gone. */
  announceDeleted(board: ListedBoard): void;
}

export class BoardRetention {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isHeld(row: HeldBoard): boolean {
    return this.#holds()(row);
  }

  readonly keepsake: Keepsake = {
    kind: "boards",
    count: (due) => this.#outdated(due).length,
    take: (due, limit) =>
      this.#parts.db.erase(() => {
        const over = this.#outdated(due).slice(0, limit);
        this.#remove(over);
        return over.length;
      }),
    release: () =>
      this.#parts.db.erase(() => {
        const { store } = this.#parts;
        const isHeld = this.#holds();
        const free = store.allBoards().filter((row) => !isHeld(row));
        const [deleted = [], kept = []] = [true, false].map((gone) =>
          free.filter(({ deletedAt }) => (deletedAt !== null) === gone),
        );
        this.#remove(deleted);
        for (const { id, snapshotAt } of kept) {
          store.removeOperationsUpTo(id, snapshotAt);
          store.removeCopies(id);
        }
      }),
  };

  /** Those that nobody changed for as long as messages of their space are kept. */
  #outdated(due: Due): ListedBoard[] {
    const isHeld = this.#holds();
    return this.#parts.store
      .allBoards()
      .filter((row) => row.changedAt < (due.beforeIn(row.spaceId) ?? 0) && !isHeld(row));
  }

  #remove(rows: readonly ListedBoard[]): void {
    const { store, messaging, announceDeleted } = this.#parts;
    for (const row of rows) {
      store.removeBoard(row.id);
      messaging.index.remove(row.seq);
      announceDeleted(row);
    }
  }

  /**
   * Which boards a legal hold covers now: those of a held space, and those that a held person made, drew on, or can
   * see. Who drew what is not to be told from the snapshots of earlier versions.
   */
  #holds(): (row: HeldBoard) => boolean {
    const { store, messaging } = this.#parts;
    const held = messaging.holds.held();
    const drawnOn = store.drawnOnBy(held.people);
    return ({ id, createdBy, spaceId }) =>
      held.people.has(createdBy) || drawnOn.has(id) || held.space(spaceId);
  }
}
