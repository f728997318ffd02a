/** Where the person reads in each space: the same on all their clients, soon after they stop scrolling. */
import { ApiError, api, call } from "../api/client.ts";

/** Milliseconds after the last turn of the wheel. */
const saveAfter = 300;
/** And after the appliance could not be reached, where no new connection comes before. */
const retryAfter = 5000;

export class ReadingPlaces {
  /** By space: what the appliance does not have yet, also because it could not be reached. */
  readonly #saving = new Map<string, { seq: number; timer: ReturnType<typeof setTimeout> }>();

  /** The place that was put down here and is not saved yet. */
  waiting(space: string): number | undefined {
    return this.#saving.get(space)?.seq;
  }

  /** @param seq of the message at the upper edge; 0 for who reads the newest */
  set(space: string, seq: number): void {
    clearTimeout(this.#saving.get(space)?.timer);
    this.#saving.set(space, { seq, timer: setTimeout(() => void this.save(space), saveAfter) });
  }

  /** Saves at once what waits: the space or the page is being left. */
  async save(space: string): Promise<void> {
    const entry = this.#saving.get(space);
    if (!entry) return;
    clearTimeout(entry.timer);
    const asked = { param: { id: space }, json: { placeSeq: entry.seq } };
    try {
      await call(api.spaces[":id"].mine.$patch(asked, { init: { keepalive: true } }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0) {
        clearTimeout(entry.timer);
        entry.timer = setTimeout(() => void this.save(space), retryAfter);
        return;
      }
    }
    if (this.#saving.get(space) === entry) this.#saving.delete(space);
  }

  async saveAll(): Promise<void> {
    await Promise.all([...this.#saving.keys()].map((space) => this.save(space)));
  }
}
