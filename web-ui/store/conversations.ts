/**
 * The conversations that are held: those that are looked at or have something on its way, and of the others the
 * latest. One that was let go is recalled from the vault, and asked for, as at its first time.
 */

/** Each holds hundreds of messages. */
export const mostConversations = 40;

export class Conversations<Held extends { readonly isWanted: boolean }> {
  /** The latest used stand last. */
  readonly #held = new Map<string, Held>();

  /** @param id of a space, or of a thread's first message @param make called where it is not held */
  use(id: string, make: () => Held): Held {
    const held = this.#held.get(id) ?? make();
    this.#held.delete(id);
    this.#held.set(id, held);
    this.#letGo();
    return held;
  }

  /** The one that is held, if any; that is no use of it. */
  find(id: string): Held | undefined {
    return this.#held.get(id);
  }

  all(): Held[] {
    return [...this.#held.values()];
  }

  #letGo(): void {
    let over = this.#held.size - mostConversations;
    for (const [id, held] of this.#held) {
      if (over <= 0) return;
      if (held.isWanted) continue;
      this.#held.delete(id);
      over--;
    }
  }
}
