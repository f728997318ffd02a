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
    const telephones = ends.flatMap(({ deviceId }) => deviceId ?? []);
    for (const deviceId of this.#at.get(call) ?? [])
      if (!telephones.includes(deviceId)) this.#leave(deviceId, call);
    if (telephones.length > 0) this.#at.set(call, telephones);
    else this.#at.delete(call);
    for (const { deviceId, holding } of ends)
      if (deviceId !== undefined) this.#stands(deviceId, call, holding);
  }

  close(): void {
    for (const { watch } of this.#telephones.values()) watch?.cancel();
  }

  #stands(deviceId: string, call: Spoken, held: boolean): void {
    const telephone = this.#telephones.get(deviceId) ?? { calls: new Map(), watch: undefined };
    this.#telephones.set(deviceId, telephone);
    const now = this.#clock.monotonic();
    const known = telephone.calls.get(call) ?? { spoken: false, since: now, beside: new Set() };
    const isNew = !telephone.calls.has(call);
    telephone.calls.set(call, known);
    known.spoken = call.state === "connected";
    for (const [other, standing] of telephone.calls) {
      if (other === call) continue;
      const heldForThis = isNew && isHeldAt(deviceId, other);
      const heldForOther = held && now - standing.since < settled; // the hold may come behind the answer
      if (!heldForThis && !heldForOther) continue;
      known.beside.add(other);
      standing.beside.add(call);
    }
    if (together(telephone).length > 1) telephone.watch ??= this.#watch(telephone);
  }

  #leave(deviceId: string, call: Spoken): void {
    const telephone = this.#telephones.get(deviceId);
    if (!telephone?.calls.delete(call)) return;
    for (const { beside } of telephone.calls.values()) beside.delete(call);
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

const isHeldAt = (deviceId: string, { ends }: Spoken): boolean =>
  ends.some((end) => end.deviceId === deviceId && end.holding);

/** What one person speaks in at once. One that has ended is told of when its media are closed. */
const together = ({ calls }: Telephone): Spoken[] => {
  const spoken = [...calls].filter(([call, standing]) => standing.spoken && call.state === "connected");
  return spoken.flatMap(([call, { beside }]) => (spoken.some(([other]) => beside.has(other)) ? [call] : []));
};
