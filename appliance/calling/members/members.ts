/**
 * Who calls and who is called, kept in memory until somebody changes: every call asks for the same few facts. Where the
 * database does not answer then, they are what they were: who is known calls, for help above all.
 */
import type { Directory, Person } from "../../people/index.ts";
import type { EventLog } from "../../platform/index.ts";
import type { Authority } from "../routing/routing.ts";

export interface Member {
  person: Person;
  /** Calling is part of the person's offer. */
  mayCall: boolean;
  /** So are numbers elsewhere that ring too. */
  mayReach: boolean;
  /** So are pictures; without them every device of the person has sound only (EN-04). */
  mayShow: boolean;
}

export class Members {
  readonly #directory: Directory;
  readonly #domain: string;
  readonly #byId = new Facts<Member>();
  readonly #byNumber = new Facts<string>();

  /** @param domain what addresses of the house end in */
  constructor(directory: Directory, events: EventLog, domain: string) {
    this.#directory = directory;
    this.#domain = domain.toLowerCase();
    events.listen(({ kind }) => {
      if (!kind.startsWith("person.")) return;
      this.#byId.age();
      this.#byNumber.age();
    });
  }

  find(id: string): Member | undefined {
    return this.#byId.of(id, () => {
      const person = this.#directory.find(id);
      const { calling, reach, video } = this.#directory.entitlements(id);
      return person && { person, mayCall: calling, mayReach: reach, mayShow: video };
    });
  }

  /** What a person may do who dials. */
  authorityOf(personId: string): Authority & { personId: string } {
    return { personId, mayCall: this.find(personId)?.mayCall ?? false };
  }

  /** At this house the name alone says who; at any other domain only a whole e-mail address does. */
  #addressed(address: string): Person | undefined {
    const at = address.lastIndexOf("@");
    if (at < 0) return this.#directory.findByAddress(address);
    const found = this.#directory.findByAddress(
      address.slice(at + 1).toLowerCase() === this.#domain ? address.slice(0, at) : address,
    );
    const isTheirs = found?.email.toLowerCase() === address.toLowerCase();
    return isTheirs || address.slice(at + 1).toLowerCase() === this.#domain ? found : undefined;
  }

  /** Whose extension or address this is. */
  dialled(user: string): Member | undefined {
    const id = this.#byNumber.of(
      user,
      () => (this.#directory.findByExtension(user) ?? this.#addressed(user))?.id,
    );
    return id === undefined ? undefined : this.find(id);
  }
}

/** What the directory said of each key. */
class Facts<Fact> {
  readonly #fresh = new Map<string, Fact | undefined>();
  /** Of before the latest change. */
  readonly #old = new Map<string, Fact | undefined>();

  /** All is to be asked for anew. */
  age(): void {
    for (const [key, fact] of this.#fresh) bounded(this.#old).set(key, fact);
    this.#fresh.clear();
  }

  /** Throws what `ask` throws, where nothing was ever said. */
  of(key: string, ask: () => Fact | undefined): Fact | undefined {
    if (this.#fresh.has(key)) return this.#fresh.get(key);
    try {
      const fact = ask();
      bounded(this.#fresh).set(key, fact);
      return fact;
    } catch (error) {
      if (!this.#old.has(key)) throw error;
      return this.#old.get(key);
    }
  }
}

/** Numbers that nobody has are remembered too, and callers can make up any number of them. */
function bounded<Value>(map: Map<string, Value>): Map<string, Value> {
  if (map.size >= 20_000) map.clear();
  return map;
}
