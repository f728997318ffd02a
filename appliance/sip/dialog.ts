/** INVITE dialogs (RFC 3261 §12–§15): what two ends keep about their call, and the requests inside it. */
import type { Clock } from "../platform/index.ts";
import { unheard } from "./client-transaction.ts";
import { DialogOffers } from "./dialog-offers.ts";
import { receiveReferral } from "./dialog-referral.ts";
import { DialogRequests } from "./dialog-requests.ts";
import { DialogSession } from "./dialog-session.ts";
import { type DialogState, detachedState, dialogKey, type Remains, remainsOf } from "./dialog-state.ts";
import type { Credentials } from "./digest-client.ts";
import { type Flow, isPlain } from "./flow.ts";
import { pictureFastUpdate, readInfo, takesNoInfo } from "./info.ts";
import type { Octets, SipRequest } from "./message.ts";
import type { Referral } from "./referral.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import type { SessionRules, SessionTerms } from "./session-timer.ts";
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
  /** With the 2xx to INVITEs and their ACKs. */
  readonly offers: DialogOffers;
  readonly #context: DialogContext;
  readonly #requests: DialogRequests;
  readonly #session: DialogSession;
  #ended = false;
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
      onExpired: () => this.giveUp(),
      onLost: () => this.end("lost"),
    });
    this.offers = new DialogOffers(this, context, this.#requests, this.#session);
  }

  get key(): string {
    return dialogKey(this.state.callId, this.state.localTag, this.state.remoteTag);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** See Sip.bury. */
  get remains(): Remains {
    return remainsOf(this.state);
  }

  /** A request of the peer inside this dialog. */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const sequence = request.headers.cseq?.number ?? 0;
    if (sequence <= this.state.remoteSequence) return transaction.answer(500);
    this.state.remoteSequence = sequence;
    this.#follow(transaction.flow);
    switch (request.method) {
      case "BYE":
        transaction.answer(200);
        return this.end("bye");
      case "INVITE":
      case "UPDATE":
        return this.offers.receive(transaction);
      case "INFO":
        transaction.answer(200);
        return this.#receiveInfo(request);
      case "REFER":
        return receiveReferral(transaction, {
          dialog: this,
          context: this.#context,
          requests: this.#requests,
        });
      case "PRACK": // of a provisional response that the final one overtook (RFC 3262 §3)
        return transaction.answer(200);
      case "OPTIONS":
      case "NOTIFY": // of a subscription that a REFER of ours would make; there is none
        return transaction.answer(request.method === "OPTIONS" ? 200 : 481);
      default:
        return transaction.answer(405, { headers: { Allow: this.#context.allow } });
    }
  }

  #receiveInfo(request: SipRequest): void {
    const told = readInfo(request);
    if (told?.kind === "key-frame") this.handlers.onKeyFrameWanted?.();
    if (told?.kind === "digit") this.handlers.onDigit?.(told.digit);
  }

  /**
   * Offers anew; resolves with the peer's answer, rejects with the status it refused with.
   * @param patience with an offer that the call can do without: when it is over, the offer is taken back (RFC 3261
   * §9.1), though the answer may still come; and that none comes does not end the call
   */
  offer(sdp: Octets, patience?: AbortSignal): Promise<Octets> {
    return this.offers.make(sdp, patience);
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
      this.#requests.send(request, flow, unheard);
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
  giveUp(): void {
    const { handlers } = this;
    void this.bye();
    handlers.onEnd("timeout");
  }

  #finish(): void {
    this.#ended = true;
    this.handlers = nobody;
    this.#session.end();
    this.offers.end();
    this.#context.forget(this);
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
}
