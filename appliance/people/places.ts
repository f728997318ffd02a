/** Places: rooms with a telephone for whoever is there. Principals like people, but nobody signs in as one. */
import type { Database } from "../platform/index.ts";
import { peopleErrors } from "./errors.ts";
import { placeOffer } from "./offers.ts";
import { type Person, toPerson } from "./person.ts";
import type { PeopleStore } from "./store.ts";

interface NewPlace {
  name: string;
  email: string;
  role: "place";
  offer: string;
}

interface PlaceBookParts {
  store: PeopleStore;
  db: Database;
  /** Inside a write: makes the principal. */
  create(place: NewPlace): Person;
}

const addressOf = (local: string): string => `${local}@place.invalid`;

export class PlaceBook {
  readonly #parts: PlaceBookParts;

  constructor(parts: PlaceBookParts) {
    this.#parts = parts;
  }

  /** Its SIP name is made of its own name. */
  add(name: string): Promise<Person> {
    const { store, db, create } = this.#parts;
    return db.write(() => {
      const plain = name
        .normalize("NFKD")
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-");
      const wanted = plain.replaceAll(/^-+|-+$/g, "") || "place";
      const names = [wanted, ...Array.from({ length: 999 }, (_, at) => `${wanted}-${at + 2}`)];
      // No one's SIP name may become ambiguous, and no address is used twice.
      const free = names.find(
        (local) => store.personByLocalPart(local).length === 0 && !store.personByEmail(addressOf(local)),
      );
      if (!free) throw peopleErrors("email-taken");
      return create({ name, email: addressOf(free), role: "place", offer: placeOffer });
    });
  }

  /** The active ones, by name. */
  get all(): Person[] {
    return this.#parts.store.places().map(toPerson);
  }

  /** Throws `person-not-found` for whoever is no place, or was removed. */
  require(id: string): Person {
    const row = this.#parts.store.person(id);
    if (row?.role !== "place" || row.state !== "active") throw peopleErrors("person-not-found");
    return toPerson(row);
  }
}
