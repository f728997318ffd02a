/** Who may speak at all, decided before anything is parsed: size, rate and bans per source address. */
import { type Clock, type Limit, RateLimiter } from "../platform/index.ts";

const largestDatagram = 65_536;
const failuresBeforeBan = 20;
const failureWindow = 10 * 60_000;
const banTime = 10 * 60_000;
/** Addresses of datagrams are soon forged: the oldest are let go. */
const mostFailures = 10_000;
const mostBans = 10_000;

export interface Ban {
  address: string;
  until: number;
  reason: string;
}

export class Admission {
  readonly #clock: Clock;
  readonly #rate: RateLimiter;
  /** How often one source is told that it is too fast. */
  readonly #answers: RateLimiter;
  readonly #failures = new Map<string, { count: number; since: number }>();
  readonly #bans = new Map<string, Ban>();
  readonly #holdsRegistration: (address: string) => boolean;

  constructor(parts: {
    clock: Clock;
    requestsPerSecond: number;
    holdsRegistration: (address: string) => boolean;
  }) {
    this.#clock = parts.clock;
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

  /** Wrong credentials; a source that holds a live registration is never banned for them. */
  failed(address: string, reason: string): void {
    const now = this.#clock.now();
    const known = this.#failures.get(address);
    const count = known && now - known.since < failureWindow ? known.count + 1 : 1;
    this.#failures.set(address, { count, since: count === 1 ? now : (known?.since ?? now) });
    if (this.#failures.size > mostFailures) this.#failures.delete(this.#failures.keys().next().value ?? "");
    if (count < failuresBeforeBan || this.#holdsRegistration(address)) return;
    this.#bans.set(address, { address, until: now + banTime, reason });
    if (this.#bans.size > mostBans) this.#bans.delete(this.#bans.keys().next().value ?? "");
    this.#failures.delete(address);
  }

  succeeded(address: string): void {
    this.#failures.delete(address);
  }

  get bans(): Ban[] {
    return [...this.#bans.keys()]
      .filter((address) => this.isBanned(address))
      .map((address) => this.#bans.get(address) as Ban);
  }

  lift(address: string): void {
    this.#bans.delete(address);
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
