/** Whoever asks for what only a telephone knows, without knowing it, is stopped after a few. */
import { type Clock, type HearthError, httpErrors, RateLimiter } from "../platform/index.ts";

export class Guesses {
  readonly #misses: RateLimiter;
  readonly #codes: RateLimiter;

  constructor(clock: Clock) {
    this.#misses = new RateLimiter({ clock, burst: 20, perSecond: 20 / 60 });
    // A house full of telephones may come from one address; a code is one of ten quadrillion.
    this.#codes = new RateLimiter({ clock, burst: 60, perSecond: 1 });
  }

  /** What an address that has no right key gets: that there is nothing, or that it is to wait. */
  missed(address: string): HearthError {
    return refusal(this.#misses.take(address)) ?? httpErrors("not-found");
  }

  /** Throws where an address has tried too many codes, right or wrong. */
  tryCode(address: string): void {
    const refused = refusal(this.#codes.take(address));
    if (refused) throw refused;
  }
}

const refusal = (verdict: ReturnType<RateLimiter["take"]>): HearthError | undefined =>
  verdict.ok ? undefined : httpErrors("too-many-requests", { retryAfter: verdict.retryAfter });
