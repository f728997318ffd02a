/** Each person's own contacts (MB-05). */
import { and, asc, count, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type Clock, type Database, type EventLog, type Orm, says } from "../platform/index.ts";
import { deviceErrors } from "./errors.ts";
import { type ContactNumber, contacts, numberKinds } from "./schema.ts";
import { type Card, readCards, writeCards } from "./vcard.ts";

export type { ContactNumber } from "./schema.ts";

export const contactInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  numbers: z
    .array(
      z.strictObject({
        kind: z.enum(numberKinds),
        number: z
          .string()
          .trim()
          .regex(/^\+?[\d*#][\d*# ().\-/]{0,39}$/, says("phone-number")),
      }),
    )
    .min(1)
    .max(10),
});

export interface Contact {
  id: string;
  name: string;
  numbers: ContactNumber[];
}

/** What came of a file of contacts. */
export interface ImportReport {
  added: number;
  /** Known by name, with numbers that were not known. */
  completed: number;
  known: number;
  /** Without a name or a number, or cut off. */
  skipped: number;
}

const mostContacts = 5000;

export class Contacts {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;

  constructor(parts: { db: Database; events: EventLog; clock: Clock }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  /** By name. */
  of(personId: string): Contact[] {
    return this.#db.orm
      .select({ id: contacts.id, name: contacts.name, numbers: contacts.numbers })
      .from(contacts)
      .where(eq(contacts.personId, personId))
      .orderBy(asc(sql`${contacts.name} collate nocase`))
      .all();
  }

  add(personId: string, card: Card): Promise<Contact> {
    const contact = { id: crypto.randomUUID(), ...card };
    return this.#db.write((orm) => {
      this.#insert(orm, personId, [contact]);
      this.#announce(personId);
      return contact;
    });
  }

  change(personId: string, id: string, card: Card): Promise<Contact> {
    return this.#db.write((orm) => {
      const changed = orm.update(contacts).set(card).where(own(personId, id)).returning().get();
      if (!changed) throw deviceErrors("contact-not-found");
      this.#announce(personId);
      return { id, ...card };
    });
  }

  remove(personId: string, id: string): Promise<void> {
    return this.#db.write((orm) => {
      if (!orm.delete(contacts).where(own(personId, id)).returning().get())
        throw deviceErrors("contact-not-found");
      this.#announce(personId);
    });
  }

  /** Adds what is new and completes what is known by its name. Throws `no-contacts`, `too-many-contacts`. */
  import(personId: string, vcards: string): Promise<ImportReport> {
    const { cards, skipped } = readCards(vcards);
    if (cards.length === 0) throw deviceErrors("no-contacts");
    return this.#db.write((orm) => {
      const byName = new Map<string, Contact>(
        this.of(personId).map((contact) => [nameKey(contact), contact]),
      );
      const fresh = new Set<Contact>();
      const completed = new Set<Contact>();
      let known = 0;
      for (const card of cards) {
        const contact = byName.get(nameKey(card));
        const added = { id: crypto.randomUUID(), ...card };
        if (!contact) {
          byName.set(nameKey(card), added);
          fresh.add(added);
        } else if (!complete(contact, card.numbers)) known++;
        else if (!fresh.has(contact)) completed.add(contact);
      }
      this.#insert(orm, personId, [...fresh]);
      for (const { id, numbers } of completed)
        orm.update(contacts).set({ numbers }).where(own(personId, id)).run();
      this.#announce(personId);
      return { added: fresh.size, completed: completed.size, known, skipped };
    });
  }

  export(personId: string): string {
    return writeCards(this.of(personId));
  }

  #insert(orm: Orm, personId: string, added: readonly Contact[]): void {
    const createdAt = this.#clock.now();
    const there = orm.select({ count: count() }).from(contacts).where(eq(contacts.personId, personId)).get();
    if ((there?.count ?? 0) + added.length > mostContacts) throw deviceErrors("too-many-contacts");
    for (const contact of added)
      orm
        .insert(contacts)
        .values({ personId, createdAt, ...contact })
        .run();
  }

  #announce(personId: string): void {
    this.#events.append({ topic: `person:${personId}`, kind: "contacts.changed", subject: personId });
  }
}

const own = (personId: string, id: string) => and(eq(contacts.id, id), eq(contacts.personId, personId));
const nameKey = ({ name }: Card) => name.toLocaleLowerCase("en");
/** As a telephone dials it. */
export const digitsOf = ({ number }: ContactNumber): string => number.replaceAll(/[^\d+*#]/g, "");

/** Puts the numbers that a contact lacks beside those it has; false where it lacks none. */
function complete(contact: Contact, numbers: readonly ContactNumber[]): boolean {
  const known = new Set(contact.numbers.map(digitsOf));
  const missing = numbers.filter((number) => !known.has(digitsOf(number)));
  contact.numbers = [...contact.numbers, ...missing].slice(0, 10);
  return missing.length > 0;
}
