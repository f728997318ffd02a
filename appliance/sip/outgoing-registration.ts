/** This house registered at somebody else's registrar (RFC 3261 §10.2), as a trunk's provider wants it. */
import type { Clock, Timer } from "../platform/index.ts";
import { answerChallenge, type Credentials } from "./digest-client.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { parseNameAddress } from "./headers.ts";
import type { SipRequest, SipResponse } from "./message.ts";
import { randomTag, type Transactions } from "./transactions.ts";

export interface RegistrationOptions {
  /** The address of record: `sip:user@provider`. */
  address: string;
  /** The Request-URI: `sip:provider`. */
  registrar: string;
  credentials: Credentials;
  /** Opens the way to the registrar; rejects when there is none. */
  flow(): Promise<Flow>;
  onState(state: RegistrationState): void;
}

export type RegistrationState =
  | { kind: "registered"; until: number }
  /** `status` of the refusal; 408 when nobody answered, 503 when there is no way there. */
  | { kind: "failed"; status: number };

const lifetime = 600;
const retryAfter = 30_000;

export class OutgoingRegistration {
  readonly #options: RegistrationOptions;
  readonly #context: { clock: Clock; transactions: Transactions; contact(flow: Flow): string };
  readonly #callId = randomTag();
  readonly #tag = randomTag();
  #sequence = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(
    options: RegistrationOptions,
    context: { clock: Clock; transactions: Transactions; contact(flow: Flow): string },
  ) {
    this.#options = options;
    this.#context = context;
    void this.#register(lifetime);
  }

  /** Takes the registration back and stops. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#register(0);
  }

  async #register(expires: number): Promise<void> {
    try {
      const flow = await this.#options.flow();
      await this.#send(flow, expires, undefined);
    } catch {
      this.#failed(503);
    }
  }

  #send(flow: Flow, expires: number, authorization: [string, string] | undefined): Promise<void> {
    const { address, registrar } = this.#options;
    const request: SipRequest = {
      kind: "request",
      method: "REGISTER",
      uri: registrar,
      headers: new Headers([
        ["from", `<${address}>;tag=${this.#tag}`],
        ["to", `<${address}>`],
        ["call-id", this.#callId],
        ["cseq", `${++this.#sequence} REGISTER`],
        ["contact", this.#context.contact(flow)],
        ["expires", String(expires)],
        ...(authorization ? [authorization] : []),
      ]),
      body: "",
    };
    const answered = Promise.withResolvers<void>();
    this.#context.transactions.request(request, flow, {
      onResponse: (response) => {
        if (response.status < 200) return;
        const { credentials } = this.#options;
        const proof = authorization ? undefined : answerChallenge(response, request, credentials);
        if (proof) return void this.#send(flow, expires, proof).then(answered.resolve);
        this.#answered(response, expires);
        answered.resolve();
      },
      onTimeout: () => {
        this.#failed(408);
        answered.resolve();
      },
    });
    return answered.promise;
  }

  #answered({ status, headers }: SipResponse, expires: number): void {
    if (this.#closed || expires === 0) return;
    if (status >= 300) return this.#failed(status);
    const stated = parseNameAddress(headers.all("contact")[0] ?? "")?.params.get("expires");
    const granted = Number(stated ?? headers.get("expires") ?? expires);
    const seconds = Number.isFinite(granted) && granted > 0 ? Math.min(granted, lifetime) : lifetime;
    this.#options.onState({ kind: "registered", until: this.#context.clock.now() + seconds * 1000 });
    this.#again((seconds * 1000) / 2);
  }

  #failed(status: number): void {
    if (this.#closed) return;
    this.#options.onState({ kind: "failed", status });
    this.#again(retryAfter);
  }

  #again(milliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = this.#context.clock.after(milliseconds, () => void this.#register(lifetime));
  }
}
