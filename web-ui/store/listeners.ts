/** Who wants to hear of what, by its name. */
export class Listeners<Told> {
  readonly #of = new Map<string, Set<(told: Told) => void>>();

  /** Returns the way to stop. */
  on(name: string, listener: (told: Told) => void): () => void {
    const listeners = this.#of.get(name) ?? new Set();
    this.#of.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  tell(name: string, told: Told): void {
    for (const listener of this.#of.get(name) ?? []) listener(told);
  }
}
