/** Who may speak at all, decided before anything is parsed: size, rate and bans per source address. */
import { type Clock, type Limit, RateLimiter } from "../platform/index.ts";

const largestDatagram = 65_536;
const failureWindow = 10 * 60_000;
/** Addresses of datagrams are soon forged: the oldest are let go. */
const mostFailures = 10_000;
const mostBans = 10_000;

export interface Ban {
  address: string;
  until: number;
  reason: string;
}

/** A name whose password is not looked at from one address. */
export interface Suspension {
  address: string;
  name: string;
  /** Milliseconds since the epoch. */
  until: number;
}

export class Admission {
  readonly #clock: Clock;
  readonly #rate: RateLimiter;
  /** How often one source is told that it is too fast. */
  readonly #answers: RateLimiter;
  readonly #failuresBeforeBan: number;
  /** Milliseconds. */
  readonly #banTime: number;
  /** By address; by address and name where telephones of the house are. */
  readonly #failures = new Map<string, { count: number; since: number }>();
  readonly #bans = new Map<string, Ban>();
  /** By address and name. */
  readonly #suspended = new Map<string, Suspension>();
  readonly #holdsRegistration: (address: string) => boolean;

  constructor(parts: {
    clock: Clock;
    requestsPerSecond: number;
    failuresBeforeBan: number;
    banSeconds: number;
    holdsRegistration: (address: string) => boolean;
  }) {
    this.#clock = parts.clock;
    this.#failuresBeforeBan = parts.failuresBeforeBan;
    this.#banTime = parts.banSeconds * 1000;
    this.#holdsRegistration = parts.holdsRegistration;
    const perSecond = parts.requestsPerSecond;
    this.#rate = new RateLimiter({ clock: parts.clock, burst: perSecond * 4, perSecond });
    this.#answers = new RateLimiter({ clock: parts.clock, burst: 1, perSecond: 1 });
  }

  get limit(): Limit {
    return { kind: "sip-address", limiter: this.#rate };
  }

  /** Whether a source that was not admitted is told to try later: once a second, and never who is banned. */
  mayTell(address: string): boolean {
    return !this.isBanned(address) && this.#answers.take(address).ok;
  }

  admit(address: string, bytes: number): boolean {
    if (bytes > largestDatagram) return false;
    if (this.isBanned(address)) return false;
    return this.#rate.take(address).ok;
  }

  /**
   * Wrong credentials. An address that guesses is banned; where telephones of the house are registered (a whole office
   * behind one address, perhaps), only the name that was tried is refused from there, so that one telephone with an
   * old password does not silence the others, and neither can who guesses beside them go on.
   */
  failed(address: string, name: string, reason: string): void {
    const shared = this.#holdsRegistration(address);
    const key = shared ? at(address, name) : address;
    const now = this.#clock.now();
    const known = this.#failures.get(key);
    const current = known && now - known.since < failureWindow ? known : { count: 0, since: now };
    const count = current.count + 1;
    this.#failures.delete(key);
    if (count < this.#failuresBeforeBan)
      return keep(this.#failures, key, { ...current, count }, mostFailures);
    const until = now + this.#banTime;
    if (shared) keep(this.#suspended, key, { address, name, until }, mostBans);
    else keep(this.#bans, address, { address, until, reason }, mostBans);
  }

  /** Whether this name's password is not looked at now when it is shown from there. */
  isSuspended(address: string, name: string): boolean {
    if (this.#suspended.size === 0) return false;
    const key = at(address, name);
    const suspension = this.#suspended.get(key);
    if (!suspension) return false;
    if (suspension.until > this.#clock.now()) return true;
    this.#suspended.delete(key);
    return false;
  }

  succeeded(address: string, name: string): void {
    this.#failures.delete(address);
    this.#failures.delete(at(address, name));
  }

  get bans(): Ban[] {
    return [...this.#bans.keys()]
      .filter((address) => this.isBanned(address))
      .map((address) => this.#bans.get(address) as Ban);
  }

  get suspensions(): Suspension[] {
    return [...this.#suspended.values()].filter(({ address, name }) => this.isSuspended(address, name));
  }

  /** Looks at this name's password from there again. */
  resume(address: string, name: string): void {
    this.#suspended.delete(at(address, name));
    this.#failures.delete(at(address, name));
  }

  /** Lets an address in again, and every name from there. */
  lift(address: string): void {
    this.#bans.delete(address);
    for (const key of this.#suspended.keys())
      if (key.startsWith(at(address, ""))) this.#suspended.delete(key);
  }

  isBanned(address: string): boolean {
    if (this.#bans.size === 0) return false;
    const ban = this.#bans.get(address);
    if (!ban) return false;
    if (ban.until > this.#clock.now()) return true;
    this.#bans.delete(address);
    return false;
  }
}

const at = (address: string, name: string): string => `${address} ${name}`;

/** The oldest is let go where there are too many. */
function keep<Value>(entries: Map<string, Value>, key: string, value: Value, most: number): void {
  entries.set(key, value);
  if (entries.size > most) entries.delete(entries.keys().next().value ?? "");
}
