/** The phone book as entries of a directory. */
import { DN } from "ldapts";
import { type Contact, type Contacts, digitsOf } from "../contacts.ts";
import type { BookEntry, PhoneBook } from "../phonebook/entries.ts";
import { type Attribute, comparable } from "./attributes.ts";

/** What all entries are under; telephones are set up with it. */
export const baseName = "dc=hearth";

export interface DirectoryEntry {
  /** Its distinguished name (RFC 4514). */
  name: string;
  values: ReadonlyMap<string, readonly string[]>;
  /** The same as filters compare them. */
  comparable: ReadonlyMap<string, readonly string[]>;
}

function entryOf(
  name: string,
  all: readonly (readonly [attribute: string, values: readonly string[]])[],
): DirectoryEntry {
  const values = all.filter(([, some]) => some.length > 0);
  return {
    name,
    values: new Map(values),
    comparable: new Map(
      values.map(([attribute, some]) => [attribute, some.map((value) => comparable(attribute, value))]),
    ),
  };
}

/** Entries that describe the server (RFC 4512 §5.1) and the directory; who looks for people does not find them. */
export const serverEntry = entryOf("", [
  ["objectClass", ["top"]],
  ["namingContexts", [baseName]],
  ["supportedLDAPVersion", ["3"]],
]);
export const baseEntry = entryOf(baseName, [
  ["objectClass", ["top", "domain"]],
  ["dc", ["hearth"]],
]);

const kindOfNumber = {
  work: "telephoneNumber",
  other: "telephoneNumber",
  mobile: "mobile",
  home: "homePhone",
} as const satisfies Record<string, Attribute>;

type Numbered = readonly { attribute: Attribute; number: string }[];

/** Somebody with a name; the last word of it is the surname, which an inetOrgPerson must have. */
function someone(name: string, numbers: Numbered, mail?: string): DirectoryEntry {
  const words = name.split(/\s+/);
  const of = (wanted: Attribute) =>
    numbers.flatMap(({ attribute, number }) => (attribute === wanted ? [number] : []));
  const first = { cn: name, telephoneNumber: numbers[0]?.number ?? "" };
  return entryOf(`${new DN().addRDN(first)},${baseName}`, [
    ["objectClass", ["top", "person", "organizationalPerson", "inetOrgPerson"]],
    ["cn", [name]],
    ["displayName", [name]],
    ["sn", words.slice(-1)],
    ["givenName", words.length > 1 ? [words.slice(0, -1).join(" ")] : []],
    ["telephoneNumber", of("telephoneNumber")],
    ["mobile", of("mobile")],
    ["homePhone", of("homePhone")],
    ["mail", mail === undefined ? [] : [mail]],
  ]);
}

const ofContact = (contact: Contact): DirectoryEntry =>
  someone(
    contact.name,
    contact.numbers.map((one) => ({ attribute: kindOfNumber[one.kind], number: digitsOf(one) })),
  );

export class DirectoryEntries {
  readonly #book: PhoneBook;
  readonly #contacts: Contacts;
  /** Made once for each that the book keeps. */
  readonly #made = new WeakMap<BookEntry, DirectoryEntry>();

  constructor(parts: { book: PhoneBook; contacts: Contacts }) {
    this.#book = parts.book;
    this.#contacts = parts.contacts;
  }

  /** What a reader's telephone shows: their own contacts, then the organisation, by name. */
  of(personId: string): DirectoryEntry[] {
    const contacts = this.#contacts.of(personId).map(ofContact);
    return [...contacts, ...this.#book.search("").map((entry) => this.#ofBook(entry))];
  }

  #ofBook(entry: BookEntry): DirectoryEntry {
    const known = this.#made.get(entry);
    if (known) return known;
    const { name, number, mail } = entry;
    const made = someone(name, [{ attribute: "telephoneNumber", number }], mail);
    this.#made.set(entry, made);
    return made;
  }
}
