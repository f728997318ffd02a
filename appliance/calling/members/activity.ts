/** Who is in a call: told when a person's first begins and when the last has ended. */
import type { Call } from "../call/call.ts";

const nobody: ReadonlySet<string> = new Set();

export class Activity {
  /** Calls by person. */
  readonly #calls = new Map<string, Set<string>>();
  /** People by call. */
  readonly #people = new Map<string, ReadonlySet<string>>();
  readonly #tell: (personId: string, calling: boolean) => void;

  constructor(tell: (personId: string, calling: boolean) => void) {
    this.#tell = tell;
  }

  /** How many calls a person is on. */
  countOf(personId: string): number {
    return this.#calls.get(personId)?.size ?? 0;
  }

  /**
   * The call began, was answered, or ended, or another caller is on it now: callers are in it from the start, callees
   * from the answer on.
   */
  changed(call: Call): void {
    const { id } = call;
    const before = this.#people.get(id) ?? nobody;
    const now = peopleOn(call);
    if (now.size > 0) this.#people.set(id, now);
    else this.#people.delete(id);
    for (const personId of before) if (!now.has(personId)) this.#leave(personId, id);
    for (const personId of now) if (!before.has(personId)) this.#join(personId, id);
  }

  #join(personId: string, callId: string): void {
    const calls = this.#calls.get(personId) ?? new Set();
    this.#calls.set(personId, calls.add(callId));
    if (calls.size === 1) this.#tell(personId, true);
  }

  #leave(personId: string, callId: string): void {
    const calls = this.#calls.get(personId);
    if (!calls?.delete(callId) || calls.size > 0) return;
    this.#calls.delete(personId);
    this.#tell(personId, false);
  }
}

function peopleOn({ state, caller, callee, answeredAt }: Call): ReadonlySet<string> {
  if (state === "ended") return nobody;
  const people = new Set<string>();
  if (caller.personId !== undefined) people.add(caller.personId);
  if (callee.personId !== undefined && answeredAt !== undefined) people.add(callee.personId);
  return people;
}
