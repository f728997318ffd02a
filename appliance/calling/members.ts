/** Who calls and who is called, kept in memory until somebody changes: every call asks for the same few facts. */
import type { Directory, Person } from "../people/index.ts";
import type { EventLog } from "../platform/index.ts";

export interface Member {
  person: Person;
  /** Calling is part of the person's offer. */
  mayCall: boolean;
}

export class Members {
  readonly #directory: Directory;
  readonly #byId = new Map<string, Member | undefined>();
  readonly #byNumber = new Map<string, string | undefined>();

  constructor(directory: Directory, events: EventLog) {
    this.#directory = directory;
    events.listen(({ kind }) => {
      if (!kind.startsWith("person.")) return;
      this.#byId.clear();
      this.#byNumber.clear();
    });
  }

  find(id: string): Member | undefined {
    if (this.#byId.has(id)) return this.#byId.get(id);
    const person = this.#directory.find(id);
    const member = person && { person, mayCall: this.#directory.entitlements(id).calling };
    return bounded(this.#byId).set(id, member).get(id);
  }

  /** Whose extension or address this is. */
  dialled(user: string): Member | undefined {
    if (!this.#byNumber.has(user)) {
      const person = this.#directory.findByExtension(user) ?? this.#directory.findByAddress(user);
      bounded(this.#byNumber).set(user, person?.id);
    }
    const id = this.#byNumber.get(user);
    return id === undefined ? undefined : this.find(id);
  }
}

/** Numbers that nobody has are remembered too, and callers can make up any number of them. */
function bounded<Value>(map: Map<string, Value>): Map<string, Value> {
  if (map.size >= 20_000) map.clear();
  return map;
}
