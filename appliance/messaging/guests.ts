/**
 * People from outside, invited by e-mail into one space. The link proves the address; they see that space and
 * its members, and nothing else of the house; their time runs out unless somebody prolongs it.
 */
import {
  type Directory,
  type GuestPolicyBook,
  type Invitations,
  type Person,
  peopleErrors,
} from "../people/index.ts";
import {
  type Clock,
  type Database,
  type EventLog,
  type Mail,
  RateLimiter,
  type Timer,
  type WordingFor,
  wakeAt,
} from "../platform/index.ts";
import { invitationLetter } from "./letters.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { Spaces } from "./spaces.ts";
import type { MessagingStore } from "./store.ts";

const day = 24 * 3600 * 1000;

/** A guest as the administrator sees them. */
export interface Guest {
  person: Person;
  invitedBy: string | null;
  /** In how many spaces they are. */
  spaces: number;
}

interface GuestsParts {
  store: MessagingStore;
  db: Database;
  events: EventLog;
  clock: Clock;
  directory: Directory;
  invitations: Invitations;
  policy: GuestPolicyBook;
  spaces: Spaces;
  rights: SpaceRights;
  mail: Mail;
  /** Ends everything that the person is signed in at; returns at how many places that was. */
  signOut: (personId: string) => Promise<number>;
  /** Where the app is, as in `https://hearth.example.org`. */
  appUrl: () => string;
  wordingFor: WordingFor;
}

export class Guests {
  readonly #parts: GuestsParts;
  /** Nobody floods the world with our invitations: twenty an hour each. */
  readonly #invitations: RateLimiter;
  readonly #stop: () => void;
  #timer: Timer | undefined;

  constructor(parts: GuestsParts) {
    this.#parts = parts;
    this.#invitations = new RateLimiter({ clock: parts.clock, burst: 20, perSecond: 20 / 3600 });
    this.#stop = parts.events.listen(({ kind, topic }) => {
      if (kind === "space.left") void this.#endIfHomeless(topic.slice("person:".length));
    });
    void this.#expire();
  }

  close(): void {
    this.#stop();
    this.#timer?.cancel();
  }

  /**
   * Invites an address into a space: a new guest, or one who is known and comes into another space. People of
   * the organisation are added as ever.
   */
  async invite(personId: string, spaceId: string, address: string): Promise<Person> {
    const { directory, spaces, rights, mail, policy, db } = this.#parts;
    rights.requireStaff(personId);
    rights.requireUnlocked(spaceId, rights.requireGroup(personId, spaceId));
    const email = address.toLowerCase();
    const known = directory.findByEmail(email);
    if (known && known.role !== "guest") {
      await spaces.admit(spaceId, known.id, personId);
      return known;
    }
    if (!policy.allows(email)) throw peopleErrors("guests-forbidden");
    if (known?.state === "disabled" && this.#wasEndedByOthers(known.id)) throw peopleErrors("guest-ended");
    mail.requireEnabled();
    const verdict = this.#invitations.take(personId);
    if (!verdict.ok) throw peopleErrors("too-many-invitations", { retryAfter: verdict.retryAfter });
    const guest = await db.write(() => this.#welcome(personId, spaceId, email, known));
    if (!rights.isMember(spaceId, guest.id)) await spaces.admit(spaceId, guest.id, personId);
    return guest;
  }

  /** By a moderator of a space in which the guest is: another stretch of the policy's days, from now. */
  async prolong(personId: string, spaceId: string, guestId: string): Promise<Person> {
    const { rights } = this.#parts;
    rights.requireStaff(personId);
    rights.requireModerator(spaceId, personId);
    rights.requireMember(spaceId, guestId);
    return this.prolongFor(personId, guestId);
  }

  /** By an administrator. */
  prolongFor(by: string, guestId: string): Promise<Person> {
    const { db, directory, clock, policy } = this.#parts;
    return db.write(() => {
      const { email } = this.#require(guestId);
      if (!policy.allows(email)) throw peopleErrors("guests-forbidden");
      const expiresAt = clock.now() + policy.policy.days * day;
      const guest = directory.setExpiry(guestId, expiresAt);
      this.#log("guest.prolonged", guestId, { by, expiresAt });
      db.afterCommit(() => this.#schedule());
      return guest;
    });
  }

  /** Signs a guest out for good and takes them out of every space, whose keys rotate. */
  async end(by: string, guestId: string): Promise<void> {
    const { db, directory, spaces, store, signOut } = this.#parts;
    this.#require(guestId);
    await directory.change(guestId, { state: "disabled" });
    await db.write(() => this.#log("guest.ended", guestId, { by }));
    await signOut(guestId);
    for (const spaceId of store.spaceIdsOf(guestId))
      if (store.space(spaceId)?.kind === "group") await spaces.remove(guestId, spaceId, guestId);
  }

  list(): Guest[] {
    const { directory, store } = this.#parts;
    return directory.guests().map(({ invitedBy, ...person }) => ({
      person,
      invitedBy,
      spaces: store.spaceIdsOf(person.id).length,
    }));
  }

  /** After the policy has changed: those it no longer allows are signed out at once. */
  async enforce(): Promise<void> {
    const { directory, signOut } = this.#parts;
    for (const guest of directory.guests()) if (!directory.mayEnter(guest)) await signOut(guest.id);
  }

  /** Inside a write: makes or wakes the guest, and puts the letter into the queue. */
  #welcome(by: string, spaceId: string, email: string, known: Person | undefined): Person {
    const { directory, invitations, clock, mail, policy, appUrl, wordingFor } = this.#parts;
    const expiresAt = clock.now() + policy.policy.days * day;
    const inviter = directory.require(by).name;
    const organisation = directory.organisation?.name ?? "";
    const made = known ? undefined : invitations.inviteGuest({ email, invitedBy: by, expiresAt });
    const guest = made?.person ?? directory.setExpiry((known as Person).id, expiresAt);
    const token = made?.token ?? (guest.state === "active" ? undefined : invitations.renew(guest.id));
    const url = token ? `${appUrl()}/invitation/${token}` : `${appUrl()}/space/${spaceId}`;
    mail.enqueue(
      email,
      "invitation",
      invitationLetter(wordingFor(known?.id), { inviter, organisation, url, isNew: token !== undefined }),
    );
    this.#log("guest.invited", guest.id, { by, space: spaceId, expiresAt });
    this.#parts.db.afterCommit(() => this.#schedule());
    return guest;
  }

  async #endIfHomeless(personId: string): Promise<void> {
    const { directory, store } = this.#parts;
    const person = directory.find(personId);
    if (person?.role !== "guest" || person.state === "disabled" || store.spaceIdsOf(personId).length > 0)
      return;
    await this.end(personId, personId);
  }

  /** Signs out those whose time is up, and waits for the next. */
  async #expire(): Promise<void> {
    const { directory, clock, db, signOut } = this.#parts;
    const over = directory
      .guests()
      .filter(({ state, expiresAt }) => state === "active" && (expiresAt ?? 0) <= clock.now());
    for (const { id } of over) {
      if ((await signOut(id)) === 0) continue;
      await db.write(() => this.#log("guest.expired", id, {}));
    }
    this.#schedule();
  }

  #schedule(): void {
    const { directory, clock } = this.#parts;
    this.#timer?.cancel();
    const times = directory.guests().map(({ expiresAt }) => expiresAt ?? 0);
    const next = Math.min(...times.filter((at) => at > clock.now()));
    if (!Number.isFinite(next)) return;
    this.#timer = wakeAt(clock, next, () => void this.#expire());
  }

  /** An administrator's word stands until an administrator prolongs; who only left every space may come back. */
  #wasEndedByOthers(guestId: string): boolean {
    const [last] = this.#parts.events.of(guestId, "guest.ended", 1);
    return last !== undefined && last.payload.by !== guestId;
  }

  #require(guestId: string): Person {
    const person = this.#parts.directory.require(guestId);
    if (person.role !== "guest") throw peopleErrors("person-not-found");
    return person;
  }

  #log(kind: string, subject: string, payload: Record<string, unknown>): void {
    this.#parts.events.append({ topic: "admin", kind, subject, payload });
  }
}
