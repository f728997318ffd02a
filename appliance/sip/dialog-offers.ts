/**
 * Offers inside a dialog (RFC 3261 §14, RFC 3311), those of the peer and those of this end, one at a time; and the 2xx to
 * an INVITE of either end with its ACK, before which there is no other.
 */
import { detach } from "./detach.ts";
import type { DialogRequests } from "./dialog-requests.ts";
import type { DialogSession } from "./dialog-session.ts";
import { type DialogState, requestWithin } from "./dialog-state.ts";
import { type Flow, isPlain } from "./flow.ts";
import { parseNameAddress } from "./headers.ts";
import type { Octets, SipRequest, SipResponse } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { answerHeaders, isTooBrief, type SessionRules, termsFor } from "./session-timer.ts";
import type { Transactions } from "./transactions.ts";

/** The dialog that they are made in. */
interface Ends {
  readonly state: DialogState;
  readonly handlers: {
    onOffer(offer: Octets): Promise<Octets>;
    onAnswer?(answer: Octets): void;
  };
  /** The peer is gone. */
  end(reason: "timeout" | "lost"): void;
  /** The peer is waited for no longer. */
  giveUp(): void;
}

interface Context {
  session: SessionRules;
  transactions: Transactions;
  contact(flow: Flow): string;
  flowFor(dialog: DialogState): Promise<Flow>;
}

export class DialogOffers {
  readonly #dialog: Ends;
  readonly #context: Context;
  readonly #requests: DialogRequests;
  readonly #session: DialogSession;
  /** The INVITE of the peer whose 2xx waits for its ACK. */
  #unacknowledged: ServerTransaction | undefined;
  #offering = false;
  /** Of the last 2xx of the peer, with the number of its INVITE. */
  #ack: { number: number; text: Octets } | undefined;

  constructor(dialog: Ends, context: Context, requests: DialogRequests, session: DialogSession) {
    this.#dialog = dialog;
    this.#context = context;
    this.#requests = requests;
    this.#session = session;
  }

  /** Watches the 2xx that this end sent: without an ACK the call is ended (RFC 3261 §13.3.1.4). */
  awaitAck(transaction: ServerTransaction): void {
    this.#unacknowledged = transaction;
    transaction.onTimeout = () => {
      if (this.#unacknowledged === transaction) this.#dialog.giveUp();
    };
  }

  /** The ACK of a 2xx; its body answers the offer that the 2xx made. */
  acknowledged(request: SipRequest): void {
    const transaction = this.#unacknowledged;
    this.#unacknowledged = undefined;
    transaction?.acknowledged();
    if (transaction && request.body !== "") this.#dialog.handlers.onAnswer?.(request.body);
  }

  /** Acknowledges a 2xx of the peer, as often as it comes; returns what was said. */
  sendAck(response: SipResponse, flow: Flow): Octets {
    const number = response.headers.cseq?.number ?? 1;
    if (this.#ack?.number === number) flow.send(this.#ack.text);
    else {
      const ack = requestWithin(this.#dialog.state, "ACK", number);
      this.#ack = { number, text: this.#context.transactions.sendAck(ack, flow) };
    }
    return this.#ack.text;
  }

  /** A re-INVITE or UPDATE of the peer. */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request, flow } = transaction;
    const { session, contact } = this.#context;
    if (isTooBrief(request, session))
      return transaction.answer(422, { headers: { "Min-SE": String(session.least) } });
    // What it describes, and the keys in it, are not for who listens on the way.
    if (isPlain(flow) && !isPlain(this.#dialog.state.flow)) return transaction.answer(403);
    if (this.#offering || this.#unacknowledged) return transaction.answer(491);
    this.#retarget(request.headers.get("contact"));
    const terms = termsFor(request, session);
    const headers = { Contact: contact(flow), ...answerHeaders(terms) };
    if (request.body === "" && request.method === "UPDATE") {
      transaction.answer(200, { headers });
      return this.#session.keep(terms);
    }
    // Whoever owns this end may have to ask the other first (RFC 3261 §17.2.1).
    if (request.method === "INVITE") transaction.keepTrying();
    try {
      this.#offering = true;
      const body = await this.#dialog.handlers.onOffer(request.body);
      if (request.method === "INVITE") this.awaitAck(transaction);
      transaction.answer(200, { headers: { ...headers, "Content-Type": "application/sdp" }, body });
      this.#session.keep(terms);
    } catch (error) {
      transaction.answer(error instanceof OfferRefused ? error.status : 488);
    } finally {
      this.#offering = false;
    }
  }

  /** See Dialog.offer. */
  async make(sdp: Octets, patience: AbortSignal | undefined): Promise<Octets> {
    if (this.#offering || this.#unacknowledged) throw new OfferRefused(491);
    this.#offering = true;
    try {
      const response = await this.#invite(sdp, patience);
      // One that only asked for too brief a session is said again as the peer wants it, once.
      const final = this.#session.lengthen(response) ? await this.#invite(sdp, patience) : response;
      if (final.status < 300) return final.body;
      if (final.status === 481 || (final.status === 408 && !patience)) this.#dialog.end("lost");
      throw new OfferRefused(final.status);
    } finally {
      this.#offering = false;
    }
  }

  /** The dialog is over. */
  end(): void {
    this.#unacknowledged?.acknowledged();
  }

  /** Resolves with the final response to a re-INVITE, which is acknowledged; rejects when none comes. */
  async #invite(sdp: Octets, patience: AbortSignal | undefined): Promise<SipResponse> {
    const flow = await this.#context.flowFor(this.#dialog.state);
    const content = sdp === "" ? undefined : { type: "application/sdp", body: sdp };
    const request = this.#requests.next("INVITE", content);
    request.headers.add("contact", this.#context.contact(flow));
    this.#session.addTo(request);
    return new Promise((resolve, reject) => {
      const takeBack = this.#requests.send(request, flow, {
        onResponse: (response) => {
          if (response.status < 200) return;
          if (response.status < 300) this.#accepted(response, flow);
          resolve(response);
        },
        onTimeout: () => {
          if (!patience) this.#dialog.end("timeout");
          reject(new OfferRefused(408));
        },
      });
      if (patience?.aborted) takeBack();
      else patience?.addEventListener("abort", takeBack, { once: true });
    });
  }

  #accepted(response: SipResponse, flow: Flow): void {
    this.#retarget(response.headers.get("contact"));
    this.sendAck(response, flow);
    this.#session.keepAnswer(response);
  }

  #retarget(contact: string | undefined): void {
    const uri = parseNameAddress(contact ?? "")?.uri;
    if (uri) [this.#dialog.state.remoteTarget = uri] = detach([uri]);
  }
}

/** The peer did not take an offer. */
export class OfferRefused extends Error {
  override readonly name = "OfferRefused";
  readonly status: number;

  constructor(status: number) {
    super(`the offer was refused with ${status}`);
    this.status = status;
  }
}
