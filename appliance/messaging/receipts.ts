/**
 * How far the members of a space have read. Told as it happens in spaces small enough that people care who,
 * so that the cost stays linear; people who hide theirs see nobody's, and the administrator may hide all.
 */
import type { Stream } from "../platform/index.ts";
import type { MessagingPolicyBook } from "./policy.ts";
import type { PreferenceBook } from "./preferences.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { MessagingStore } from "./store.ts";

export interface Receipt {
  person: string;
  /** Messages up to here are read. */
  readSeq: number;
}

const largestSpace = 50;
/** Of one's conversations of two, the newest, that hear of a change at once. */
const mostTalks = 500;

export class Receipts {
  readonly #store: MessagingStore;
  readonly #rights: SpaceRights;
  readonly #preferences: PreferenceBook;
  readonly #policy: MessagingPolicyBook;
  readonly #stream: Stream;

  constructor(parts: {
    store: MessagingStore;
    rights: SpaceRights;
    preferences: PreferenceBook;
    policy: MessagingPolicyBook;
    stream: Stream;
  }) {
    this.#policy = parts.policy;
    this.#store = parts.store;
    this.#rights = parts.rights;
    this.#preferences = parts.preferences;
    this.#stream = parts.stream;
  }

  list(personId: string, spaceId: string): Receipt[] {
    this.#rights.requireMember(spaceId, personId);
    return this.#circle(spaceId, personId).map(({ personId: person, readSeq }) => ({ person, readSeq }));
  }

  /** Tells the others that a person has read up to `readSeq`. */
  tell(spaceId: string, personId: string, readSeq: number): void {
    const circle = this.#circle(spaceId, personId).map((member) => member.personId);
    if (circle.length > 0) this.#stream.signal(circle, "read", { space: spaceId, person: personId, readSeq });
  }

  /** Tells those with whom a person reads that the person shows or hides now: what they know of it is out of date. */
  tellOfChange(personId: string): void {
    if (!this.#policy.policy.receipts) return; // nobody sees any
    const near = [
      ...this.#store.talkedTo(personId, mostTalks),
      ...this.#store.together(personId, largestSpace),
    ];
    this.#stream.signal([...new Set([personId, ...near])], "receipts", { person: personId });
  }

  /** The other members who show their receipts, when the person does too. */
  #circle(spaceId: string, personId: string) {
    if (!this.#policy.policy.receipts || !this.#preferences.of(personId).receipts) return [];
    const members = this.#store.members(spaceId);
    if (members.length > largestSpace) return [];
    return members.filter(
      ({ personId: other }) => other !== personId && this.#preferences.of(other).receipts,
    );
  }
}
