/** A call that a peer begins, until it is a dialog. */
import { Dialog, type DialogContext } from "./dialog.ts";
import { type DialogState, dialogKey } from "./dialog-state.ts";
import type { Flow } from "./flow.ts";
import type { HeaderName } from "./header-names.ts";
import { type NameAddress, parseNameAddress } from "./headers.ts";
import { type Octets, responseTo } from "./message.ts";
import { parseReplaces, type Replaces } from "./referral.ts";
import { ReliableProgress, reliabilityWanted } from "./reliable-progress.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { answerHeaders, termsFor } from "./session-timer.ts";
import { randomTag } from "./transactions.ts";

/** Who sends, as far as it is proven: somebody of the house, or a peer that it trusts. */
export type Caller =
  | {
      personId: string;
      /** The device whose credentials it showed; undefined for browsers. */
      deviceId: string | undefined;
      /** See Device. */
      plain: boolean;
    }
  | { personId: undefined; deviceId: undefined; peer: string }
  /** Of a domain that the house takes calls from, as they say; `challenge` answers who is not. */
  | { personId: undefined; deviceId: undefined; stranger: string; challenge(): void };

export interface InviteContext extends DialogContext {
  adopt(dialog: Dialog): void;
  /** Where a PRACK for an INVITE that is not answered yet goes, by the key of its dialog; undefined: nowhere any more. */
  awaitPrack(key: string, reliable: ReliableProgress | undefined): void;
}

const peerOf = (caller: Caller): Pick<DialogState, "peer"> =>
  "peer" in caller ? { peer: caller.peer } : "stranger" in caller ? { peer: caller.stranger } : {};

const nothing: NameAddress = { displayName: "", uri: "", params: new Map() };

/** A call that a peer begins; it is answered, or refused, exactly once. */
export class IncomingInvite {
  readonly caller: Caller;
  readonly flow: Flow;
  readonly from: NameAddress;
  /** The Request-URI: what was dialled. */
  readonly dialled: string;
  /** Empty where the peer wants us to offer. */
  readonly offer: Octets;
  readonly callId: string;
  /** The peer gave up before it was answered. */
  onCancel: () => void = () => {};
  readonly #transaction: ServerTransaction;
  readonly #context: InviteContext;
  readonly #tag = randomTag();
  readonly #reliable: ReliableProgress | undefined;
  /** It takes no provisional response that it cannot acknowledge. */
  readonly #allReliable: boolean;

  constructor(transaction: ServerTransaction, caller: Caller, context: InviteContext) {
    const { request, flow } = transaction;
    this.#transaction = transaction;
    this.#context = context;
    this.caller = caller;
    this.flow = flow;
    this.from = request.headers.from ?? nothing;
    this.dialled = request.uri;
    this.offer = request.body;
    this.callId = request.headers.get("call-id") ?? "";
    transaction.onCancel = () => {
      this.refuse(487);
      this.onCancel();
    };
    const reliability = reliabilityWanted(request);
    this.#allReliable = reliability === "required";
    if (reliability) {
      this.#reliable = new ReliableProgress({
        clock: context.clock,
        invite: request.headers.cseq?.number ?? 0,
        respond: (response) => transaction.answered || transaction.respond(response),
        expire: () => {
          this.refuse(504); // RFC 3262 §3: a final response of the 5xx
          this.onCancel();
        },
      });
      context.awaitPrack(this.#key, this.#reliable);
    }
  }

  /** The call that this one is to take the place of (RFC 3891); undefined where it says none, or rubbish. */
  get replaces(): Replaces | undefined {
    return parseReplaces(this.header("replaces") ?? "");
  }

  /** Answered, refused, or given up by the peer. */
  get answered(): boolean {
    return this.#transaction.answered;
  }

  /** Whether a peer that knows this call by these tags means it, while it is not answered. */
  isNamedBy({ callId, toTag }: Replaces): boolean {
    return this.callId === callId && this.#tag === toTag;
  }

  /** A header of the INVITE, as written. */
  header(name: HeaderName): string | undefined {
    return this.#transaction.request.headers.get(name);
  }

  /** Every value of a header, in order. */
  headers(name: HeaderName): string[] {
    return this.#transaction.request.headers.all(name);
  }

  /** 180, or 183 with an answer for early media, which who can acknowledges (RFC 3262). */
  progress(status: number, body: Octets = ""): void {
    if (this.#transaction.answered) return;
    const headers: Record<string, string> = { Contact: this.#context.contact(this.flow) };
    if (body) headers["Content-Type"] = "application/sdp";
    this.#respond(status, headers, body);
  }

  /** Resolves when the peer has acknowledged the answer that came with a 183: it is not answered before. */
  async described(): Promise<void> {
    await this.#reliable?.described;
  }

  refuse(status: number, reason?: string): void {
    this.#endProgress();
    if (this.#transaction.answered) return;
    const options = { tag: this.#tag, ...(reason && { reason }) };
    this.#transaction.answer(status, options);
  }

  /** Answers with 200; undefined when the peer has given up in between. */
  accept(body: Octets): Dialog | undefined {
    this.#endProgress();
    if (this.#transaction.answered) return undefined;
    const { headers } = this.#transaction.request;
    const state: DialogState = {
      callId: this.callId,
      local: `${headers.get("to")};tag=${this.#tag}`,
      remote: headers.get("from") ?? "",
      localTag: this.#tag,
      remoteTag: this.from.params.get("tag") ?? "",
      remoteTarget: parseNameAddress(headers.all("contact")[0] ?? "")?.uri ?? this.from.uri,
      routeSet: headers.all("record-route"),
      localSequence: Math.floor(Math.random() * 10_000) + 1,
      remoteSequence: headers.cseq?.number ?? 0,
      flow: this.flow,
      ...peerOf(this.caller),
    };
    const dialog = new Dialog(state, this.#context);
    const terms = termsFor(this.#transaction.request, this.#context.session);
    this.#context.adopt(dialog);
    dialog.offers.awaitAck(this.#transaction);
    dialog.keepSession(terms);
    const contact = this.#context.contact(this.flow);
    this.#respond(
      200,
      {
        Contact: contact,
        Allow: this.#context.allow,
        ...answerHeaders(terms),
        "Content-Type": "application/sdp",
      },
      body,
    );
    return dialog;
  }

  #respond(status: number, headers: Record<string, string>, body: Octets): void {
    const response = responseTo(this.#transaction.request, status, { tag: this.#tag, headers, body });
    if (status < 200 && (this.#allReliable || body !== "") && this.#reliable) this.#reliable.send(response);
    else this.#transaction.respond(response);
  }

  #endProgress(): void {
    if (!this.#reliable) return;
    this.#reliable.close();
    this.#context.awaitPrack(this.#key, undefined);
  }

  get #key(): string {
    return dialogKey(this.callId, this.#tag, this.from.params.get("tag") ?? "");
  }
}
