/** INVITE dialogs (RFC 3261 §12–§15): what two ends keep about their call, and the requests inside it. */
import type { Clock } from "../platform/index.ts";
import { detach } from "./detach.ts";
import { DialogRequests } from "./dialog-requests.ts";
import { DialogSession } from "./dialog-session.ts";
import {
  type DialogState,
  detachedState,
  dialogKey,
  type Remains,
  remainsOf,
  requestWithin,
} from "./dialog-state.ts";
import type { Credentials } from "./digest-client.ts";
import { type Flow, isPlain } from "./flow.ts";
import { parseNameAddress } from "./headers.ts";
import { pictureFastUpdate, readInfo, takesNoInfo } from "./info.ts";
import { type Octets, reasons, responseTo, type SipRequest, type SipResponse } from "./message.ts";
import { parseReferral, type Referral, wantsNoSubscription } from "./referral.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import {
  answerHeaders,
  isTooBrief,
  type SessionRules,
  type SessionTerms,
  termsFor,
} from "./session-timer.ts";
import type { Transactions } from "./transactions.ts";

/** What the owner of a dialog wants to know. */
export interface DialogHandlers {
  /** The peer offers anew (hold, resume, another address); resolve with the answer, or reject to refuse. */
  onOffer(offer: Octets): Promise<Octets>;
  /** Offers what stands once more, to a peer that takes no UPDATE (RFC 4028 §7.4). Rejects where that cannot be done. */
  refresh?(): Promise<void>;
  /** The answer to an offer that went out in a 2xx. */
  onAnswer?(answer: Octets): void;
  /** The peer cannot go on without a whole picture (INFO with picture_fast_update, RFC 5168). */
  onKeyFrameWanted?(): void;
  /** Digits by INFO (application/dtmf-relay), from peers without RFC 4733. */
  onDigit?(digit: string): void;
  /**
   * The peer wants the other side to go elsewhere (transfer). Returns the status to answer with; what comes of
   * a 202 is told with `notify`, the last time with a final status.
   */
  onRefer?(referral: Referral, notify: (status: number) => void): number;
  /** The peer hung up, or is gone; called once. */
  onEnd(reason: "bye" | "timeout" | "lost"): void;
}

export interface DialogContext {
  clock: Clock;
  session: SessionRules;
  transactions: Transactions;
  /** Our Contact towards this flow. */
  contact(flow: Flow): string;
  /** The flow that leads to the dialog's next hop. */
  flowFor(dialog: DialogState): Promise<Flow>;
  allow: string;
  /** Its peer came over another connection. */
  moved(dialog: Dialog): void;
  forget(dialog: Dialog): void;
}

/** Before there is an owner, and when the call is over: who may have to acknowledge another 2xx (timer M) is kept alone. */
const nobody: DialogHandlers = { onOffer: () => Promise.reject(new Error("nobody is there")), onEnd() {} };

export class Dialog {
  readonly state: DialogState;
  handlers = nobody;
  readonly #context: DialogContext;
  /** The INVITE of the peer whose 2xx waits for its ACK. */
  #unacknowledged: ServerTransaction | undefined;
  #offering = false;
  /** Of the last 2xx of the peer, with the number of its INVITE. */
  #ack: { number: number; text: Octets } | undefined;
  #ended = false;
  readonly #requests: DialogRequests;
  readonly #session: DialogSession;
  /** False while such a request is on its way, and for good when the peer takes none. */
  #asksKeyFrames = true;

  /** @param credentials for a peer that challenges */
  constructor(state: DialogState, context: DialogContext, credentials?: Credentials) {
    this.state = detachedState(state);
    this.#context = context;
    const { transactions } = context;
    this.#requests = new DialogRequests({ state: this.state, transactions, credentials });
    this.#session = new DialogSession({
      clock: context.clock,
      rules: context.session,
      requests: this.#requests,
      contact: (flow) => context.contact(flow),
      flow: () => context.flowFor(this.state),
      offerAgain: async () => {
        await this.handlers.refresh?.();
        return this.handlers.refresh !== undefined;
      },
      onExpired: () => this.#giveUp(),
      onLost: () => this.end("lost"),
    });
  }

  get key(): string {
    return dialogKey(this.state.callId, this.state.localTag, this.state.remoteTag);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Watches the 2xx that this end sent: without an ACK the call is ended (RFC 3261 §13.3.1.4). */
  awaitAck(transaction: ServerTransaction): void {
    this.#unacknowledged = transaction;
    transaction.onTimeout = () => {
      if (this.#unacknowledged === transaction) this.#giveUp();
    };
  }

  /** See Sip.bury. */
  get remains(): Remains {
    return remainsOf(this.state);
  }

  /** The ACK of a 2xx; its body answers the offer that the 2xx made. */
  acknowledged(request: SipRequest): void {
    const transaction = this.#unacknowledged;
    this.#unacknowledged = undefined;
    transaction?.acknowledged();
    if (transaction && request.body !== "") this.handlers.onAnswer?.(request.body);
  }

  /** Acknowledges a 2xx of the peer, as often as it comes; returns what was said. */
  sendAck(response: SipResponse, flow: Flow): Octets {
    const number = response.headers.cseq?.number ?? 1;
    if (this.#ack?.number === number) flow.send(this.#ack.text);
    else {
      const ack = requestWithin(this.state, "ACK", number);
      this.#ack = { number, text: this.#context.transactions.sendAck(ack, flow) };
    }
    return this.#ack.text;
  }

  /** A request of the peer inside this dialog. */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const sequence = request.headers.cseq?.number ?? 0;
    if (sequence <= this.state.remoteSequence) return this.#answer(transaction, 500);
    this.state.remoteSequence = sequence;
    this.#follow(transaction.flow);
    switch (request.method) {
      case "BYE":
        this.#answer(transaction, 200);
        return this.end("bye");
      case "INVITE":
      case "UPDATE":
        return this.#receiveOffer(transaction);
      case "INFO":
        this.#answer(transaction, 200);
        return this.#receiveInfo(request);
      case "REFER":
        return this.#receiveReferral(transaction);
      case "PRACK": // of a provisional response that the final one overtook (RFC 3262 §3)
        return this.#answer(transaction, 200);
      case "OPTIONS":
      case "NOTIFY": // of a subscription that a REFER of ours would make; there is none
        return this.#answer(transaction, request.method === "OPTIONS" ? 200 : 481);
      default:
        return this.#answer(transaction, 405, { headers: { Allow: this.#context.allow } });
    }
  }

  async #receiveOffer(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const { session } = this.#context;
    if (isTooBrief(request, session))
      return this.#answer(transaction, 422, { headers: { "Min-SE": String(session.least) } });
    // What it describes, and the keys in it, are not for who listens on the way.
    if (isPlain(transaction.flow) && !isPlain(this.state.flow)) return this.#answer(transaction, 403);
    if (this.#offering || this.#unacknowledged) return this.#answer(transaction, 491);
    this.#retarget(request.headers.get("contact"));
    const terms = termsFor(request, session);
    if (request.body === "" && request.method === "UPDATE") {
      const contact = this.#context.contact(transaction.flow);
      this.#answer(transaction, 200, { headers: { Contact: contact, ...answerHeaders(terms) } });
      return this.#session.keep(terms);
    }
    // Whoever owns this end may have to ask the other first (RFC 3261 §17.2.1).
    if (request.method === "INVITE") transaction.keepTrying();
    try {
      this.#offering = true;
      const answer = await this.handlers.onOffer(request.body);
      if (request.method === "INVITE") this.awaitAck(transaction);
      const contact = this.#context.contact(transaction.flow);
      const headers = { Contact: contact, ...answerHeaders(terms), "Content-Type": "application/sdp" };
      this.#answer(transaction, 200, { headers, body: answer });
      this.#session.keep(terms);
    } catch (error) {
      this.#answer(transaction, error instanceof OfferRefused ? error.status : 488);
    } finally {
      this.#offering = false;
    }
  }

  #receiveInfo(request: SipRequest): void {
    const told = readInfo(request);
    if (told?.kind === "key-frame") this.handlers.onKeyFrameWanted?.();
    if (told?.kind === "digit") this.handlers.onDigit?.(told.digit);
  }

  #receiveReferral(transaction: ServerTransaction): void {
    const referral = parseReferral(transaction.request);
    if (!referral) return this.#answer(transaction, 400);
    const contact = this.#context.contact(transaction.flow);
    const untold = wantsNoSubscription(transaction.request);
    const notify = (status: number) => void (untold || this.#notifyReferral(status));
    const status = this.handlers.onRefer?.(referral, notify) ?? 405;
    const headers = { Contact: contact, ...(untold && { "Refer-Sub": "false" }) };
    this.#answer(transaction, status, status < 300 ? { headers } : {});
    if (status < 300) notify(100); // RFC 3515 §2.4.4: at once
  }

  /** How a transfer goes on, as the status line that the peer would have seen (RFC 3515 §2.4.5). */
  async #notifyReferral(status: number): Promise<void> {
    if (this.#ended) return;
    const body = `SIP/2.0 ${status} ${reasons[status] ?? "Unknown"}\r\n`;
    try {
      const flow = await this.#context.flowFor(this.state);
      const request = this.#requests.next("NOTIFY", { type: "message/sipfrag", body });
      request.headers.add("event", "refer");
      const final = status >= 200;
      request.headers.add("subscription-state", final ? "terminated;reason=noresource" : "active;expires=60");
      request.headers.add("contact", this.#context.contact(flow));
      this.#requests.send(request, flow, { onResponse() {}, onTimeout() {} });
    } catch {
      // The peer cannot be reached, so it cannot be told either.
    }
  }

  /**
   * Offers anew; resolves with the peer's answer, rejects with the status it refused with.
   * @param patience with an offer that the call can do without: when it is over, the offer is taken back (RFC 3261
   * §9.1), though the answer may still come; and that none comes does not end the call
   */
  async offer(sdp: Octets, patience?: AbortSignal): Promise<Octets> {
    if (this.#offering || this.#unacknowledged) throw new OfferRefused(491);
    this.#offering = true;
    try {
      const response = await this.#invite(sdp, patience);
      // One that only asked for too brief a session is said again as the peer wants it, once.
      const final = this.#session.lengthen(response) ? await this.#invite(sdp, patience) : response;
      if (final.status < 300) return final.body;
      if (final.status === 481 || (final.status === 408 && !patience)) this.end("lost");
      throw new OfferRefused(final.status);
    } finally {
      this.#offering = false;
    }
  }

  /** Resolves with the final response to a re-INVITE, which is acknowledged; rejects when none comes. */
  async #invite(sdp: Octets, patience: AbortSignal | undefined): Promise<SipResponse> {
    const flow = await this.#context.flowFor(this.state);
    const content = sdp === "" ? undefined : { type: "application/sdp", body: sdp };
    const request = this.#requests.next("INVITE", content);
    request.headers.add("contact", this.#context.contact(flow));
    this.#session.addTo(request);
    return new Promise((resolve, reject) => {
      const takeBack = this.#requests.send(request, flow, {
        onResponse: (response) => {
          if (response.status < 200) return;
          if (response.status < 300) {
            this.#retarget(response.headers.get("contact"));
            this.sendAck(response, flow);
            this.#session.keepAnswer(response);
          }
          resolve(response);
        },
        onTimeout: () => {
          if (!patience) this.end("timeout");
          reject(new OfferRefused(408));
        },
      });
      if (patience?.aborted) takeBack();
      else patience?.addEventListener("abort", takeBack, { once: true });
    });
  }

  /**
   * Asks a peer that takes no RTCP for it to send a whole picture (RFC 5168): one request at a time, and none any more
   * after it has said that it does not know them.
   */
  async requestKeyFrame(): Promise<void> {
    if (!this.#asksKeyFrames) return;
    this.#asksKeyFrames = false;
    this.#asksKeyFrames = !takesNoInfo.has(await this.#inform(pictureFastUpdate));
  }

  /** Resolves with the final status, also where there was no answer. */
  async #inform(content: { type: string; body: string }): Promise<number> {
    if (this.#ended) return 481;
    try {
      const flow = await this.#context.flowFor(this.state);
      const request = this.#requests.next("INFO", content);
      return await new Promise<number>((resolve) => {
        this.#requests.send(request, flow, {
          onResponse: ({ status }) => status >= 200 && resolve(status),
          onTimeout: resolve,
        });
      });
    } catch {
      return 503; // the peer cannot be reached: the dialog's watch will find out
    }
  }

  /**
   * Asks the peer whether it still has this dialog, and ends it when it does not, or does not answer: phones
   * lose power, and browsers are closed, without a BYE.
   */
  async check(): Promise<void> {
    try {
      const flow = await this.#context.flowFor(this.state);
      if (this.#ended) return;
      if (flow.transport === "WSS") return; // an open WebSocket is a browser that is there
      const request = this.#requests.next("OPTIONS");
      this.#requests.send(request, flow, {
        onResponse: ({ status }) => {
          if (status === 481 || status === 408) this.end("lost"); // RFC 3261 §12.2.1.2
        },
        onTimeout: () => this.end("timeout"),
      });
    } catch {
      this.end("lost"); // there is no way to it any more
    }
  }

  /** What was agreed on with the INVITE that made the dialog; undefined for a session without timers. */
  keepSession(terms: SessionTerms | undefined): void {
    this.#session.keep(terms);
  }

  /**
   * Ends the call from this end; the owner is not told of what it did itself.
   * @param why in words, for the peer's log and screen, and as a SIP status (RFC 3326)
   */
  async bye(why?: string, cause = 403): Promise<void> {
    if (this.#ended) return;
    this.#finish();
    try {
      const flow = await this.#context.flowFor(this.state);
      const request = this.#requests.next("BYE");
      if (why !== undefined) request.headers.add("reason", `SIP;cause=${cause};text="${why}"`);
      this.#requests.send(request, flow, { onResponse() {}, onTimeout() {} });
    } catch {
      // The peer cannot be reached, so it cannot be told either.
    }
  }

  /** The peer ended it, or it is lost. */
  end(reason: "bye" | "timeout" | "lost"): void {
    if (this.#ended) return;
    const { handlers } = this;
    this.#finish();
    handlers.onEnd(reason);
  }

  /** The peer is waited for no longer: ends the call from this end, and tells the owner. */
  #giveUp(): void {
    const { handlers } = this;
    void this.bye();
    handlers.onEnd("timeout");
  }

  #finish(): void {
    this.#ended = true;
    this.handlers = nobody;
    this.#session.end();
    this.#unacknowledged?.acknowledged();
    this.#context.forget(this);
  }

  #answer(
    transaction: ServerTransaction,
    status: number,
    options: { headers?: Record<string, string>; body?: Octets } = {},
  ): void {
    transaction.respond(responseTo(transaction.request, status, options));
  }

  /**
   * The peer came back over another connection, or its translator of addresses gave it another port. A browser may be
   * in another network before the house knows that its old connection is dead.
   */
  #follow(flow: Flow): void {
    const { flow: known } = this.state;
    if (flow === known || flow.personId !== known.personId) return;
    if (isPlain(flow) && !isPlain(known)) return;
    const samePeer = flow.transport === known.transport && flow.address === known.address;
    if (known.open && known.transport !== "WSS" && !(known.transport === "UDP" && samePeer)) return;
    this.state.flow = flow;
    this.#context.moved(this);
  }

  #retarget(contact: string | undefined): void {
    const uri = parseNameAddress(contact ?? "")?.uri;
    if (uri) [this.state.remoteTarget = uri] = detach([uri]);
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
