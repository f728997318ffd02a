/** Who listens to the stream, found by person and by topic without asking everybody. */

export interface Listener {
  readonly client: { readonly personId: string };
  readonly topics: ReadonlySet<string>;
}

export class Audience<One extends Listener> {
  readonly #all = new Set<One>();
  readonly #byPerson = new Map<string, Set<One>>();
  readonly #byTopic = new Map<string, Set<One>>();

  /** Its topics stay as they are until it is removed; whoever changes them removes it first. */
  add(one: One): void {
    this.#all.add(one);
    put(this.#byPerson, one.client.personId, one);
    for (const topic of one.topics) put(this.#byTopic, topic, one);
  }

  /** False where it was not there. */
  remove(one: One): boolean {
    if (!this.#all.delete(one)) return false;
    take(this.#byPerson, one.client.personId, one);
    for (const topic of one.topics) take(this.#byTopic, topic, one);
    return true;
  }

  has(one: One): boolean {
    return this.#all.has(one);
  }

  of(personId: string): ReadonlySet<One> {
    return this.#byPerson.get(personId) ?? nobody;
  }

  on(topic: string): ReadonlySet<One> {
    return this.#byTopic.get(topic) ?? nobody;
  }

  get people(): Iterable<string> {
    return this.#byPerson.keys();
  }

  get personCount(): number {
    return this.#byPerson.size;
  }

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<One> {
    return this.#all[Symbol.iterator]();
  }
}

const nobody: ReadonlySet<never> = new Set();

function put<One>(index: Map<string, Set<One>>, key: string, one: One): void {
  const known = index.get(key);
  if (known) known.add(one);
  else index.set(key, new Set([one]));
}

function take<One>(index: Map<string, Set<One>>, key: string, one: One): void {
  const known = index.get(key);
  known?.delete(one);
  if (known?.size === 0) index.delete(key);
}
