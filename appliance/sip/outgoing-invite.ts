/** A call that this house begins, until it is a dialog. */
import type { Timer } from "../platform/index.ts";
import { type Attachment, multipart } from "./attachment.ts";
import type { ClientTransaction } from "./client-transaction.ts";
import { Dialog } from "./dialog.ts";
import { type DialogState, requestWithin } from "./dialog-state.ts";
import { answerChallenge, type Credentials, type Proof } from "./digest-client.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { parseNameAddress } from "./headers.ts";
import type { InviteContext } from "./incoming-invite.ts";
import { type Octets, reasons, type SipRequest, type SipResponse } from "./message.ts";
import { leastOf, requestHeaders, termsOf } from "./session-timer.ts";
import { randomTag } from "./transactions.ts";

export interface OutgoingHandlers {
  /** 180 or 183; with an answer where there is early media. */
  onProgress(status: number, body: Octets): void;
  onAnswered(dialog: Dialog, body: Octets): void;
  /** The final refusal; 408 when nobody answered, 487 when it was cancelled. */
  onRefused(status: number, reason: string): void;
}

export interface OutgoingOptions {
  flow: Flow;
  /** The Request-URI: the registered Contact, exactly. */
  target: string;
  /** From and To without tags. */
  from: string;
  to: string;
  offer: Octets;
  headers?: Record<string, string>;
  /** How often the call may be passed on; 70 when left out. */
  maxForwards?: number;
  /** For a peer that challenges. */
  credentials?: Credentials;
  /** Milliseconds without any word from the peer after which it counts as gone. */
  patience?: number;
  /** Beside the description, such as where the caller is (RFC 6442). */
  attachment?: Attachment;
}

export class OutgoingInvite {
  /** Without the offer once it is answered: what follows takes half a minute, and an offer is long. */
  #options: OutgoingOptions;
  readonly #context: InviteContext;
  /** Until it is answered or refused: what may be heard later, for timer M, is nothing to whoever called. */
  #handlers: OutgoingHandlers | undefined;
  /** Who has accepted it, and how that was acknowledged. */
  readonly #accepted: { tag: string; ack: Octets }[] = [];
  #attachment: Attachment | undefined;
  readonly #localTag = randomTag();
  readonly callId = `${randomTag()}${randomTag()}`;
  /** Until it is answered: it holds the whole message. */
  #transaction: ClientTransaction | undefined;
  #sequence = 1;
  /** Answers the challenge of the peer, as often as it is asked. */
  #prove: (() => Proof | undefined) | undefined;
  #sessionSeconds: number;
  #lengthened = false;
  #patience: Timer | undefined;
  /** Of who rings and can be told to answer. */
  #early: DialogState | undefined;
  #cancelled = false;

  constructor(options: OutgoingOptions, handlers: OutgoingHandlers, context: InviteContext) {
    this.#options = options;
    this.#context = context;
    this.#handlers = handlers;
    this.#sessionSeconds = context.session.usual;
    this.#attachment = options.attachment;
    this.#transaction = this.#send();
    if (options.patience !== undefined)
      this.#patience = context.clock.after(options.patience, () => {
        this.#cancelTransaction();
        this.#finish(408, "Request Timeout");
      });
  }

  /** Stops the ringing; the call may still be answered in the same moment, and is then ended. */
  cancel(): void {
    if (this.#done || this.#cancelled) return;
    this.#cancelled = true;
    this.#cancelTransaction();
  }

  /** Whether the telephone that rings says that it answers when it is told to. */
  get talks(): boolean {
    return this.#early !== undefined && !this.#done && !this.#cancelled;
  }

  /**
   * Tells the telephone that rings to answer, as if somebody lifted it: NOTIFY with `Event: talk` in the early dialog,
   * which no RFC has, and which Poly, Yealink, Snom, Cisco's multiplatform telephones and others take.
   */
  talk(): void {
    const { flow } = this.#options;
    if (!this.talks || !this.#early) return;
    const request = requestWithin(this.#early, "NOTIFY", ++this.#sequence);
    request.headers.add("contact", this.#context.contact(flow));
    request.headers.add("event", "talk");
    request.headers.add("subscription-state", "active");
    // It answers the INVITE, or does not: what it says to this changes nothing.
    this.#context.transactions.tell(request, flow);
  }

  #cancelTransaction(): void {
    if (this.#transaction) this.#context.transactions.cancel(this.#transaction);
  }

  #send(): ClientTransaction {
    const { flow, target, from, to, offer, headers, maxForwards = 70 } = this.#options;
    const attachment = this.#attachment;
    const proof = this.#prove?.();
    const content = attachment ? multipart(offer, attachment) : { type: "application/sdp", body: offer };
    const request: SipRequest = {
      kind: "request",
      method: "INVITE",
      uri: target,
      headers: new Headers([
        ["max-forwards", String(maxForwards)],
        ["from", `${from};tag=${this.#localTag}`],
        ["to", to],
        ["call-id", this.callId],
        ["cseq", `${this.#sequence} INVITE`],
        ["contact", this.#context.contact(flow)],
        ["allow", this.#context.allow],
        ...Object.entries({ ...headers, ...attachment?.headers }),
        ...(flow.transport === "WSS" ? [] : requestHeaders(this.#sessionSeconds, "peer")),
        ...(proof ? [proof] : []),
        ["content-type", content.type],
      ]),
      body: content.body,
    };
    return this.#context.transactions.request(request, flow, {
      onResponse: (response) => this.#receive(response),
      onTimeout: (status) => this.#finish(status, reasons[status] ?? ""),
    });
  }

  /** Answers a challenge, once; false where that is not what it was. */
  #authenticate(response: SipResponse): boolean {
    const { credentials, target } = this.#options;
    if (!credentials || this.#prove) return false;
    let count = 0;
    const prove = () => answerChallenge(response, { method: "INVITE", uri: target }, credentials, ++count);
    if (!prove()) return false;
    count = 0;
    this.#prove = prove;
    return true;
  }

  /** Asks for a session as long as the peer wants it at least, once (RFC 4028 §7.3); false where that is not its reason. */
  #lengthen(response: SipResponse): boolean {
    const least = leastOf(response);
    if (least === undefined || least <= this.#sessionSeconds || this.#lengthened) return false;
    this.#sessionSeconds = least;
    this.#lengthened = true;
    return true;
  }

  /**
   * Leaves the attachment out for a peer that cannot read it (415), or does not believe it (424, RFC 6442 §4.3): a
   * call for help is worth more than what goes with it. False where that is not its reason.
   */
  #detach({ status }: SipResponse): boolean {
    if (this.#attachment === undefined || (status !== 415 && status !== 424)) return false;
    this.#attachment = undefined;
    return true;
  }

  /** Calls anew as the peer wants it; not when nobody waits for that any more. */
  #tryAgain(response: SipResponse): boolean {
    if (this.#cancelled || this.#done) return false;
    if (!this.#authenticate(response) && !this.#lengthen(response) && !this.#detach(response)) return false;
    this.#sequence++;
    this.#transaction = this.#send();
    return true;
  }

  #receive(response: SipResponse): void {
    const { status, headers } = response;
    this.#patience?.cancel();
    if (status <= 100) return;
    if (status < 200) {
      if (this.#cancelled || this.#done) return;
      if (allowsTalk(response)) this.#early = this.#stateWith(response);
      this.#handlers?.onProgress(status, response.body);
      return;
    }
    if (status >= 300) {
      if (!this.#tryAgain(response)) this.#finish(status, response.reason);
      return;
    }
    this.#transaction = undefined;
    const { flow, credentials } = this.#options;
    const remoteTag = headers.to?.params.get("tag") ?? "";
    const known = this.#accepted.find(({ tag }) => tag === remoteTag);
    if (known) return void flow.send(known.ack); // ours was lost
    const dialog = new Dialog(this.#stateWith(response), this.#context, credentials);
    this.#context.adopt(dialog);
    this.#accepted.push({ tag: dialog.state.remoteTag, ack: dialog.offers.sendAck(response, flow) });
    this.#forgetOffer();
    dialog.keepSession(termsOf(response, this.#context.session));
    // Answered after all while being cancelled, or answered twice behind a forking proxy (RFC 3261 §13.2.2.4).
    const handlers = this.#cancelled ? undefined : this.#takeHandlers();
    if (handlers) return handlers.onAnswered(dialog, response.body);
    void dialog.bye();
    this.#finish(487, "Request Terminated");
  }

  #forgetOffer(): void {
    const { flow, target, from, to, credentials } = this.#options;
    this.#options = { flow, target, from, to, offer: "", ...(credentials && { credentials }) };
    this.#attachment = undefined;
    this.#early = undefined;
  }

  /** The dialog that a response begins (RFC 3261 §12.1.2). */
  #stateWith({ headers }: SipResponse): DialogState {
    const { flow, from, target } = this.#options;
    return {
      callId: this.callId,
      local: `${from};tag=${this.#localTag}`,
      localTag: this.#localTag,
      flow,
      remote: headers.get("to") ?? "",
      remoteTag: headers.to?.params.get("tag") ?? "",
      remoteTarget: parseNameAddress(headers.all("contact")[0] ?? "")?.uri ?? target,
      routeSet: headers.all("record-route").reverse(),
      localSequence: this.#sequence,
      remoteSequence: 0,
    };
  }

  #finish(status: number, reason: string): void {
    const handlers = this.#takeHandlers();
    if (!handlers) return;
    this.#patience?.cancel();
    handlers.onRefused(this.#cancelled ? 487 : status, reason);
  }

  /** For the last word to whoever called; undefined where they have had it. */
  #takeHandlers(): OutgoingHandlers | undefined {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    return handlers;
  }

  get #done(): boolean {
    return this.#handlers === undefined;
  }
}

const allowsTalk = ({ headers }: SipResponse): boolean =>
  headers.to?.params.has("tag") === true &&
  /(^|[\s,])talk([\s,;]|$)/i.test(headers.all("allow-events").join(","));
