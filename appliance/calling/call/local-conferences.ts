/**
 * Conferences that a telephone makes by itself: its person speaks in two calls at once, and it mixes them. The house
 * sees two calls of one telephone of which neither is held, and marks them as belonging together.
 */
import type { Clock, Timer } from "../../platform/index.ts";
import type { Call } from "./call.ts";

/** Milliseconds after which two calls are no change from one to the other any more. */
const settled = 2000;

/** What is looked at of a call. */
type Spoken = Pick<Call, "state" | "conference"> & {
  readonly ends: readonly { readonly deviceId: string | undefined }[];
};

export class LocalConferences {
  readonly #clock: Clock;
  /** The calls in which somebody speaks at a telephone: a change looks at those alone, however many the house has. */
  readonly #spoken = new Map<string, Set<Spoken>>();
  /** At which telephones a call is spoken in. */
  readonly #telephones = new Map<Spoken, readonly string[]>();
  /** By telephone. */
  readonly #watched = new Map<string, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many telephones are known: zero when nothing was leaked. */
  get size(): number {
    return this.#spoken.size + this.#telephones.size;
  }

  changed(call: Spoken): void {
    this.#forget(call);
    if (call.state !== "connected") return;
    const telephones = call.ends.flatMap(({ deviceId }) => deviceId ?? []);
    this.#telephones.set(call, telephones);
    for (const deviceId of telephones) {
      const spoken = this.#spoken.get(deviceId) ?? new Set();
      this.#spoken.set(deviceId, spoken.add(call));
      if (spoken.size > 1 && !this.#watched.has(deviceId)) this.#watch(deviceId);
    }
  }

  close(): void {
    for (const timer of this.#watched.values()) timer.cancel();
  }

  #forget(call: Spoken): void {
    for (const deviceId of this.#telephones.get(call) ?? []) {
      const spoken = this.#spoken.get(deviceId);
      spoken?.delete(call);
      if (spoken?.size === 0) this.#spoken.delete(deviceId);
    }
    this.#telephones.delete(call);
  }

  #watch(deviceId: string): void {
    const timer = this.#clock.after(settled, () => {
      this.#watched.delete(deviceId);
      const spoken = [...(this.#spoken.get(deviceId) ?? [])];
      // One that has ended is told of when its media are closed.
      const together = spoken.filter(({ state }) => state === "connected");
      if (together.length < 2) return;
      const conference = together.find((call) => call.conference)?.conference ?? crypto.randomUUID();
      for (const call of together) call.conference = conference;
    });
    this.#watched.set(deviceId, timer);
  }
}
