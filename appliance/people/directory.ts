/** People of the organisation: set-up, invitations, changes, look-ups. */

import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import {
  type Clock,
  type Database,
  type EventLog,
  readSetting,
  settings,
  writeSetting,
} from "../platform/index.ts";
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
import { hashToken, newToken } from "./sessions.ts";
import { hashPassword } from "./sign-in.ts";
import type { PeopleStore, PersonRow } from "./store.ts";

export interface NewPerson {
  name: string;
  email: string;
  role: Role;
  extension?: string | undefined;
  offer?: string | undefined;
}

export interface PersonChange {
  name?: string | undefined;
  role?: Role | undefined;
  state?: "active" | "disabled" | undefined;
  extension?: string | null | undefined;
  offer?: string | undefined;
}

const invitationDays = 14;
const setupCodeName = "setup-code";
/** However it is grouped, and whatever stands between its groups. */
const digitsOf = (code: string): string => code.replaceAll(/\D/g, "");
const digest = (text: string) => createHash("sha256").update(text).digest();

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
      create: (place) => this.#create(place, { state: "active", passwordHash: null }),
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
    const code = Array.from({ length: 3 }, () => String(randomInt(10_000)).padStart(4, "0")).join("-");
    const value = digest(digitsOf(code)).toString("hex");
    await this.#db.write((orm) => writeSetting(orm, setupCodeName, value));
    return code;
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
      const stored = readSetting(orm, setupCodeName);
      const right =
        typeof stored === "string" &&
        timingSafeEqual(digest(digitsOf(input.code)), Buffer.from(stored, "hex"));
      if (!right) throw peopleErrors("wrong-setup-code");
      orm.delete(settings).where(eq(settings.name, setupCodeName)).run();
      const now = this.#clock.now();
      this.#store.createOrganisation({ id: crypto.randomUUID(), name: input.organisation, createdAt: now });
      return this.#create({ ...input, role: "administrator" }, { state: "active", passwordHash });
    });
  }

  /** Adds a person who still has to accept; returns the link's token, which is kept nowhere. */
  invite(input: NewPerson): Promise<{ person: Person; token: string }> {
    return this.#db.write(() => this.admit(input));
  }

  /** The same inside a write; somebody whose extension is not said gets the next that is free. */
  admit(input: NewPerson): { person: Person; token: string } {
    const person = this.#create(input, { state: "invited", passwordHash: null });
    return { person, token: this.#issueInvitation(person.id) };
  }

  /** A new link for somebody who lost theirs (or their password); older links end. */
  reinvite(personId: string): Promise<string> {
    return this.#db.write(() => this.renewInvitation(personId));
  }

  invited(token: string): Person {
    const invitation = this.#store.invitation(hashToken(token));
    if (!invitation || invitation.expiresAt < this.#clock.now()) throw peopleErrors("invitation-over");
    const person = toPerson(this.#require(invitation.personId));
    if (person.state === "disabled" || !this.mayEnter(person)) throw peopleErrors("invitation-over");
    return person;
  }

  async accept(token: string, input: { name: string; password: string }): Promise<Person> {
    const passwordHash = await hashPassword(input.password);
    return this.#db.write(() => {
      const { id } = this.invited(token);
      const hadOne = this.#require(id).passwordHash !== null;
      this.#store.updatePerson(id, { name: input.name, passwordHash, state: "active" });
      this.#store.deleteInvitationsOf(id);
      const person = this.#announce(id, "person.updated");
      if (hadOne) this.#onPassword(person);
      return person;
    });
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

  /** Inside a write: somebody from outside who has not come yet. Returns the link's token, kept nowhere. */
  inviteGuest(input: { email: string; invitedBy: string; expiresAt: number }): {
    person: Person;
    token: string;
  } {
    const { email, invitedBy, expiresAt } = input;
    const name = email.split("@")[0] ?? email;
    const person = this.#create(
      { name, email, role: "guest", offer: "guest", expiresAt, invitedBy },
      { state: "invited", passwordHash: null },
    );
    return { person, token: this.#issueInvitation(person.id) };
  }

  /** Inside a write: until when a guest may come in. */
  setExpiry(personId: string, expiresAt: number): Person {
    const { state, passwordHash } = this.#require(personId);
    const woken = state === "disabled" ? (passwordHash === null ? "invited" : "active") : state;
    this.#store.updatePerson(personId, { expiresAt, state: woken });
    return this.#announce(personId, "person.updated");
  }

  /** Inside a write: a new link for somebody who has not come yet; older ones end. */
  renewInvitation(personId: string): string {
    if (this.#require(personId).role === "place") throw peopleErrors("place-role");
    this.#store.deleteInvitationsOf(personId);
    return this.#issueInvitation(personId);
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

  #create(
    input: NewPerson & { expiresAt?: number; invitedBy?: string },
    secret: { state: "active" | "invited"; passwordHash: string | null },
  ): Person {
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

  #nextExtension(): string {
    return this.#store.nextExtension((number) => !this.#answersElse(number));
  }

  #announce(id: string, kind: string): Person {
    this.#guestIds = undefined;
    const person = toPerson(this.#require(id));
    this.#events.append({ topic: "org", kind, subject: id, regroups: [id] });
    return person;
  }

  #issueInvitation(personId: string): string {
    const token = newToken();
    const expiresAt = this.#clock.now() + invitationDays * 24 * 3600 * 1000;
    this.#store.createInvitation({ tokenHash: hashToken(token), personId, expiresAt });
    return token;
  }

  #require(id: string): PersonRow {
    const row = this.#store.person(id);
    if (!row) throw peopleErrors("person-not-found");
    return row;
  }
}

const active = (row: PersonRow | undefined): Person | undefined =>
  row?.state === "active" ? toPerson(row) : undefined;
