/** How much one address and one person may ask of the app: who asks too much waits, and nobody else does. */
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "./clock.ts";
import { type HttpEnv, httpErrors } from "./http.ts";
import { RateLimiter } from "./rate-limit.ts";

/** How many seconds' worth of requests may come at once: a client that starts asks for much. */
const burstSeconds = 10;

/** A limit as the administration shows it. */
export interface Limit {
  kind: "http-address" | "http-person" | "sign-in-address" | "sign-in-account" | "sip-address";
  limiter: RateLimiter;
}

export class RequestLimits {
  readonly #byAddress: RateLimiter;
  readonly #byPerson: RateLimiter;
  readonly #isKnown: (c: Context) => boolean;

  /**
   * @param parts requests a second; 0 for no limit
   * @param parts.isKnown whether a person's session asks: their limit is their own, whoever else shares their address
   */
  constructor(parts: {
    clock: Clock;
    perAddress: number;
    perPerson: number;
    isKnown: (c: Context) => boolean;
  }) {
    this.#isKnown = parts.isKnown;
    const limiter = (perSecond: number) =>
      new RateLimiter({ clock: parts.clock, burst: perSecond * burstSeconds, perSecond });
    this.#byAddress = limiter(parts.perAddress);
    this.#byPerson = limiter(parts.perPerson);
  }

  get limits(): Limit[] {
    return [
      { kind: "http-address", limiter: this.#byAddress },
      { kind: "http-person", limiter: this.#byPerson },
    ];
  }

  /** For those who have not signed in. */
  readonly address: MiddlewareHandler<HttpEnv> = async (c, next) => {
    if (this.#byAddress.perSecond > 0 && !this.#isKnown(c)) take(this.#byAddress, c.env.remoteAddress);
    await next();
  };

  /** Behind the sign-in. */
  readonly person: MiddlewareHandler<HttpEnv & { Variables: { person: { id: string } } }> = async (
    c,
    next,
  ) => {
    take(this.#byPerson, c.get("person").id);
    await next();
  };
}

function take(limiter: RateLimiter, key: string): void {
  if (limiter.perSecond === 0) return;
  const verdict = limiter.take(key);
  if (!verdict.ok) throw httpErrors("too-many-requests", { retryAfter: verdict.retryAfter });
}
