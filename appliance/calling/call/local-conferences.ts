/**
 * Conferences that a telephone makes by itself: its person speaks in two calls at once, and it mixes them. The house
 * sees two calls of one telephone of which neither is held, and marks them as belonging together.
 */
import type { Clock, Timer } from "../../platform/index.ts";
import type { Call } from "./call.ts";

/** Milliseconds after which two calls are no change from one to the other any more. */
const settled = 2000;

export class LocalConferences {
  readonly #clock: Clock;
  readonly #calls: () => Iterable<Call>;
  /** By telephone. */
  readonly #watched = new Map<string, Timer>();

  constructor(clock: Clock, calls: () => Iterable<Call>) {
    this.#clock = clock;
    this.#calls = calls;
  }

  changed(call: Call): void {
    for (const { deviceId } of call.ends) {
      if (deviceId === undefined || this.#watched.has(deviceId)) continue;
      if (this.#spokenAt(deviceId).length > 1) this.#watch(deviceId);
    }
  }

  close(): void {
    for (const timer of this.#watched.values()) timer.cancel();
  }

  #watch(deviceId: string): void {
    const timer = this.#clock.after(settled, () => {
      this.#watched.delete(deviceId);
      const together = this.#spokenAt(deviceId);
      if (together.length < 2) return;
      const conference = together.find((call) => call.conference)?.conference ?? crypto.randomUUID();
      for (const call of together) call.conference = conference;
    });
    this.#watched.set(deviceId, timer);
  }

  /** The calls in which somebody speaks at this telephone now. */
  #spokenAt(deviceId: string): Call[] {
    return [...this.#calls()].filter(
      (call) => call.state === "connected" && call.ends.some((end) => end.deviceId === deviceId),
    );
  }
}
