/** Search over blinded words: the appliance sees tokens, never words, and answers with ciphertext. */
import type { Message } from "./message-view.ts";
import type { Messages } from "./messages.ts";
import type { Found, SearchFilter, SearchIndex, Stretch } from "./search-index.ts";
import type { Spaces } from "./spaces.ts";

/** What is asked for in several spaces, each with tokens of its own. */
export interface SpacesQuery {
  spaces: { space: string; tokens: string[] }[];
  limit: number;
  /** Only those before this place in the order of events: the page that follows. */
  below?: number | undefined;
}

export type SearchQuery = SearchFilter & SpacesQuery;

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
    const found = this.newest(personId, query, (space, tokens, stretch) =>
      this.#index.find(space, tokens, query, stretch),
    );
    return found.flatMap(({ id }) => this.#messages.state(id) ?? []);
  }

  /** The newest of what `findIn` finds in those spaces, newest first. */
  newest(
    personId: string,
    query: SpacesQuery,
    findIn: (space: string, tokens: readonly string[], stretch: Stretch) => Found[],
  ): Found[] {
    const { limit, below } = query;
    let found: Found[] = [];
    // The spaces written in last come first: what they hold is a floor below which the others need not look.
    for (const { space, tokens } of this.#recentFirst(personId, query)) {
      const floor = found.length < limit ? 0 : (found.at(-1)?.seq ?? 0);
      const more = findIn(space, tokens, { limit, floor, below });
      if (more.length > 0) found = [...found, ...more].sort((a, b) => b.seq - a.seq).slice(0, limit);
    }
    return found;
  }

  #recentFirst(personId: string, { spaces }: SpacesQuery): SpacesQuery["spaces"] {
    const tokensIn = new Map(spaces.map(({ space, tokens }) => [space, tokens]));
    return this.#spaces.idsByRecency(personId).flatMap((space) => {
      const tokens = tokensIn.get(space);
      return tokens ? [{ space, tokens }] : [];
    });
  }
}
