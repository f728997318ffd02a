/**
 * The conversations that are held: those that are looked at or have something on its way, and of the others the
 * latest. One that was let go is recalled from the vault, and asked for, as at its first time.
 */

/** Each holds hundreds of messages. */
export const mostConversations = 40;

/** So many of those that somebody may look at soon are asked for in `preparedIn` milliseconds. */
export const mostPrepared = 20;
export const preparedIn = 10_000;

export class Conversations<Held extends { readonly isWanted: boolean }> {
  /** The latest used stand last, the latest prepared first. */
  #held = new Map<string, Held>();
  readonly #letGone = new Set<string>();
  /** Milliseconds: when those were prepared that count still. */
  #preparedAt: number[] = [];

  /** @param id of a space, or of a thread's first message @param make called where it is not held */
  use(id: string, make: () => Held): Held {
    const held = this.#held.get(id) ?? make();
    this.#held.delete(id);
    this.#held.set(id, held);
    this.#letGone.delete(id);
    this.#letGo(mostConversations);
    return held;
  }

  /**
   * One that somebody may look at soon. That is no use of it: one that was not held goes before all others again.
   * @param now milliseconds
   * @returns undefined where too many were prepared of late
   */
  prepare(id: string, make: () => Held, now: number): Held | undefined {
    const known = this.#held.get(id);
    if (known) return known;
    this.#preparedAt = this.#preparedAt.filter((at) => at > now - preparedIn);
    if (this.#preparedAt.length >= mostPrepared) return undefined;
    this.#preparedAt.push(now);
    this.#letGo(mostConversations - 1);
    const held = make();
    this.#held = new Map([[id, held], ...this.#held]);
    this.#letGone.delete(id);
    return held;
  }

  /** Whether it was held: what the vault has of it is kept in step. */
  wasLetGo(id: string): boolean {
    return this.#letGone.has(id);
  }

  /** The one that is held, if any; that is no use of it. */
  find(id: string): Held | undefined {
    return this.#held.get(id);
  }

  all(): Held[] {
    return [...this.#held.values()];
  }

  #letGo(most: number): void {
    let over = this.#held.size - most;
    for (const [id, held] of this.#held) {
      if (over <= 0) return;
      if (held.isWanted) continue;
      this.#held.delete(id);
      this.#letGone.add(id);
      over--;
    }
  }
}
