/** Whiteboards and notes: an encrypted log of changes, cut short by snapshots that clients make. */
import { type Keepsake, keyOf, type Messaging } from "../messaging/index.ts";
import type { Clock, Database, EventLog, Stream } from "../platform/index.ts";
import { BoardRetention } from "./board-retention.ts";
import { boardErrors } from "./errors.ts";
import type { BoardRow, BoardsStore, ListedBoard, OperationRow } from "./store.ts";

export type BoardKind = BoardRow["kind"];

/** A board in a list. */
export interface Board {
  id: string;
  space: string;
  kind: BoardKind;
  /** Compact JWE. */
  title: string;
  /** Compact JWE of a small picture, of notes of their first words; null before the first snapshot. */
  thumbnail: string | null;
  createdBy: string;
  createdAt: number;
  changedAt: number;
  lastOperation: number;
  /** Its place in the order of events. */
  seq: number;
}

export interface NewBoard extends NewTitle {
  id: string;
  kind: BoardKind;
}

/** A title, and the blinded words by which it is found. */
export interface NewTitle {
  title: string;
  tokens: readonly string[];
}

export interface Operation {
  id: string;
  board: string;
  /** 1, 2, 3… in each board: a client that misses one asks for it. */
  number: number;
  author: string;
  /** Compact JWE. */
  body: string;
}

/** What a client needs to show a board, or to catch up. */
export interface BoardContent {
  board: Board;
  /** Only when the client is behind it. */
  snapshot: string | null;
  snapshotAt: number;
  operations: Operation[];
}

export class Boards {
  readonly #store: BoardsStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #messaging: Messaging;
  readonly #retention: BoardRetention;

  constructor(parts: {
    store: BoardsStore;
    db: Database;
    events: EventLog;
    stream: Stream;
    clock: Clock;
    messaging: Messaging;
  }) {
    this.#store = parts.store;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#stream = parts.stream;
    this.#clock = parts.clock;
    this.#messaging = parts.messaging;
    this.#retention = new BoardRetention({
      ...parts,
      announceDeleted: ({ spaceId, id }) => void this.#announce(spaceId, "board.deleted", id),
    });
  }

  /** What retention takes of them. */
  get keepsake(): Keepsake {
    return this.#retention.keepsake;
  }

  list(personId: string, spaceId: string): Board[] {
    this.#messaging.rights.requireMember(spaceId, personId);
    return this.#store.boardsIn(spaceId).map(toBoard);
  }

  /** Those that one made, in spaces where one still is. */
  own(personId: string): Board[] {
    const { rights } = this.#messaging;
    const rows = this.#store.boardsBy(personId);
    return rows.filter(({ spaceId }) => rights.isMember(spaceId, personId)).map(toBoard);
  }

  async create(personId: string, spaceId: string, input: NewBoard): Promise<Board> {
    await this.#db.write(() => {
      this.#requireWritable(personId, spaceId);
      this.#check(spaceId, input.id, input.title);
      const known = this.#store.board(input.id);
      if (known?.spaceId === spaceId && known.kind === input.kind) return;
      if (this.#store.exists(input.id)) throw boardErrors("board-id-taken");
      const now = this.#clock.now();
      const { id, kind, title, tokens } = input;
      const seq = this.#announce(spaceId, "board.created", id);
      const times = { createdAt: now, changedAt: now, seq };
      this.#store.createBoard({ id, spaceId, kind, title, createdBy: personId, ...times });
      this.#messaging.index.set(seq, tokens);
    });
    return toBoard(this.#require(personId, input.id));
  }

  async rename(personId: string, id: string, { title, tokens }: NewTitle): Promise<Board> {
    const { spaceId } = this.#require(personId, id);
    this.#check(spaceId, id, title);
    await this.#db.write(() => {
      this.#requireWritable(personId, spaceId);
      const row = this.#require(personId, id);
      if (this.#retention.isHeld(row)) this.#keepCopy(row, { title: row.title, snapshot: null });
      this.#store.updateBoard(id, { title });
      this.#messaging.index.set(row.seq, tokens);
      this.#announce(spaceId, "board.updated", id);
    });
    return toBoard(this.#require(personId, id));
  }

  /** Its maker and moderators of the space may. */
  async remove(personId: string, id: string): Promise<void> {
    await this.#db.write(() => {
      const { spaceId, createdBy, seq } = this.#require(personId, id);
      if (createdBy !== personId) this.#messaging.rights.requireModerator(spaceId, personId);
      if (this.#retention.isHeld({ id, spaceId, createdBy }))
        this.#store.updateBoard(id, { deletedAt: this.#clock.now() });
      else this.#store.removeBoard(id);
      this.#messaging.index.remove(seq);
      this.#announce(spaceId, "board.deleted", id);
    });
  }

  /** @param since number of the last operation that the client has; 0 for everything */
  content(personId: string, id: string, since: number): BoardContent {
    const row = this.#require(personId, id);
    const behind = since < row.snapshotAt;
    return {
      board: toBoard(row),
      snapshot: behind ? row.snapshot : null,
      snapshotAt: row.snapshotAt,
      operations: this.#store.operationsAfter(id, Math.max(since, row.snapshotAt)).map(toOperation),
    };
  }

  /**
   * Stores changes and shows them to everybody who is connected. They travel as volatile signals,
   * since the log keeps them: a client that misses a number asks for what it lacks.
   */
  async draw(personId: string, id: string, input: { id: string; body: string }): Promise<Operation> {
    const { spaceId } = this.#require(personId, id);
    this.#check(spaceId, id, input.body);
    const operation = await this.#db.write(() => {
      this.#requireWritable(personId, spaceId);
      const { lastOperation } = this.#require(personId, id);
      const known = this.#store.operation(input.id);
      if (known && (known.boardId !== id || known.authorId !== personId))
        throw boardErrors("operation-id-taken");
      if (known) return toOperation(known);
      const row = {
        id: input.id,
        boardId: id,
        number: lastOperation + 1,
        authorId: personId,
        body: input.body,
      };
      this.#store.addOperation(row);
      this.#store.addHand(id, personId);
      this.#store.updateBoard(id, { lastOperation: row.number, changedAt: this.#clock.now() });
      return toOperation(row);
    });
    this.#stream.signal(this.#messaging.spaces.memberIds(spaceId), "board", operation);
    return operation;
  }

  /** Replaces the operations up to `at` by everything as it was after it. */
  async snapshot(
    personId: string,
    id: string,
    input: { at: number; body: string; thumbnail: string },
  ): Promise<void> {
    const { spaceId } = this.#require(personId, id);
    this.#check(spaceId, id, input.body);
    this.#check(spaceId, id, input.thumbnail);
    await this.#db.write(() => {
      this.#requireWritable(personId, spaceId);
      const row = this.#require(personId, id);
      if (input.at > row.lastOperation || input.at < row.snapshotAt) throw boardErrors("snapshot-behind");
      const { body: snapshot, at: snapshotAt, thumbnail } = input;
      if (!this.#retention.isHeld(row)) this.#store.removeOperationsUpTo(id, snapshotAt);
      else if (row.snapshot !== null && !this.#store.hasDrawingCopy(id)) this.#keepCopy(row, row);
      this.#store.updateBoard(id, { snapshot, snapshotAt, thumbnail });
      this.#announce(spaceId, "board.updated", id);
    });
  }

  keysIn(spaceId: string): ReadonlySet<string> {
    return new Set(this.#store.ciphertextsIn(spaceId).map(keyOf));
  }

  /** The present state of a board for the stream, which has checked who may see its space. */
  state(id: string): Board | null {
    const row = this.#store.board(id);
    return row ? toBoard(row) : null;
  }

  #keepCopy({ id: boardId }: BoardRow, { title, snapshot }: Pick<BoardRow, "title" | "snapshot">): void {
    const replacedAt = this.#clock.now();
    this.#store.addCopy({ id: crypto.randomUUID(), boardId, replacedAt, title, snapshot });
  }

  #require(personId: string, id: string): BoardRow {
    const row = this.#store.board(id);
    if (!row || !this.#messaging.rights.isMember(row.spaceId, personId)) throw boardErrors("board-not-found");
    return row;
  }

  #requireWritable(personId: string, spaceId: string): void {
    const { rights } = this.#messaging;
    rights.requireWritable(spaceId, rights.requireMember(spaceId, personId));
  }

  #check(spaceId: string, board: string, jwe: string): void {
    this.#messaging.checkCiphertext(jwe, { sp: spaceId, mid: board });
  }

  #announce(spaceId: string, kind: string, subject: string): number {
    return this.#events.append({ topic: `space:${spaceId}`, kind, subject, payload: { space: spaceId } });
  }
}

const toOperation = ({ id, boardId, number, authorId, body }: OperationRow): Operation => ({
  id,
  board: boardId,
  number,
  author: authorId,
  body,
});

export const toBoard = (row: ListedBoard): Board => ({
  id: row.id,
  space: row.spaceId,
  kind: row.kind,
  title: row.title,
  thumbnail: row.thumbnail,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  lastOperation: row.lastOperation,
  seq: row.seq,
});
