/** The requests of this end inside a dialog: numbered in order, and a challenge to one is answered once. */
import type { ClientHandlers } from "./client-transaction.ts";
import { type DialogState, requestWithin } from "./dialog-state.ts";
import { answerChallenge, type Credentials } from "./digest-client.ts";
import type { Flow } from "./flow.ts";
import type { Octets, SipRequest } from "./message.ts";
import type { Transactions } from "./transactions.ts";

interface Parts {
  state: DialogState;
  transactions: Transactions;
  /** Of this house, where the peer knows it by some. */
  credentials: Credentials | undefined;
}

export class DialogRequests {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The next one. @param content type and text of the body; none where there is none */
  next(method: string, content?: { type: string; body: Octets }): SipRequest {
    const { state } = this.#parts;
    return requestWithin(state, method, ++state.localSequence, content);
  }

  /** Providers may challenge inside a dialog as well (RFC 3261 §22.3). Returns how an INVITE is taken back. */
  send(request: SipRequest, flow: Flow, handlers: ClientHandlers): () => void {
    const { state, transactions, credentials } = this.#parts;
    let takenBack = false;
    let transaction = transactions.request(request, flow, {
      ...handlers,
      onResponse: (response) => {
        const proof = takenBack || !credentials ? undefined : answerChallenge(response, request, credentials);
        if (!proof) return handlers.onResponse(response);
        request.headers.setFirst("cseq", `${++state.localSequence} ${request.method}`);
        request.headers.add(...proof);
        transaction = transactions.request(request, flow, handlers);
      },
    });
    return () => {
      takenBack = true;
      transactions.cancel(transaction);
    };
  }
}
