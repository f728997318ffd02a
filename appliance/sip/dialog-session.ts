/** The session timer of one dialog (RFC 4028): what was agreed on, and the refreshes that this end owes. */
import type { Clock } from "../platform/index.ts";
import type { DialogRequests } from "./dialog-requests.ts";
import type { Flow } from "./flow.ts";
import type { SipRequest, SipResponse } from "./message.ts";
import {
  leastOf,
  requestHeaders,
  type SessionRules,
  type SessionTerms,
  SessionTimer,
  termsOf,
} from "./session-timer.ts";

interface Parts {
  clock: Clock;
  rules: SessionRules;
  requests: DialogRequests;
  contact(flow: Flow): string;
  /** The way to the peer; rejects where there is none any more. */
  flow(): Promise<Flow>;
  /** Refreshes by an offer, for a peer that takes no UPDATE; false where that cannot be done. */
  offerAgain(): Promise<boolean>;
  /** Nobody refreshed it in time, and that was agreed on. */
  onExpired(): void;
  /** The peer does not know the dialog any more. */
  onLost(): void;
}

export class DialogSession {
  readonly #parts: Parts;
  #timer: SessionTimer | undefined;
  /** Seconds that the peer wants a session to be at least, as its 422 has said. */
  #least = 0;
  #over = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What was agreed on with the last INVITE or UPDATE; undefined for a session without timers. */
  keep(terms: SessionTerms | undefined): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!terms || this.#over) return;
    this.#timer = new SessionTimer(terms, {
      clock: this.#parts.clock,
      refresh: () => this.#refresh(terms).catch(() => false),
      expire: () => this.#expired(terms),
    });
  }

  /** What the peer's 2xx says of it, where there is a timer at all. */
  keepAnswer(response: SipResponse): void {
    if (this.#timer) this.keep(termsOf(response, this.#parts.rules));
  }

  /** Asks in a request of this end for what was agreed on. */
  addTo(request: SipRequest): void {
    const terms = this.#timer?.terms;
    if (terms) addTerms(request, { ...terms, seconds: Math.max(terms.seconds, this.#least) });
  }

  /** Whether a request that asked for it was too brief for the peer, and asks for more from now on (RFC 4028 §7.3). */
  lengthen(response: SipResponse): boolean {
    const least = leastOf(response) ?? 0;
    if (!this.#timer || least <= Math.max(this.#timer.terms.seconds, this.#least)) return false;
    this.#least = least;
    return true;
  }

  /** The dialog is over. */
  end(): void {
    this.#over = true;
    this.#timer?.cancel();
  }

  /** A call that this end could not refresh stands as if there were no timers, unless its peer insists on them. */
  #expired({ refresher, insisted }: SessionTerms): void {
    if (refresher === "peer" || insisted) this.#parts.onExpired();
    else this.keep(undefined);
  }

  /** False where it is to be tried again. */
  async #refresh(terms: SessionTerms): Promise<boolean> {
    if (!terms.takesUpdate) return this.#parts.offerAgain();
    const response = await this.#update(terms);
    if (response.status === 405 || response.status === 501) return this.#parts.offerAgain();
    if (response.status === 481) this.#parts.onLost();
    if (response.status < 300) {
      const agreed = termsOf(response, this.#parts.rules);
      this.keep(agreed && { ...agreed, takesUpdate: true });
    }
    return response.status < 300 || response.status === 481;
  }

  /**
   * Resolves with the final response; rejects when none comes. Where the peer wants a longer session, that is asked for
   * at once, once: what stands until then ends at its time (RFC 4028 §7.4).
   */
  async #update(terms: SessionTerms): Promise<SipResponse> {
    const response = await this.#ask(terms);
    const least = leastOf(response) ?? 0;
    return least > terms.seconds ? this.#ask({ ...terms, seconds: least }) : response;
  }

  async #ask(terms: SessionTerms): Promise<SipResponse> {
    const { requests, contact } = this.#parts;
    const flow = await this.#parts.flow();
    const request = requests.next("UPDATE");
    request.headers.add("contact", contact(flow));
    addTerms(request, terms);
    return new Promise((resolve, reject) => {
      requests.send(request, flow, {
        onResponse: (response) => response.status >= 200 && resolve(response),
        onTimeout: (status) => reject(new Error(`no answer to UPDATE: ${status}`)),
      });
    });
  }
}

function addTerms({ headers }: SipRequest, { seconds, refresher }: SessionTerms): void {
  for (const [name, value] of requestHeaders(seconds, refresher)) headers.add(name, value);
}
