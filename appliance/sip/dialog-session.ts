/** The session timer of one dialog (RFC 4028): what was agreed on, and the refreshes that this end owes. */
import type { Clock } from "../platform/index.ts";
import { type DialogState, requestWithin } from "./dialog-state.ts";
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
import type { Transactions } from "./transactions.ts";

interface Parts {
  state: DialogState;
  clock: Clock;
  rules: SessionRules;
  transactions: Transactions;
  contact(flow: Flow): string;
  /** The way to the peer; rejects where there is none any more. */
  flow(): Promise<Flow>;
  /** Refreshes by an offer, for a peer that takes no UPDATE; false where that cannot be done. */
  offerAgain(): Promise<boolean>;
  /** Nobody refreshed it in time. */
  onExpired(): void;
  /** The peer does not know the dialog any more. */
  onLost(): void;
}

export class DialogSession {
  readonly #parts: Parts;
  #timer: SessionTimer | undefined;
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
      expire: this.#parts.onExpired,
    });
  }

  /** What the peer's 2xx says of it, where there is a timer at all. */
  keepAnswer(response: SipResponse): void {
    if (this.#timer) this.keep(termsOf(response, this.#parts.rules));
  }

  /** Asks in a request of this end for what was agreed on. */
  addTo({ headers }: SipRequest): void {
    if (!this.#timer) return;
    const { seconds, refresher } = this.#timer.terms;
    for (const [name, value] of requestHeaders(seconds, refresher)) headers.add(name, value);
  }

  /** The dialog is over. */
  end(): void {
    this.#over = true;
    this.#timer?.cancel();
  }

  /** False where it is to be tried again. */
  async #refresh(terms: SessionTerms): Promise<boolean> {
    if (!terms.takesUpdate) return this.#parts.offerAgain();
    const response = await this.#update();
    const least = leastOf(response);
    if (least !== undefined) this.keep({ ...terms, seconds: Math.max(least, terms.seconds) });
    if (response.status === 405 || response.status === 501) this.keep({ ...terms, takesUpdate: false });
    if (response.status === 481) this.#parts.onLost();
    if (response.status < 300) {
      const agreed = termsOf(response, this.#parts.rules);
      this.keep(agreed && { ...agreed, takesUpdate: true });
    }
    return response.status < 300 || response.status === 481 || least !== undefined;
  }

  /** Resolves with the final response; rejects when none comes. */
  async #update(): Promise<SipResponse> {
    const { state, transactions, contact } = this.#parts;
    const flow = await this.#parts.flow();
    const request = requestWithin(state, "UPDATE", ++state.localSequence);
    request.headers.add("contact", contact(flow));
    this.addTo(request);
    return new Promise((resolve, reject) => {
      transactions.request(request, flow, {
        onResponse: (response) => response.status >= 200 && resolve(response),
        onTimeout: (status) => reject(new Error(`no answer to UPDATE: ${status}`)),
      });
    });
  }
}
