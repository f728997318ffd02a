/** Search over blinded words: the appliance sees tokens, never words, and answers with ciphertext. */
import type { Message, Messages } from "./messages.ts";
import type { Found, SearchFilter, SearchIndex } from "./search-index.ts";
import type { Spaces } from "./spaces.ts";

export interface SearchQuery extends SearchFilter {
  spaces: { space: string; tokens: string[] }[];
  limit: number;
}

export class Search {
  readonly #index: SearchIndex;
  readonly #spaces: Spaces;
  readonly #messages: Messages;

  constructor(parts: { index: SearchIndex; spaces: Spaces; messages: Messages }) {
    this.#index = parts.index;
    this.#spaces = parts.spaces;
    this.#messages = parts.messages;
  }

  /** The newest matches in those of the spaces of which the person is a member, newest first. */
  find(personId: string, query: SearchQuery): Message[] {
    const { limit } = query;
    let found: Found[] = [];
    // The spaces written in last come first: what they hold is a floor below which the others need not look.
    for (const { space, tokens } of this.#recentFirst(personId, query)) {
      const floor = found.length < limit ? 0 : (found.at(-1)?.seq ?? 0);
      const more = this.#index.find(space, tokens, query, { limit, floor });
      if (more.length > 0) found = [...found, ...more].sort((a, b) => b.seq - a.seq).slice(0, limit);
    }
    return found.flatMap(({ id }) => this.#messages.state(id) ?? []);
  }

  #recentFirst(personId: string, { spaces }: SearchQuery): SearchQuery["spaces"] {
    const tokensIn = new Map(spaces.map(({ space, tokens }) => [space, tokens]));
    return this.#spaces.idsByRecency(personId).flatMap((space) => {
      const tokens = tokensIn.get(space);
      return tokens ? [{ space, tokens }] : [];
    });
  }
}
