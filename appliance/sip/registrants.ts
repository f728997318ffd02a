/** What every REGISTER asks about its person, kept in memory until the person changes. */
import type { Directory } from "../people/index.ts";
import type { EventLog } from "../platform/index.ts";

export interface Registrant {
  active: boolean;
  /** Calling is part of the person's offer. */
  calling: boolean;
}

export class Registrants {
  readonly #directory: Directory;
  readonly #known = new Map<string, Registrant>();

  constructor(directory: Directory, events: EventLog) {
    this.#directory = directory;
    events.listen(({ kind, subject }) => {
      if (kind.startsWith("person.")) this.#known.delete(subject);
    });
  }

  of(personId: string): Registrant {
    const known = this.#known.get(personId);
    if (known) return known;
    const active = this.#directory.find(personId)?.state === "active";
    const made = { active, calling: this.#directory.may(personId, "calling") };
    this.#known.set(personId, made);
    return made;
  }

  mayCall(personId: string): boolean {
    const { active, calling } = this.of(personId);
    return active && calling;
  }
}
