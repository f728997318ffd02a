/** The people whom this app knows: the first of the directory, and whoever else turns up. */
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";

/** How many names one question asks for. */
const atOnce = 1000;

export class PeopleStore {
  readonly byId = new Signal<ReadonlyMap<string, Person>>(new Map());

  load(people: readonly Person[]): void {
    this.byId.set(new Map(people.map((person) => [person.id, person])));
  }

  nameOf(id: string): string {
    return this.byId.value.get(id)?.name ?? "…";
  }

  /** What is known of them from now on. */
  keep(people: readonly Person[]): void {
    this.byId.update((old) => new Map([...old, ...people.map((person) => [person.id, person] as const)]));
  }

  /** Asks for those of whom nothing is known. */
  async know(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.byId.value.has(id));
    for (let from = 0; from < unknown.length; from += atOnce) {
      const json = { ids: unknown.slice(from, from + atOnce) };
      this.keep((await call(api.people.named.$post({ json }))).people);
    }
  }
}
