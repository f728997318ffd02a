/** The people whom this app knows: the first of the directory, and whoever else turns up. */
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";

/** How many names one question asks for. */
const atOnce = 1000;

/** Milliseconds in which those who come or change are shown together: a list brings ten thousand. */
const newsEvery = 100;

export class PeopleStore {
  readonly byId = new Signal<ReadonlyMap<string, Person>>(new Map());
  /** Who was wanted and not known: each is asked for once, and together with the others of the moment. */
  readonly #wanted = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #news: Person[] = [];

  /** Undefined until the appliance has said who it is: `byId` tells when. */
  find(id: string): Person | undefined {
    const known = this.byId.value.get(id);
    if (!known) this.#want(id);
    return known;
  }

  nameOf(id: string): string {
    return this.find(id)?.name ?? "…";
  }

  /** What is known of them from now on. */
  keep(people: readonly Person[]): void {
    this.byId.update((old) => new Map([...old, ...people.map((person) => [person.id, person] as const)]));
  }

  /** Somebody came, or is not as before. */
  receive(person: Person): void {
    this.#news.push(person);
    if (this.#news.length > 1) return;
    setTimeout(() => this.keep(this.#news.splice(0)), newsEvery);
  }

  /** Asks for those of whom nothing is known. */
  async know(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.byId.value.has(id));
    for (let from = 0; from < unknown.length; from += atOnce) {
      const json = { ids: unknown.slice(from, from + atOnce) };
      this.keep((await call(api.people.named.$post({ json }))).people);
    }
  }

  #want(id: string): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#wanted.add(id);
    if (this.#wanted.size === 1) setTimeout(() => void this.#askForWanted());
  }

  async #askForWanted(): Promise<void> {
    const ids = [...this.#wanted];
    this.#wanted.clear();
    await this.know(ids).catch(() => {
      for (const id of ids) this.#asked.delete(id); // without a connection: who is wanted again is asked for again
    });
  }
}
