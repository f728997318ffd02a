/**
 * Conferences that a telephone makes by itself: its person speaks in two calls at once, and it mixes them. The house
 * sees two calls of one telephone of which neither is held, and marks them as belonging together. A base with several
 * handsets speaks in two calls at once too. What tells them apart is how the second came: one person holds the first
 * for it, two do not.
 */
import type { Clock, Timer } from "../../platform/index.ts";
import type { Call } from "./call.ts";

/** Milliseconds after which two calls are no change from one to the other any more. */
const settled = 2000;

/** What is looked at of a call. */
type Spoken = Pick<Call, "state" | "conference"> & {
  readonly ends: readonly { readonly deviceId: string | undefined; readonly holding: boolean }[];
};

/** A call that stands at a telephone. */
interface Standing {
  /** The telephone holds nobody in it, and is held by nobody. */
  spoken: boolean;
  readonly since: number;
  /** Calls of the same person: one was held when the other came. */
  readonly beside: Set<Spoken>;
}

interface Telephone {
  readonly calls: Map<Spoken, Standing>;
  /** Those that it holds. */
  readonly held: Set<Spoken>;
  /** How many of its calls are beside one another. */
  pairs: number;
  watch: Timer | undefined;
}

export class LocalConferences {
  readonly #clock: Clock;
  /** By device: a change looks at its telephones alone, however many calls the house has. */
  readonly #telephones = new Map<string, Telephone>();
  /** At which telephones a call stands. */
  readonly #at = new Map<Spoken, readonly string[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many telephones and calls are known: zero when nothing was leaked. */
  get size(): number {
    return this.#telephones.size + this.#at.size;
  }

  changed(call: Spoken): void {
    const { state } = call;
    const ends = state === "connected" || state === "held" ? call.ends : [];
    const before = this.#at.get(call);
    if (ends.length === 0 && !before) return;
    const telephones = holdingOf(ends);
    for (const deviceId of before ?? []) if (!telephones.has(deviceId)) this.#leave(deviceId, call);
    if (telephones.size > 0) this.#at.set(call, [...telephones.keys()]);
    else this.#at.delete(call);
    for (const [deviceId, held] of telephones) this.#stands(deviceId, call, held);
  }

  close(): void {
    for (const { watch } of this.#telephones.values()) watch?.cancel();
  }

  /** A house line has hundreds of calls at one telephone: none is looked at that is neither held nor just begun. */
  #stands(deviceId: string, call: Spoken, held: boolean): void {
    const telephone = this.#telephones.get(deviceId) ?? noCalls();
    this.#telephones.set(deviceId, telephone);
    const now = this.#clock.monotonic();
    const isNew = !telephone.calls.has(call);
    const standing = telephone.calls.get(call) ?? { spoken: false, since: now, beside: new Set() };
    telephone.calls.set(call, standing);
    standing.spoken = call.state === "connected";
    if (isNew) for (const other of telephone.held) putBeside(telephone, call, other);
    if (held) {
      telephone.held.add(call);
      for (const [other, { since }] of telephone.calls)
        if (now - since < settled) putBeside(telephone, call, other); // the hold may come behind the answer
    } else telephone.held.delete(call);
    if (together(telephone).length > 1) telephone.watch ??= this.#watch(telephone);
  }

  #leave(deviceId: string, call: Spoken): void {
    const telephone = this.#telephones.get(deviceId);
    const standing = telephone?.calls.get(call);
    if (!telephone || !standing) return;
    telephone.calls.delete(call);
    telephone.held.delete(call);
    telephone.pairs -= standing.beside.size;
    for (const other of standing.beside) telephone.calls.get(other)?.beside.delete(call);
    if (telephone.calls.size > 0) return;
    telephone.watch?.cancel();
    this.#telephones.delete(deviceId);
  }

  #watch(telephone: Telephone): Timer {
    return this.#clock.after(settled, () => {
      telephone.watch = undefined;
      const mixed = together(telephone);
      const conference = mixed.find((call) => call.conference)?.conference ?? crypto.randomUUID();
      for (const call of mixed) call.conference = conference;
    });
  }
}

/** Whether each telephone holds at any of its ends: both may be at the same one. */
function holdingOf(ends: Spoken["ends"]): ReadonlyMap<string, boolean> {
  const telephones = new Map<string, boolean>();
  for (const { deviceId, holding } of ends)
    if (deviceId !== undefined) telephones.set(deviceId, holding || (telephones.get(deviceId) ?? false));
  return telephones;
}

const noCalls = (): Telephone => ({ calls: new Map(), held: new Set(), pairs: 0, watch: undefined });

function putBeside(telephone: Telephone, one: Spoken, other: Spoken): void {
  const [first, second] = [telephone.calls.get(one), telephone.calls.get(other)];
  if (!first || !second || one === other || first.beside.has(other)) return;
  first.beside.add(other);
  second.beside.add(one);
  telephone.pairs++;
}

/** What one person speaks in at once. One that has ended is told of when its media are closed. */
function together({ calls, pairs }: Telephone): Spoken[] {
  if (pairs === 0) return [];
  const spoken = [...calls].filter(([call, standing]) => standing.spoken && call.state === "connected");
  return spoken.flatMap(([call, { beside }]) => (spoken.some(([other]) => beside.has(other)) ? [call] : []));
}
