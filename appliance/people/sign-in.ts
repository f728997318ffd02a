/** Password sign-in: argon2id, limited, and the same answer in the same time for an unknown address. */
import { randomBytes } from "node:crypto";
import { type Clock, httpErrors, type Limit, RateLimiter } from "../platform/index.ts";
import { peopleErrors } from "./errors.ts";
import type { PeopleStore, PersonRow } from "./store.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const cost = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

export const hashPassword = (password: string) => Bun.password.hash(password, cost);

export class PasswordSignIn {
  readonly #store: PeopleStore;
  readonly #mayEnter: (person: PersonRow) => boolean;
  readonly #byAccount: RateLimiter;
  readonly #byAddress: RateLimiter;
  /** Verified for unknown people, so that they take as long as known ones. */
  readonly #decoy = hashPassword(randomBytes(16).toString("hex"));

  constructor(options: { store: PeopleStore; clock: Clock; mayEnter: (person: PersonRow) => boolean }) {
    this.#mayEnter = options.mayEnter;
    this.#store = options.store;
    this.#byAccount = new RateLimiter({ clock: options.clock, burst: 5, perSecond: 5 / 60 });
    this.#byAddress = new RateLimiter({ clock: options.clock, burst: 30, perSecond: 0.5 });
  }

  get limits(): Limit[] {
    return [
      { kind: "sign-in-address", limiter: this.#byAddress },
      { kind: "sign-in-account", limiter: this.#byAccount },
    ];
  }

  /** The person, or one error for every wrong combination. Throws `too-many-requests` past the limits. */
  async verify(email: string, password: string, address: string): Promise<PersonRow> {
    const account = email.toLowerCase();
    const person = this.#store.personByEmail(account);
    // Where somebody is signed in already they are not kept out by what strangers try elsewhere.
    const isAtHome =
      person && this.#store.sessionsOf(person.id).some((session) => session.address === address);
    const key = isAtHome ? `${account} (${address})` : account;
    // An address that has used up what is its own takes nothing from the accounts that it names.
    for (const take of [() => this.#byAddress.take(address), () => this.#byAccount.take(key)]) {
      const verdict = take();
      if (!verdict.ok) throw httpErrors("too-many-requests", { retryAfter: verdict.retryAfter });
    }
    const usable = person?.state === "active" && person.passwordHash !== null && this.#mayEnter(person);
    const right = await Bun.password.verify(password, (usable && person.passwordHash) || (await this.#decoy));
    if (!usable || !right) throw peopleErrors("sign-in-refused");
    this.#byAccount.reset(key);
    return person;
  }
}
