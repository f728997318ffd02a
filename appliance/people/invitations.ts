/** Invitations: links by which people come in, or come back in, and say what their password is. */
import type { Clock, Database } from "../platform/index.ts";
import type { Directory, NewPerson } from "./directory.ts";
import { peopleErrors } from "./errors.ts";
import type { Person } from "./person.ts";
import { hashToken, newToken } from "./sessions.ts";
import { hashPassword } from "./sign-in.ts";
import type { PeopleStore } from "./store.ts";

/** Whoever is invited, and their link's token, which is kept nowhere. */
interface Invited {
  person: Person;
  token: string;
}

interface InvitationsParts {
  store: PeopleStore;
  db: Database;
  clock: Clock;
  directory: Directory;
  /** Told inside the write that gives somebody another password than they had. */
  onPassword: (person: Person) => void;
}

const daysUntilOver = 14;

export class Invitations {
  readonly #parts: InvitationsParts;

  constructor(parts: InvitationsParts) {
    this.#parts = parts;
  }

  /** Adds a person who still has to accept. */
  invite(input: NewPerson): Promise<Invited> {
    return this.#parts.db.write(() => this.admit(input));
  }

  /** The same inside a write; somebody whose extension is not said gets the next that is free. */
  admit(input: NewPerson): Invited {
    const person = this.#parts.directory.create(input, { state: "invited", passwordHash: null });
    return { person, token: this.#issue(person.id) };
  }

  /** Inside a write: somebody from outside who has not come yet. */
  inviteGuest(input: { email: string; invitedBy: string; expiresAt: number }): Invited {
    const name = input.email.split("@")[0] ?? input.email;
    return this.admit({ ...input, name, role: "guest", offer: "guest" });
  }

  /** A new link for somebody who lost theirs (or their password); older links end. */
  reinvite(personId: string): Promise<string> {
    return this.#parts.db.write(() => this.renew(personId));
  }

  /** The same inside a write. Throws `place-role`: nobody signs in as a place. */
  renew(personId: string): string {
    const { directory, store } = this.#parts;
    if (directory.require(personId).role === "place") throw peopleErrors("place-role");
    store.deleteInvitationsOf(personId);
    return this.#issue(personId);
  }

  /** Whose link it is. Throws `invitation-over`. */
  invited(token: string): Person {
    const { directory, store, clock } = this.#parts;
    const invitation = store.invitation(hashToken(token));
    if (!invitation || invitation.expiresAt < clock.now()) throw peopleErrors("invitation-over");
    const person = directory.require(invitation.personId);
    if (person.state === "disabled" || !directory.mayEnter(person)) throw peopleErrors("invitation-over");
    return person;
  }

  /** Throws `invitation-over`. */
  async accept(token: string, input: { name: string; password: string }): Promise<Person> {
    const { directory, store, db, onPassword } = this.#parts;
    const passwordHash = await hashPassword(input.password);
    return db.write(() => {
      const { id } = this.invited(token);
      const hadOne = Boolean(store.person(id)?.passwordHash);
      const person = directory.update(id, { name: input.name, passwordHash, state: "active" });
      store.deleteInvitationsOf(id);
      if (hadOne) onPassword(person);
      return person;
    });
  }

  #issue(personId: string): string {
    const { store, clock } = this.#parts;
    const token = newToken();
    const expiresAt = clock.now() + daysUntilOver * 24 * 3600 * 1000;
    store.createInvitation({ tokenHash: hashToken(token), personId, expiresAt });
    return token;
  }
}
