/** Who is in a call: told when a person's first begins and when the last has ended. */
import type { Call } from "./call.ts";

export class Activity {
  readonly #calls = new Map<string, Set<string>>();
  readonly #tell: (personId: string, calling: boolean) => void;

  constructor(tell: (personId: string, calling: boolean) => void) {
    this.#tell = tell;
  }

  /** How many calls a person is on. */
  countOf(personId: string): number {
    return this.#calls.get(personId)?.size ?? 0;
  }

  /** The call began, was answered, or ended: callers are in it from the start, callees from the answer on. */
  changed({ id, state, caller, callee, answeredAt }: Call): void {
    const running = state !== "ended";
    this.#set(caller.personId, id, running);
    this.#set(callee.personId, id, running && answeredAt !== undefined);
  }

  #set(personId: string | undefined, callId: string, calling: boolean): void {
    if (personId === undefined) return;
    const calls = this.#calls.get(personId) ?? new Set();
    if (calls.has(callId) === calling) return;
    if (calling) this.#calls.set(personId, calls.add(callId));
    else calls.delete(callId);
    if (calls.size === 0) this.#calls.delete(personId);
    if (calls.size === (calling ? 1 : 0)) this.#tell(personId, calling);
  }
}
