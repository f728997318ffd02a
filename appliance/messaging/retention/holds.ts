/** Legal holds on people and spaces: what they cover outlives retention and its authors' deleting. */
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import { messagingErrors } from "../errors.ts";
import type { MessageRow } from "../store.ts";
import type { Held } from "./retention.ts";
import type { HoldRow, RetentionStore } from "./store.ts";

export class Holds {
  readonly #store: RetentionStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;

  constructor(parts: { retention: RetentionStore; db: Database; events: EventLog; clock: Clock }) {
    this.#store = parts.retention;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  list(): HoldRow[] {
    return this.#store.holds();
  }

  place(by: string, hold: Pick<HoldRow, "kind" | "subject" | "reason">): Promise<HoldRow> {
    const row = { ...hold, id: crypto.randomUUID(), placedBy: by, placedAt: this.#clock.now() };
    return this.#db.write(() => {
      this.#store.addHold(row);
      const payload = { by, kind: row.kind, of: row.subject };
      this.#events.append({ topic: "admin", kind: "hold.placed", subject: row.id, payload });
      return row;
    });
  }

  /** For what rooms above keep. */
  held(): Held {
    const holds = this.#store.holds().filter(({ kind }) => kind === "person");
    return {
      people: new Set(holds.map(({ subject }) => subject)),
      space: (spaceId) => this.#store.isSpaceHeld(spaceId),
    };
  }

  /** What only this hold kept goes with the next sweep. */
  async release(by: string, id: string): Promise<void> {
    await this.#db.write(() => {
      if (!this.#store.removeHold(id)) throw messagingErrors("hold-not-found");
      this.#events.append({ topic: "admin", kind: "hold.released", subject: id, payload: { by } });
    });
  }

  /**
   * Inside a write, before somebody deletes a message: copies its texts and takes over its files where a hold
   * covers it. Returns whether the files' blobs must stay.
   */
  keepCopy(row: MessageRow, by: string): boolean {
    if (!this.#store.isHeld(row.id)) return false;
    const { id: messageId, spaceId, authorId } = row;
    const deletedAt = this.#clock.now();
    const writings = [
      ...this.#store.revisionsOf(messageId),
      { body: row.body, writtenAt: row.editedAt ?? row.createdAt },
    ];
    for (const { body, writtenAt } of writings)
      this.#store.holdMessage({ messageId, spaceId, authorId, body, writtenAt, deletedAt, deletedBy: by });
    for (const { id: fileId, size } of this.#store.filesOf(messageId))
      this.#store.holdFile({ fileId, messageId, size });
    return true;
  }
}
