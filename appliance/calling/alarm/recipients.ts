/** Who hears of an emergency call: known before anybody calls, because the database may be gone by then (CA-22). */
import type { Directory, Person } from "../../people/index.ts";
import type { EventLog, Logger } from "../../platform/index.ts";
import type { Member, Members } from "../members/members.ts";

export interface RecipientParts {
  directory: Directory;
  events: EventLog;
  log: Logger;
  members: Members;
  /** Extensions whose people are told. */
  rules: { readonly frontDesk: readonly string[] };
}

export class AlarmRecipients {
  readonly #parts: RecipientParts;
  #desk: readonly Member[] = [];
  #administrators: readonly Person[] = [];
  #due = false;

  constructor(parts: RecipientParts) {
    this.#parts = parts;
    this.#learn();
    parts.events.listen(({ kind }) => {
      if (kind.startsWith("person.") || kind === "calling.dialling") this.#learnSoon();
    });
  }

  /** Whose telephones ring. */
  get desk(): readonly Member[] {
    return this.#desk;
  }

  /** The front desk and the administrators, each once. */
  get everybody(): Person[] {
    const all = [...this.#desk.map(({ person }) => person), ...this.#administrators];
    return [...new Map(all.map((person) => [person.id, person])).values()];
  }

  /** Once for all that is written together, and after whoever holds what has changed has heard of it. */
  #learnSoon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#learn();
    });
  }

  #learn(): void {
    const { directory, members, rules, log } = this.#parts;
    try {
      this.#desk = rules.frontDesk.flatMap((extension) => members.dialled(extension) ?? []);
      this.#administrators = directory.administrators.flatMap((id) => directory.find(id) ?? []);
    } catch (error) {
      log.error("who hears of emergency calls was not read anew: it is who it was before", { error });
    }
  }
}
