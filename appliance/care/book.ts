/** The requests on disk, and who is told when one changes. */
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { careErrors } from "./errors.ts";
import type { CareStore, RequestRow } from "./store.ts";
import { type CareRequest, viewOf } from "./view.ts";

interface BookParts {
  store: CareStore;
  db: Database;
  events: EventLog;
  clock: Clock;
}

export class RequestBook {
  readonly #parts: BookParts;

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** Throws `request-not-found`. */
  require(id: string): RequestRow {
    const row = this.#parts.store.request(id);
    if (!row) throw careErrors("request-not-found");
    return row;
  }

  /** Who was asked and has not passed it on. */
  asked(id: string): string[] {
    return this.#parts.store
      .offers(id)
      .filter(({ passedAt }) => passedAt === null)
      .map(({ personId }) => personId);
  }

  change(row: RequestRow, change: Partial<RequestRow>): Promise<void> {
    return this.#parts.db.write(() => {
      this.#parts.store.updateRequest(row.id, change);
      this.announce(row);
    });
  }

  async solve(id: string): Promise<void> {
    const row = this.require(id);
    if (row.solvedAt === null) await this.change(row, { solvedAt: this.#parts.clock.now(), deadline: null });
  }

  /** Inside a write: to those who have a part in it, and to nobody else who may be in the space. */
  announce({ id, askerId, spaceId }: RequestRow): void {
    for (const person of new Set([askerId, ...this.asked(id)]))
      this.#parts.events.append({
        topic: `person:${person}`,
        kind: "care.changed",
        subject: id,
        payload: { space: spaceId },
      });
  }

  view(row: RequestRow): CareRequest {
    return viewOf(row, this.#parts.store.desk(row.deskId), this.asked(row.id));
  }
}
