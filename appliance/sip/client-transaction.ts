/** Client transactions (RFC 3261 §17.1, with what RFC 6026 changed). */
import type { Clock, Timer } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { type Octets, type SipRequest, type SipResponse, writeMessage } from "./message.ts";
import { T1, T2, timerC, timerD, transactionTimeout } from "./timers.ts";

type State = "calling" | "proceeding" | "completed" | "terminated";

export interface ClientHandlers {
  /** Provisional and final responses; a 2xx to INVITE again when the peer sends it again. */
  onResponse(response: SipResponse): void;
  /**
   * There will be no response. 408: nobody answered in time, or the flow broke; 503: there is no way there
   * (RFC 3261 §8.1.3.1).
   */
  onTimeout(status: 408 | 503): void;
}

/** Of a request whose answer changes nothing. */
export const unheard: ClientHandlers = { onResponse() {}, onTimeout() {} };

export class ClientTransaction {
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly branch: string;
  readonly #handlers: ClientHandlers;
  readonly #clock: Clock;
  readonly #forget: () => void;
  readonly #keepHearing: () => void;
  readonly #isInvite: boolean;
  readonly #text: Octets;
  #state: State = "calling";
  #retransmission: Timer | undefined;
  #end: Timer | undefined;
  #ack: Octets | undefined;
  #cancelWanted = false;
  #stopListening: () => void = () => {};

  constructor(parts: {
    request: SipRequest;
    flow: Flow;
    branch: string;
    clock: Clock;
    handlers: ClientHandlers;
    /** Hears every further 2xx to an INVITE in place of this transaction, for timer M (RFC 6026 §7.2). */
    keepHearing: () => void;
    forget: () => void;
  }) {
    this.request = parts.request;
    this.flow = parts.flow;
    this.branch = parts.branch;
    this.#handlers = parts.handlers;
    this.#clock = parts.clock;
    this.#forget = parts.forget;
    this.#keepHearing = parts.keepHearing;
    this.#isInvite = parts.request.method === "INVITE";
    this.#text = writeMessage(parts.request);
  }

  start(): void {
    this.#endAfter(transactionTimeout, () => this.#handlers.onTimeout(408)); // timers B and F
    this.#stopListening = this.flow.onClose(() => this.#flowLost());
    const sent = this.flow.send(this.#text, () => this.#cannotLeave());
    if (!sent) this.#cannotLeave();
    else if (!this.flow.reliable) this.#retransmit(T1); // timers A and E
  }

  /** Told a moment later: the caller may not hold the transaction yet. */
  #cannotLeave(): void {
    const status = this.flow.open ? 503 : 408; // a connection that broke is a peer that went
    if (this.#state === "calling") this.#endAfter(1, () => this.#handlers.onTimeout(status));
  }

  receive(response: SipResponse): void {
    if (this.#state === "terminated") return;
    if (this.#isInvite) this.#receiveForInvite(response);
    else this.#receiveForOther(response);
  }

  /** Gives up an INVITE that rings; goes out once the peer has said something (RFC 3261 §9.1). */
  cancel(send: (request: SipRequest) => void): void {
    if (this.#state === "calling") this.#cancelWanted = true;
    if (this.#state !== "proceeding") return;
    this.#cancelWanted = false;
    const { headers, uri } = this.request;
    const cancel = new Headers([
      ["via", headers.get("via") ?? ""],
      ...headers.all("route").map((route) => ["route", route] as const),
      ["max-forwards", "70"],
      ["from", headers.get("from") ?? ""],
      ["to", headers.get("to") ?? ""],
      ["call-id", headers.get("call-id") ?? ""],
      ["cseq", `${headers.cseq?.number ?? 1} CANCEL`],
    ]);
    send({ kind: "request", method: "CANCEL", uri, headers: cancel, body: "" });
    this.#endAfter(transactionTimeout, () => this.#handlers.onTimeout(408)); // a peer that never says 487
  }

  /** True while the peer has not been heard, so that a CANCEL must wait. */
  get cancelWanted(): boolean {
    return this.#cancelWanted;
  }

  terminate(): void {
    this.#state = "terminated";
    this.#retransmission?.cancel();
    this.#end?.cancel();
    this.#stopListening();
    this.#forget();
  }

  /** Nobody will answer any more (RFC 3261 §17.1.4). */
  #flowLost(): void {
    if (this.#state !== "calling" && this.#state !== "proceeding") return;
    this.terminate();
    this.#handlers.onTimeout(408);
  }

  #receiveForInvite(response: SipResponse): void {
    const { status } = response;
    if (status < 200) {
      if (this.#state !== "calling" && this.#state !== "proceeding") return;
      this.#state = "proceeding";
      this.#retransmission?.cancel();
      this.#endAfter(timerC, () => this.#handlers.onTimeout(408));
      this.#handlers.onResponse(response);
    } else if (status < 300) {
      if (this.#state === "completed") return;
      this.terminate();
      this.#keepHearing();
      this.#handlers.onResponse(response); // each 2xx is acknowledged by the dialog
    } else {
      const first = this.#state !== "completed";
      this.#state = "completed";
      this.#retransmission?.cancel();
      this.#ack ??= writeMessage(this.#acknowledgement(response));
      this.flow.send(this.#ack);
      if (!first) return;
      this.#endAfter(this.flow.reliable ? 0 : timerD);
      this.#handlers.onResponse(response);
    }
  }

  #receiveForOther(response: SipResponse): void {
    if (response.status < 200) this.#state = "proceeding";
    else this.terminate(); // without timer K: a response that comes again finds nobody, and is dropped
    this.#handlers.onResponse(response);
  }

  /** The ACK of a refusal belongs to the transaction (RFC 3261 §17.1.1.3). */
  #acknowledgement(response: SipResponse): SipRequest {
    const { headers, uri } = this.request;
    const ack = new Headers([
      ["via", headers.get("via") ?? ""],
      ...headers.all("route").map((route) => ["route", route] as const),
      ["max-forwards", "70"],
      ["from", headers.get("from") ?? ""],
      ["to", response.headers.get("to") ?? ""],
      ["call-id", headers.get("call-id") ?? ""],
      ["cseq", `${headers.cseq?.number ?? 1} ACK`],
    ]);
    return { kind: "request", method: "ACK", uri, headers: ack, body: "" };
  }

  #retransmit(interval: number): void {
    this.#retransmission = this.#clock.after(interval, () => {
      this.flow.send(this.#text);
      const next = this.#isInvite ? 2 * interval : Math.min(2 * interval, T2);
      this.#retransmit(this.#state === "proceeding" ? T2 : next);
    });
  }

  #endAfter(milliseconds: number, before?: () => void): void {
    this.#end?.cancel();
    const end = () => {
      this.terminate();
      before?.();
    };
    if (milliseconds === 0) end();
    else this.#end = this.#clock.after(milliseconds, end);
  }
}
