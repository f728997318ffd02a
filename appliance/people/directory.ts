/** The people of the organisation, as they are added, changed and looked up. */
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { peopleErrors } from "./errors.ts";
import type { GuestPolicyBook } from "./guest-policy.ts";
import { nobodyNear } from "./nearness.ts";
import {
  type Capability,
  defaultOffer,
  type Entitlements,
  entitlementsOf,
  guestEntitlements,
  includes,
} from "./offers.ts";
import { type Person, toPerson } from "./person.ts";
import { PlaceBook } from "./places.ts";
import type { Role } from "./schema.ts";
import { burnSetupCode, renewSetupCode } from "./setup-code.ts";
import { hashPassword } from "./sign-in.ts";
import type { PeopleStore, PersonRow } from "./store.ts";

export interface NewPerson {
  name: string;
  email: string;
  role: Role;
  extension?: string | undefined;
  offer?: string | undefined;
  /** Of a guest: until when they may come in, in milliseconds since the epoch, and who asked for them. */
  expiresAt?: number | undefined;
  invitedBy?: string | undefined;
}

export interface PersonChange {
  name?: string | undefined;
  role?: Role | undefined;
  state?: "active" | "disabled" | undefined;
  extension?: string | null | undefined;
  offer?: string | undefined;
}

export class Directory {
  /** Rooms with telephones. */
  readonly places: PlaceBook;
  readonly #store: PeopleStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #policy: GuestPolicyBook;
  readonly #answersElse: (number: string) => boolean;
  readonly #onPassword: (person: Person) => void;
  /** Asked for at every change of somebody's presence; undefined until it is asked for again. */
  #guestIds: ReadonlySet<string> | undefined;

  constructor(options: {
    store: PeopleStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    policy: GuestPolicyBook;
    answersElse: (number: string) => boolean;
    onPassword: (person: Person) => void;
  }) {
    this.#answersElse = options.answersElse;
    this.#onPassword = options.onPassword;
    this.#policy = options.policy;
    this.#store = options.store;
    this.#db = options.db;
    this.#events = options.events;
    this.#clock = options.clock;
    this.places = new PlaceBook({
      store: options.store,
      db: options.db,
      create: (place) => this.create(place, { state: "active", passwordHash: null }),
    });
  }

  /** Whether somebody may come in at all: a guest only until they expire, and from where the policy allows. */
  mayEnter({ role, email, expiresAt }: Pick<Person, "role" | "email" | "expiresAt">): boolean {
    if (role !== "guest") return true;
    return (expiresAt ?? 0) > this.#clock.now() && this.#policy.allows(email);
  }

  get organisation(): { id: string; name: string } | undefined {
    return this.#store.organisation();
  }

  /** A fresh one-time code for the set-up page, in groups of four; undefined once the box is set up. */
  async issueSetupCode(): Promise<string | undefined> {
    if (this.organisation) return undefined;
    return this.#db.write(renewSetupCode);
  }

  /** The wizard's first step: makes the organisation and its administrator, and burns the code. */
  async setUp(input: {
    code: string;
    organisation: string;
    name: string;
    email: string;
    password: string;
  }): Promise<Person> {
    const passwordHash = await hashPassword(input.password);
    return this.#db.write((orm) => {
      if (this.organisation) throw peopleErrors("already-set-up");
      burnSetupCode(orm, input.code);
      const now = this.#clock.now();
      this.#store.createOrganisation({ id: crypto.randomUUID(), name: input.organisation, createdAt: now });
      return this.create({ ...input, role: "administrator" }, { state: "active", passwordHash });
    });
  }

  /** Inside a write: adds somebody and tells of it. Throws `email-taken`. */
  create(input: NewPerson, secret: { state: "active" | "invited"; passwordHash: string | null }): Person {
    const email = input.email.toLowerCase();
    if (this.#store.personByEmail(email)) throw peopleErrors("email-taken");
    const id = crypto.randomUUID();
    this.#store.createPerson({
      id,
      email,
      name: input.name,
      role: input.role,
      offer: input.offer ?? defaultOffer,
      // A guest has no number, and is no one whom the telephones find by address.
      extension: input.role === "guest" ? null : (input.extension ?? this.#nextExtension()),
      createdAt: this.#clock.now(),
      expiresAt: input.expiresAt ?? null,
      invitedBy: input.invitedBy ?? null,
      ...secret,
    });
    return this.#announce(id, "person.created");
  }

  /** Inside a write: changes somebody as they are kept, and tells of it. */
  update(id: string, change: Partial<PersonRow>): Person {
    this.#store.updatePerson(id, change);
    return this.#announce(id, "person.updated");
  }

  async changePassword(personId: string, password: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.#db.write(() => {
      this.#store.updatePerson(personId, { passwordHash });
      this.#onPassword(this.require(personId));
    });
  }

  change(personId: string, change: PersonChange): Promise<Person> {
    return this.#db.write(() => {
      this.#require(personId);
      const { extension } = change;
      if (extension && extension !== this.#require(personId).extension && this.isTaken(extension))
        throw peopleErrors("extension-taken");
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      this.#store.updatePerson(personId, { ...given, ...this.#admission(personId, change) });
      if (this.#store.activeAdministrators().length === 0) throw peopleErrors("last-administrator");
      return this.#announce(personId, "person.updated");
    });
  }

  /** What else changes when the role does: a guest who joins the organisation gets what its people have. */
  #admission(personId: string, { role }: PersonChange): Partial<PersonRow> {
    const before = this.#require(personId).role;
    if (role !== undefined && (role === "place") !== (before === "place")) throw peopleErrors("place-role");
    if (role === undefined || (role === "guest") === (before === "guest")) return {};
    if (role === "guest") throw peopleErrors("guest-role");
    return { expiresAt: null, offer: defaultOffer, extension: this.#nextExtension() };
  }

  /** Inside a write: until when a guest may come in. */
  setExpiry(personId: string, expiresAt: number): Person {
    const { state, passwordHash } = this.#require(personId);
    const woken = state === "disabled" ? (passwordHash === null ? "invited" : "active") : state;
    return this.update(personId, { expiresAt, state: woken });
  }

  /** Everybody with this address, whatever their state. */
  findByEmail(email: string): Person | undefined {
    const row = this.#store.personByEmail(email);
    return row && toPerson(row);
  }

  guests(): (Person & { invitedBy: string | null })[] {
    return this.#store.guests().map((row) => ({ ...toPerson(row), invitedBy: row.invitedBy }));
  }

  isGuest(id: string): boolean {
    this.#guestIds ??= new Set(this.#store.guests().map((guest) => guest.id));
    return this.#guestIds.has(id);
  }

  find(id: string): Person | undefined {
    const row = this.#store.person(id);
    return row && toPerson(row);
  }

  /** Throws `person-not-found`. */
  require(id: string): Person {
    return toPerson(this.#require(id));
  }

  /** Whether anybody has it, whatever their state, or something else in the house answers there. */
  isTaken(extension: string): boolean {
    return this.#store.personByExtension(extension) !== undefined || this.#answersElse(extension);
  }

  /** An active person by extension. */
  findByExtension(extension: string): Person | undefined {
    return active(this.#store.personByExtension(extension));
  }

  /** An active person of the organisation by address (`maria@example.org`) or by its local part where only one has it. */
  findByAddress(address: string): Person | undefined {
    if (address.includes("@")) {
      const exact = active(this.#store.personByEmail(address));
      if (exact && exact.role !== "guest") return exact;
    }
    const matches = this.#store.personByLocalPart(address.split("@")[0] ?? "");
    return matches.length === 1 ? active(matches[0]) : undefined;
  }

  /** Ids of the active ones. */
  get administrators(): string[] {
    return this.#store.activeAdministrators();
  }

  get activeCount(): number {
    return this.#store.countActive();
  }

  /** The best first, and then by name; those from `offset` on. */
  search(text: string, limit = 50, offset = 0, near = nobodyNear): Person[] {
    return this.#store.search(text.trim(), limit, offset, near).map(toPerson);
  }

  entitlements(personId: string): Entitlements {
    const person = this.#store.person(personId);
    return person?.role === "guest" ? guestEntitlements : entitlementsOf(person?.offer ?? "");
  }

  /** The one question of what somebody's offer includes: HTTP, WebSocket, SIP and telephones ask it. */
  may(personId: string, capability: Capability): boolean {
    return includes(this.entitlements(personId), capability);
  }

  /** Throws `…-not-included` where `may` says no. */
  requireEntitled(personId: string, capability: Capability): void {
    if (!this.may(personId, capability)) throw peopleErrors(`${capability}-not-included`);
  }

  #nextExtension(): string {
    return this.#store.nextExtension((number) => !this.#answersElse(number));
  }

  #announce(id: string, kind: string): Person {
    this.#guestIds = undefined;
    const person = toPerson(this.#require(id));
    this.#events.append({ topic: "org", kind, subject: id, regroups: [id] });
    return person;
  }

  #require(id: string): PersonRow {
    const row = this.#store.person(id);
    if (!row) throw peopleErrors("person-not-found");
    return row;
  }
}

const active = (row: PersonRow | undefined): Person | undefined =>
  row?.state === "active" ? toPerson(row) : undefined;
