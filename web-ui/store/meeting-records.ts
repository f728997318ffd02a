/** The meetings that were held in spaces, as far back as their conversations are shown. */
import type { MeetingRecord } from "../../appliance/meetings/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";

const pageSize = 20;

interface Known {
  records: Signal<readonly MeetingRecord[]>;
  /** Whether the first meeting of the space is among them. */
  complete: boolean;
  /** One page is asked for at a time. */
  asking: Promise<void>;
}

export class MeetingRecords {
  readonly #spaces = new Map<string, Known>();

  /** The oldest first. */
  in(space: string): Signal<readonly MeetingRecord[]> {
    return this.#of(space).records;
  }

  /** Asks for all from the newest back to a place in the order of the space. Without a connection nothing comes. */
  reach(space: string, seq: number): Promise<void> {
    const known = this.#of(space);
    known.asking = known.asking.then(async () => {
      for (let oldest = known.records.value[0]?.seq; !known.complete && !(oldest && oldest < seq); ) {
        if (!(await this.#ask(space, oldest))) return;
        oldest = known.records.value[0]?.seq;
      }
    });
    return known.asking;
  }

  /** One has begun or ended. */
  refresh(space: string): Promise<void> {
    const known = this.#of(space);
    known.asking = known.asking.then(async () => void (await this.#ask(space, undefined)));
    return known.asking;
  }

  /** What is shown may be gone: asks anew. */
  reload(space: string): Promise<void> {
    const known = this.#of(space);
    const oldest = known.records.value[0]?.seq;
    if (oldest === undefined) return this.refresh(space);
    known.records.set([]);
    known.complete = false;
    return this.reach(space, oldest);
  }

  async #ask(space: string, before: number | undefined): Promise<boolean> {
    const known = this.#of(space);
    try {
      const query = { limit: String(pageSize), ...(before && { before: String(before) }) };
      const { meetings } = await call(api.spaces[":id"].meetings.$get({ param: { id: space }, query }));
      const oldest = meetings.at(-1)?.seq ?? 0;
      // A meeting that nobody came to is gone: what the page covers and does not name is dropped.
      const others = known.records.value.filter(
        ({ seq }) =>
          (meetings.length === pageSize && seq < oldest) || (before !== undefined && seq >= before),
      );
      const all = [...others, ...meetings].sort((a, b) => a.seq - b.seq);
      if (meetings.length < pageSize) known.complete = true;
      known.records.set(all);
      return true;
    } catch {
      return false; // asked for again when the conversation is looked at again
    }
  }

  #of(space: string): Known {
    const known = this.#spaces.get(space) ?? {
      records: new Signal<readonly MeetingRecord[]>([]),
      complete: false,
      asking: Promise.resolve(),
    };
    this.#spaces.set(space, known);
    return known;
  }
}
