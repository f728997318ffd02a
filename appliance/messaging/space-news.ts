/** What is new in a person's list of spaces since a place in the order of events: who comes back asks for no more. */
import type { EventLog } from "../platform/index.ts";
import type { Space } from "./space-view.ts";
import type { Spaces } from "./spaces.ts";
import type { MessagingStore } from "./store.ts";

export interface SpaceNews {
  /** The place in the order of events up to which this is right; what comes after it may be in it or not. */
  seq: number;
  /** Those that are as they were not before, or all of them. */
  spaces: Space[];
  /** Ids of those that the person is in no more. */
  gone: string[];
  /** Whether these are all there are. */
  whole: boolean;
}

export class SpaceNewsDesk {
  readonly #store: MessagingStore;
  readonly #events: EventLog;
  readonly #spaces: Spaces;

  constructor(parts: { store: MessagingStore; events: EventLog; spaces: Spaces }) {
    this.#store = parts.store;
    this.#events = parts.events;
    this.#spaces = parts.spaces;
  }

  /**
   * @param since seq of an event; what happened after it is told. All of the list where that cannot be known: before
   * the events that are kept, or after the newest.
   */
  of(personId: string, since: number): SpaceNews {
    // The place in the log is read first: what happens in between comes again, which does no harm.
    const seq = this.#events.last;
    if (since <= 0 || since < this.#events.horizon || since > seq)
      return { seq, spaces: this.#spaces.list(personId), gone: [], whole: true };
    const own = this.#events.subjects(since, `person:${personId}`, "space.");
    const mine = this.#store.spaceIdsOf(personId);
    const among = new Set(mine);
    const changed = new Set([
      ...own.filter((id) => among.has(id)),
      ...this.#events.touched(since, mine.map(topicOf)).map(spaceOf),
      ...this.#spacesOfChanged(since).filter((id) => among.has(id)),
    ]);
    const gone = own.filter((id) => !among.has(id));
    const spaces = changed.size > 0 ? this.#spaces.list(personId, changed) : [];
    return { seq, spaces, gone, whole: false };
  }

  /** Where people are who changed: a guest who joins the organisation makes spaces ones without guests. */
  #spacesOfChanged(since: number): string[] {
    return this.#events.subjects(since, "org", "person.").flatMap((id) => this.#store.spaceIdsOf(id));
  }
}

const topicOf = (space: string) => `space:${space}`;
const spaceOf = (topic: string) => topic.slice("space:".length);
