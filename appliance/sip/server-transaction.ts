/** Server transactions (RFC 3261 §17.2, with the accepted state of RFC 6026). */
import type { Clock, Timer } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { type Octets, responseTo, type SipRequest, type SipResponse, writeMessage } from "./message.ts";
import { T1, T2, transactionTimeout, tryingAfter } from "./timers.ts";

type State = "proceeding" | "completed" | "accepted" | "terminated";

export class ServerTransaction {
  readonly request: SipRequest;
  readonly flow: Flow;
  /** The peer gave up the call before it was answered, or lost its connection. */
  onCancel: () => void = () => {};
  /** A final response was never acknowledged. */
  onTimeout: () => void = () => {};
  #state: State = "proceeding";
  #last: Octets | undefined;
  /** Says 100, or what was said last again. */
  #speaking: Timer | undefined;
  #end: Timer | undefined;
  readonly #clock: Clock;
  readonly #forget: () => void;
  readonly #keepAnswer: (text: Octets) => void;
  readonly #isInvite: boolean;
  #stopListening: () => void = () => {};

  constructor(parts: {
    request: SipRequest;
    flow: Flow;
    clock: Clock;
    /** Answers retransmissions in place of this transaction, for timers J and L; empty: says nothing. */
    keepAnswer: (text: Octets) => void;
    forget: () => void;
  }) {
    this.request = parts.request;
    this.flow = parts.flow;
    this.#clock = parts.clock;
    this.#keepAnswer = parts.keepAnswer;
    this.#forget = parts.forget;
    this.#isInvite = parts.request.method === "INVITE";
    if (this.#isInvite) this.#stopListening = parts.flow.onClose(() => this.cancelled());
  }

  get answered(): boolean {
    return this.#state !== "proceeding";
  }

  /** Says 100 unless something else is said soon: most calls ring before, and need no datagram for it. */
  keepTrying(): void {
    this.#speaking = this.#clock.after(tryingAfter, () => this.answer(100));
  }

  respond(response: SipResponse): void {
    if (this.#state !== "proceeding") return;
    this.#speaking?.cancel();
    this.#last = writeMessage(response);
    this.flow.send(this.#last);
    if (response.status < 200) return;
    if (!this.#isInvite) {
      this.#leave(this.#last);
    } else if (response.status < 300) {
      this.#state = "accepted"; // RFC 6026 §7.1; resent until the ACK comes (RFC 3261 §13.3.1.4)
      this.#retransmit(T1);
      this.#giveUpLater(); // timer L
    } else {
      this.#state = "completed";
      if (!this.flow.reliable) this.#retransmit(T1); // timer G
      this.#giveUpLater(); // timer H
    }
  }

  /** Says a response to its request. */
  answer(status: number, options?: Parameters<typeof responseTo>[2]): void {
    this.respond(responseTo(this.request, status, options));
  }

  /**
   * Says a final response and keeps nothing of it (RFC 3261 §8.2.7): for who has proven nothing. Whoever asks again is
   * told again, and a flood of such requests fills no memory.
   */
  respondOnce(response: SipResponse): void {
    if (this.#state !== "proceeding") return;
    this.flow.send(writeMessage(response));
    this.terminate();
  }

  /** The request came again: so does what was said last. */
  retransmitted(): void {
    if (this.#last) this.flow.send(this.#last);
  }

  /** The ACK of a 2xx, found by its dialog, or of another final response, found by its branch. */
  acknowledged(): void {
    if (this.#state !== "accepted" && this.#state !== "completed") return;
    this.#leave(""); // INVITEs that come again are absorbed, for longer than timer I asks for
  }

  cancelled(): void {
    if (this.#state === "proceeding") this.onCancel();
  }

  /** Without a word to the peer, as when the house closes. */
  terminate(): void {
    this.#state = "terminated";
    this.#speaking?.cancel();
    this.#end?.cancel();
    this.#stopListening();
    this.#forget();
  }

  /** The final response is out: what is left to do takes no transaction. */
  #leave(answer: Octets): void {
    if (!this.flow.reliable) this.#keepAnswer(answer);
    this.terminate();
  }

  #retransmit(interval: number): void {
    this.#speaking = this.#clock.after(interval, () => {
      if (this.#last) this.flow.send(this.#last);
      this.#retransmit(Math.min(2 * interval, T2));
    });
  }

  #giveUpLater(): void {
    this.#end = this.#clock.after(transactionTimeout, () => {
      this.terminate();
      this.onTimeout();
    });
  }
}
