/** Telephones that are refused because they do not encrypt, for who can change that: here or at the telephone. */
import type { Clock } from "../platform/index.ts";
import type { Flow } from "./flow.ts";

export interface RefusedInClear {
  deviceId: string;
  transport: Flow["transport"];
  address: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** One entry for each device: there are no more of them than devices. */
export class RefusedInClearList {
  readonly #clock: Clock;
  readonly #entries = new Map<string, RefusedInClear>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): RefusedInClear[] {
    return [...this.#entries.values()];
  }

  at(deviceId: string): number | undefined {
    return this.#entries.get(deviceId)?.at;
  }

  note(deviceId: string, { transport, address }: Pick<Flow, "transport" | "address">): void {
    this.#entries.set(deviceId, { deviceId, transport, address, at: this.#clock.now() });
  }

  /** It encrypts now, need not any more, or is gone. */
  forget(deviceId: string): void {
    this.#entries.delete(deviceId);
  }
}
