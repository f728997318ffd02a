/** INVITE dialogs (RFC 3261 §12–§15): what two ends keep about their call, and the requests inside it. */
import { detach } from "./detach.ts";
import { type Flow, hostOf } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { type NameAddress, parseNameAddress } from "./headers.ts";
import { type Octets, responseTo, type SipRequest, type SipResponse } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import type { Transactions } from "./transactions.ts";

/** What the owner of a dialog wants to know. */
export interface DialogHandlers {
  /** The peer offers anew (hold, resume, another address); resolve with the answer, or reject to refuse. */
  onOffer(offer: Octets): Promise<Octets>;
  /** The answer to an offer that went out in a 2xx. */
  onAnswer?(answer: Octets): void;
  /** Digits by INFO (application/dtmf-relay), from peers without RFC 4733. */
  onDigit?(digit: string): void;
  /** The peer hung up, or is gone; called once. */
  onEnd(reason: "bye" | "timeout" | "lost"): void;
}

export interface DialogState {
  callId: string;
  /** From and To as this end writes them, tags included. */
  local: string;
  remote: string;
  localTag: string;
  remoteTag: string;
  remoteTarget: string;
  routeSet: string[];
  localSequence: number;
  remoteSequence: number;
  flow: Flow;
}

export interface DialogContext {
  transactions: Transactions;
  /** Our Contact towards this flow. */
  contact(flow: Flow): string;
  /** The flow that leads to the dialog's next hop. */
  flowFor(dialog: DialogState): Promise<Flow>;
  allow: string;
  forget(dialog: Dialog): void;
}

const key = (callId: string, localTag: string, remoteTag: string) => `${callId}|${localTag}|${remoteTag}`;

export class Dialog {
  readonly state: DialogState;
  handlers: DialogHandlers = { onOffer: () => Promise.reject(new Error("not ready")), onEnd() {} };
  readonly #context: DialogContext;
  /** The INVITE of the peer whose 2xx waits for its ACK. */
  #unacknowledged: ServerTransaction | undefined;
  #offering = false;
  #ack: SipRequest | undefined;
  #ended = false;

  constructor(state: DialogState, context: DialogContext) {
    this.state = {
      ...state,
      callId: detach(state.callId),
      local: detach(state.local),
      remote: detach(state.remote),
      localTag: detach(state.localTag),
      remoteTag: detach(state.remoteTag),
      remoteTarget: detach(state.remoteTarget),
      routeSet: state.routeSet.map(detach),
    };
    this.#context = context;
  }

  get key(): string {
    return key(this.state.callId, this.state.localTag, this.state.remoteTag);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Of a request as it arrives: our tag is in To. */
  static keyOf(request: SipRequest): string {
    const { headers } = request;
    const tag = (address: NameAddress | undefined) => address?.params.get("tag") ?? "";
    return key(headers.get("call-id") ?? "", tag(headers.to), tag(headers.from));
  }

  /** Watches the 2xx that this end sent: without an ACK the call is ended (RFC 3261 §13.3.1.4). */
  awaitAck(transaction: ServerTransaction): void {
    this.#unacknowledged = transaction;
    transaction.onTimeout = () => {
      if (this.#unacknowledged !== transaction) return;
      void this.bye();
      this.handlers.onEnd("timeout");
    };
  }

  /** The ACK of a 2xx; its body answers the offer that the 2xx made. */
  acknowledged(request: SipRequest): void {
    const transaction = this.#unacknowledged;
    this.#unacknowledged = undefined;
    transaction?.acknowledged();
    if (transaction && request.body !== "") this.handlers.onAnswer?.(request.body);
  }

  /** Acknowledges a 2xx of the peer, as often as it comes. */
  sendAck(response: SipResponse, flow: Flow): void {
    const number = response.headers.cseq?.number ?? 1;
    if (this.#ack?.headers.cseq?.number !== number) this.#ack = this.#request("ACK", number, "");
    if (this.#ack) this.#context.transactions.sendAck(this.#ack, flow);
  }

  /** A request of the peer inside this dialog. */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const sequence = request.headers.cseq?.number ?? 0;
    if (sequence <= this.state.remoteSequence) return this.#answer(transaction, 500);
    this.state.remoteSequence = sequence;
    if (!this.state.flow.open) this.state.flow = transaction.flow; // the peer came back over another connection
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
      case "OPTIONS":
        return this.#answer(transaction, 200);
      default:
        return this.#answer(transaction, 405, { headers: { Allow: this.#context.allow } });
    }
  }

  async #receiveOffer(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    if (this.#offering || this.#unacknowledged) return this.#answer(transaction, 491);
    this.#retarget(request.headers.get("contact"));
    if (request.body === "" && request.method === "UPDATE") return this.#answer(transaction, 200); // a session timer's
    try {
      this.#offering = true;
      const answer = await this.handlers.onOffer(request.body);
      if (request.method === "INVITE") this.awaitAck(transaction);
      const contact = this.#context.contact(transaction.flow);
      const headers = { Contact: contact, "Content-Type": "application/sdp" };
      this.#answer(transaction, 200, { headers, body: answer });
    } catch (error) {
      this.#answer(transaction, error instanceof OfferRefused ? error.status : 488);
    } finally {
      this.#offering = false;
    }
  }

  #receiveInfo(request: SipRequest): void {
    if (!/dtmf-relay/i.test(request.headers.get("content-type") ?? "")) return;
    const digit = /^Signal\s{0,4}=\s{0,4}([0-9A-D*#])/im.exec(request.body)?.[1];
    if (digit) this.handlers.onDigit?.(digit);
  }

  /** Offers anew; resolves with the peer's answer, rejects with the status it refused with. */
  async offer(sdp: Octets): Promise<Octets> {
    if (this.#offering || this.#unacknowledged) throw new OfferRefused(491);
    this.#offering = true;
    try {
      const flow = await this.#context.flowFor(this.state);
      const request = this.#request("INVITE", ++this.state.localSequence, sdp);
      request.headers.add("contact", this.#context.contact(flow));
      return await new Promise<Octets>((resolve, reject) => {
        this.#context.transactions.request(request, flow, {
          onResponse: (response) => {
            if (response.status < 200) return;
            if (response.status >= 300) {
              if (response.status === 481 || response.status === 408) this.end("lost");
              return reject(new OfferRefused(response.status));
            }
            this.#retarget(response.headers.get("contact"));
            this.sendAck(response, flow);
            resolve(response.body);
          },
          onTimeout: () => {
            this.end("timeout");
            reject(new OfferRefused(408));
          },
        });
      });
    } finally {
      this.#offering = false;
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
      const request = this.#request("OPTIONS", ++this.state.localSequence, "");
      this.#context.transactions.request(request, flow, {
        onResponse: ({ status }) => {
          if (status === 481 || status === 408) this.end("lost"); // RFC 3261 §12.2.1.2
        },
        onTimeout: () => this.end("timeout"),
      });
    } catch {
      this.end("lost"); // there is no way to it any more
    }
  }

  /** Ends the call from this end; the owner is not told of what it did itself. */
  async bye(): Promise<void> {
    if (this.#ended) return;
    this.#finish();
    try {
      const flow = await this.#context.flowFor(this.state);
      const request = this.#request("BYE", ++this.state.localSequence, "");
      this.#context.transactions.request(request, flow, { onResponse() {}, onTimeout() {} });
    } catch {
      // The peer cannot be reached, so it cannot be told either.
    }
  }

  /** The peer ended it, or it is lost. */
  end(reason: "bye" | "timeout" | "lost"): void {
    if (this.#ended) return;
    this.#finish();
    this.handlers.onEnd(reason);
  }

  #finish(): void {
    this.#ended = true;
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

  #retarget(contact: string | undefined): void {
    const uri = parseNameAddress(contact ?? "")?.uri;
    if (uri) this.state.remoteTarget = detach(uri);
  }

  #request(method: string, sequence: number, body: Octets): SipRequest {
    const { remoteTarget, routeSet, local, remote, callId } = this.state;
    const headers = new Headers([
      ...routeSet.map((route) => ["route", route] as const),
      ["from", local],
      ["to", remote],
      ["call-id", callId],
      ["cseq", `${sequence} ${method}`],
    ]);
    if (body !== "") headers.add("content-type", "application/sdp");
    return { kind: "request", method, uri: remoteTarget, headers, body };
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

export const contactFor = (user: string, host: string, port: number, flow: Flow): string =>
  `<sip:${user}@${hostOf(host)}:${port}${flow.transport === "UDP" ? "" : `;transport=${flow.transport === "WSS" ? "ws" : flow.transport.toLowerCase()}`}>`;
