/** Token buckets, one a key (address, account): so many at once, refilled steadily. */
import type { Clock } from "./clock.ts";

/** Somebody who was made to wait. */
export interface Refused {
  key: string;
  count: number;
  /** When last, in milliseconds since the epoch. */
  at: number;
}

interface Bucket {
  tokens: number;
  /** When it had so many, in milliseconds of the monotonic clock. */
  at: number;
  placedAt: number;
}

/** Milliseconds in which a key that is asked about again and again keeps its place. */
const placedEvery = 1000;

/** Keys whose refusals are remembered. */
const mostRefused = 200;

export class RateLimiter {
  readonly #clock: Clock;
  readonly burst: number;
  readonly perSecond: number;
  readonly #refused = new Map<string, Refused>();
  /** Roughly in order of use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: { clock: Clock; burst: number; perSecond: number }) {
    this.#clock = options.clock;
    this.burst = options.burst;
    this.perSecond = options.perSecond;
  }

  /** Takes one token; when there is none, says in how many whole seconds there will be. */
  take(key: string): { ok: true } | { ok: false; retryAfter: number } {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? {
      tokens: this.burst,
      at: now,
      placedAt: Number.NEGATIVE_INFINITY,
    };
    const tokens = Math.min(this.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    if (tokens < 1) {
      this.#refuse(key);
      return { ok: false, retryAfter: Math.ceil((1 - tokens) / this.perSecond) };
    }
    bucket.tokens = tokens - 1;
    bucket.at = now;
    if (now - bucket.placedAt >= placedEvery) this.#place(key, bucket);
    return { ok: true };
  }

  /** Behind all others: the first of them is dropped where there are too many. */
  #place(key: string, bucket: Bucket): void {
    bucket.placedAt = bucket.at;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > 50_000) this.#buckets.delete(this.#buckets.keys().next().value ?? "");
  }

  /** Who was made to wait lately, the last first. */
  get refused(): Refused[] {
    return [...this.#refused.values()].reverse();
  }

  #refuse(key: string): void {
    const count = (this.#refused.get(key)?.count ?? 0) + 1;
    this.#refused.delete(key);
    this.#refused.set(key, { key, count, at: this.#clock.now() });
    if (this.#refused.size > mostRefused) this.#refused.delete(this.#refused.keys().next().value ?? "");
  }

  /** Forgets a key, as after a correct password. */
  reset(key: string): void {
    this.#buckets.delete(key);
  }
}
