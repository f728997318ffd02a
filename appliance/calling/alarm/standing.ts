/** Emergency calls of the last half hour, and who has yet to acknowledge them (CA-22). */
import type { Clock } from "../../platform/index.ts";
import type { EmergencyNotice } from "./alarm.ts";

/** So long an app that is opened shows it, to who has not acknowledged it. Milliseconds. */
const standsFor = 30 * 60_000;
/** So long the same call again is one with it. Milliseconds. */
const againWithin = 60_000;
const most = 100;

interface Standing {
  notice: EmergencyNotice;
  /** On the monotonic clock: setting the house's makes no two calls one. */
  since: number;
  waits: Set<string>;
}

export class StandingNotices {
  readonly #clock: Clock;
  /** By its id, oldest first. */
  readonly #all = new Map<string, Standing>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The notice of a call: of one who calls the same number from the same place again within a minute, the one that
   * there is, counted on. All these people have it to acknowledge.
   */
  take(
    call: Omit<EmergencyNotice, "id" | "at" | "times">,
    personIds: readonly string[],
  ): Readonly<EmergencyNotice> {
    const now = this.#clock.monotonic();
    for (const [id, { since }] of this.#all) if (since <= now - standsFor) this.#all.delete(id);
    const before = [...this.#all.values()].find(
      ({ notice, since }) => since > now - againWithin && isSame(notice, call),
    );
    if (!before) this.#makeRoom();
    const { id, at, times } = before?.notice ?? { id: crypto.randomUUID(), at: this.#clock.now(), times: 0 };
    const notice = { ...call, id, at, times: times + 1 };
    this.#all.set(id, { notice, since: before?.since ?? now, waits: new Set(personIds) });
    return notice;
  }

  /** Oldest first. */
  of(personId: string): EmergencyNotice[] {
    const after = this.#clock.monotonic() - standsFor;
    return [...this.#all.values()]
      .filter(({ since, waits }) => since > after && waits.has(personId))
      .map(({ notice }) => notice);
  }

  /** @returns the notice, when they had yet to acknowledge it */
  acknowledge(personId: string, id: string): EmergencyNotice | undefined {
    const { notice, waits } = this.#all.get(id) ?? {};
    return waits?.delete(personId) ? notice : undefined;
  }

  /** The oldest of who has called most often goes, and never the only one of anybody: there may be more, then. */
  #makeRoom(): void {
    if (this.#all.size < most) return;
    const calls = Map.groupBy(this.#all.values(), ({ notice }) => notice.caller.number);
    const [oldest, another] = [...calls.values()].reduce((most, some) =>
      some.length > most.length ? some : most,
    );
    if (oldest && another) this.#all.delete(oldest.notice.id);
  }
}

type Call = Pick<EmergencyNotice, "caller" | "number" | "location">;

const isSame = (one: Call, other: Call): boolean =>
  one.caller.number === other.caller.number && one.number === other.number && one.location === other.location;
