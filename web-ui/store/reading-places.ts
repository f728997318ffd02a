/** Where the person reads in each space: the same on all their clients, soon after they stop scrolling. */
import { ApiError, api, call } from "../api/client.ts";

/** Milliseconds after the last turn of the wheel: a stop is an event of the house. */
const saveAfter = 1000;
/** And after the appliance could not take it, where no new connection comes before; twice as long each time. */
const retryAfter = 5000;
const slowestRetry = 5 * 60_000;

/** What the page before this one left behind: in which space it saved as it ended, and what was told there until then. */
const endKey = "hearth.place-at-end";

interface Place {
  /** Of the message at the upper edge; 0 for who reads the newest. */
  seq: number;
  isTold: boolean;
  failures: number;
}

/** What cannot be taken now but may be later; anything else was refused. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

export class ReadingPlaces {
  readonly #told: (space: string) => number;
  /** By space: what was put down here and has not come back from the appliance. */
  readonly #own = new Map<string, Place>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** One request at a time for each space, that none overtakes another. */
  readonly #asked = new Map<string, Promise<void>>();
  readonly #moved = new Set<string>();
  readonly #atEnd = sessionStorage.getItem(endKey)?.split(" ");
  #closed = false;

  /** @param told what the appliance has, as far as it is known here */
  constructor(told: (space: string) => number) {
    this.#told = told;
    sessionStorage.removeItem(endKey);
  }

  /** The place that was put down here and that the appliance has not told yet. */
  untold(space: string): number | undefined {
    return this.#own.get(space)?.seq;
  }

  /** Whether what this tab saved last may still be on its way. */
  isComing(space: string): boolean {
    const [saved, before] = this.#atEnd ?? [];
    const isFromBefore = saved === space && Number(before) === this.#told(space) && !this.#moved.has(space);
    return this.#own.has(space) || isFromBefore;
  }

  /** @param seq of the message at the upper edge; 0 for who reads the newest */
  set(space: string, seq: number): void {
    if (this.#closed) return;
    this.#own.set(space, { seq, isTold: false, failures: 0 });
    this.#saveIn(space, saveAfter);
  }

  /** The appliance tells where one reads, here or at another client. */
  receive(space: string, seq: number): void {
    this.#moved.add(space);
    const place = this.#own.get(space);
    if (place?.seq !== seq) return;
    place.isTold = true;
    if (place.failures > 0) this.#stopTimer(space); // it was taken, only the answer was lost
    if (!this.#timers.has(space) && !this.#asked.has(space)) this.#own.delete(space);
  }

  /** Saves at once what waits: the space is being left. */
  async save(space: string): Promise<void> {
    await this.#asked.get(space);
    if (!this.#timers.has(space) || this.#asked.has(space)) return; // saved meanwhile, or being saved
    const asked = this.#ask(space).finally(() => this.#asked.delete(space));
    this.#asked.set(space, asked);
    await asked;
  }

  /** The page ends: there is no time to wait for an earlier place. */
  saveLast(space: string): void {
    if (this.#own.has(space)) sessionStorage.setItem(endKey, `${space} ${this.#told(space)}`);
    if (this.#timers.has(space)) void this.#ask(space);
  }

  async saveAll(): Promise<void> {
    await Promise.all([...this.#timers.keys()].map((space) => this.save(space)));
  }

  /** What was not saved is not saved any more: the next session in this tab may be somebody else's. */
  close(): void {
    this.#closed = true;
    for (const space of this.#timers.keys()) this.#stopTimer(space);
  }

  #stopTimer(space: string): void {
    clearTimeout(this.#timers.get(space));
    this.#timers.delete(space);
  }

  #saveIn(space: string, milliseconds: number): void {
    this.#stopTimer(space);
    this.#timers.set(
      space,
      setTimeout(() => void this.save(space), milliseconds),
    );
  }

  async #ask(space: string): Promise<void> {
    this.#stopTimer(space);
    const place = this.#own.get(space);
    if (!place) return;
    const asked = { param: { id: space }, json: { placeSeq: place.seq } };
    let isOver = true;
    try {
      await call(api.spaces[":id"].mine.$patch(asked, { init: { keepalive: true } }));
      isOver = place.isTold || this.#told(space) === place.seq; // else it is on its way
    } catch (error) {
      isOver = place.isTold || !isPassing(error);
      if (!isOver) this.#retry(space, place);
    }
    if (isOver && this.#own.get(space) === place) this.#own.delete(space);
  }

  #retry(space: string, place: Place): void {
    if (this.#closed || this.#own.get(space) !== place) return; // a newer one has its own timer
    this.#saveIn(space, Math.min(slowestRetry, retryAfter * 2 ** place.failures++));
  }
}
