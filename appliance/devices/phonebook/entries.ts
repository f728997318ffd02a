/** What the phone book holds for one reader: the organisation's numbers, and the reader's own contacts. */
import type { Calling } from "../../calling/index.ts";
import type { Directory } from "../../people/index.ts";
import type { EventLog } from "../../platform/index.ts";
import { type Contacts, digitsOf } from "../contacts.ts";

export interface BookEntry {
  name: string;
  number: string;
  /** E-mail address, of people. */
  mail?: string | undefined;
  /** Where the number rings, of a contact with several. */
  kind?: string | undefined;
}

interface Indexed {
  entry: BookEntry;
  /** Words of the name, folded. */
  words: readonly string[];
}

/** Without accents and case. */
export const folded = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
const indexed = (entry: BookEntry): Indexed => ({ entry, words: folded(entry.name).split(/[\s\-,.'’]+/) });
const { compare } = new Intl.Collator("en", { sensitivity: "base" });

export class PhoneBook {
  readonly #parts: { directory: Directory; calling: Calling; contacts: Contacts };
  /** By name; made anew after somebody changed. */
  #people: readonly Indexed[] | undefined;

  constructor(parts: { directory: Directory; calling: Calling; contacts: Contacts; events: EventLog }) {
    this.#parts = parts;
    parts.events.listen(({ kind }) => {
      if (kind.startsWith("person.")) this.#people = undefined;
    });
  }

  /**
   * People, places, groups, shared lines and menus, by name: those with a word of their name that begins with each
   * word of `name`, and a number that begins with `number`. Either may be empty.
   */
  search(name: string, number = ""): BookEntry[] {
    const wanted = folded(name).trim().split(/\s+/).filter(Boolean);
    const { groups, sharedLines, attendants } = this.#parts.calling;
    const services = [...groups.all, ...sharedLines.all, ...attendants.all].map(indexed);
    this.#people ??= this.#readPeople();
    return [...this.#people, ...services]
      .filter(({ words }) => wanted.every((word) => words.some((one) => one.startsWith(word))))
      .map(({ entry }) => entry)
      .filter((entry) => entry.number.startsWith(number))
      .sort((one, other) => compare(one.name, other.name));
  }

  /** The reader's own whose name has a word that begins with `name`; one entry a number. */
  contactsOf(personId: string, name = ""): BookEntry[] {
    const wanted = folded(name).trim();
    return this.#parts.contacts
      .of(personId)
      .flatMap(({ name, numbers }) =>
        numbers.map((one) => ({
          name,
          number: digitsOf(one),
          ...(numbers.length > 1 && { kind: one.kind }),
        })),
      )
      .filter((entry) => indexed(entry).words.some((word) => word.startsWith(wanted)));
  }

  #readPeople(): Indexed[] {
    const { directory } = this.#parts;
    return directory
      .search("", Number.MAX_SAFE_INTEGER)
      .filter(({ id, state, extension }) => {
        return state === "active" && extension !== null && directory.may(id, "calling");
      })
      .map(({ name, extension, email, role }) => {
        const mail = role === "place" ? undefined : email;
        return indexed({ name, number: extension ?? "", mail });
      });
  }
}
