/** Finds the transaction a message belongs to, or begins one (RFC 3261 §17.1.3, §17.2.3). */
import { type Clock, Expiring } from "../platform/index.ts";
import { type ClientHandlers, ClientTransaction, unheard } from "./client-transaction.ts";
import { type Flow, hostOf } from "./flow.ts";
import { Headers } from "./header-list.ts";
import {
  type Octets,
  responseTo,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  writeMessage,
} from "./message.ts";
import { ServerTransaction } from "./server-transaction.ts";
import { transactionTimeout } from "./timers.ts";

const magicCookie = "z9hG4bK";

export interface TransactionHandlers {
  /** A new request other than ACK and CANCEL. */
  onRequest(transaction: ServerTransaction): void;
  /** The ACK of a 2xx, which belongs to a dialog. */
  onAck(request: SipRequest): void;
}

export class Transactions {
  readonly #clock: Clock;
  readonly #handlers: TransactionHandlers;
  readonly #sentBy: (flow: Flow) => string;
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();
  /** What is said when a request comes again whose transaction is over; empty: nothing (RFC 3261 timer J, RFC 6026 L). */
  readonly #answered: Expiring<{ text: Octets; flow: Flow }>;
  /** Who hears further 2xx to an INVITE that was accepted: another branch of a fork, or our ACK was lost (timer M). */
  readonly #accepted: Expiring<(response: SipResponse) => void>;

  constructor(parts: { clock: Clock; handlers: TransactionHandlers; sentBy: (flow: Flow) => string }) {
    this.#clock = parts.clock;
    this.#answered = new Expiring(parts.clock, transactionTimeout);
    this.#accepted = new Expiring(parts.clock, transactionTimeout);
    this.#handlers = parts.handlers;
    this.#sentBy = parts.sentBy;
  }

  /** How many live: zero when nothing was leaked. */
  get size(): number {
    return this.#servers.size + this.#clients.size + this.#answered.size + this.#accepted.size;
  }

  receive(message: SipMessage, flow: Flow): void {
    if (message.kind === "response") return this.#receiveResponse(message);
    const key = serverKey(message, message.method === "ACK" ? "INVITE" : message.method);
    const known = this.#servers.get(key);
    if (message.method === "ACK") {
      if (known) known.acknowledged();
      else this.#handlers.onAck(message); // a 2xx is acknowledged with a branch of its own
    } else if (known) known.retransmitted();
    else if (!this.#repeatAnswer(key)) this.#begin(message, flow, key);
  }

  #receiveResponse(response: SipResponse): void {
    const branch = response.headers.via?.params.get("branch") ?? "";
    const key = `${branch}|${response.headers.cseq?.method ?? ""}`;
    const known = this.#clients.get(key);
    if (known) known.receive(response);
    else if (response.status >= 200 && response.status < 300) this.#accepted.get(key)?.(response);
  }

  /** Says again what was said; false when nothing was. */
  #repeatAnswer(key: string): boolean {
    const answer = this.#answered.get(key);
    if (answer && answer.text !== "") answer.flow.send(answer.text);
    return answer !== undefined;
  }

  #begin(request: SipRequest, flow: Flow, key: string): void {
    const cancelled = request.method === "CANCEL" ? serverKey(request, "INVITE") : undefined;
    const invite = this.#servers.get(cancelled ?? "");
    if (cancelled !== undefined && !invite && this.#answered.get(cancelled) === undefined)
      return answerStateless(request, flow, 481); // RFC 3261 §9.2
    noteSource(request, flow);
    const transaction = new ServerTransaction({
      request,
      flow,
      clock: this.#clock,
      keepAnswer: (text) => this.#answered.set(key, { text, flow }),
      forget: () => this.#servers.delete(key),
    });
    this.#servers.set(key, transaction);
    if (cancelled === undefined) return this.#handlers.onRequest(transaction);
    transaction.answer(200, { tag: randomTag() });
    invite?.cancelled();
  }

  /** Sends a request; its Via is made here, and its Max-Forwards where it has none. */
  request(request: SipRequest, flow: Flow, handlers: ClientHandlers): ClientTransaction {
    const branch = magicCookie + randomTag();
    const via = this.#via(flow, branch);
    const hops = request.headers.get("max-forwards") ?? "70";
    const headers = new Headers().addNamed("via", via).addNamed("max-forwards", hops);
    headers.append(request.headers, "max-forwards");
    return this.#start({ ...request, headers }, flow, branch, handlers);
  }

  /** Sends a request whose answer changes nothing. */
  tell(request: SipRequest, flow: Flow): void {
    this.request(request, flow, unheard);
  }

  /** Sends a request; resolves with the status of the final answer, 408 where none comes, 503 where no way leads there. */
  ask(request: SipRequest, flow: Flow): Promise<number> {
    return new Promise((resolve) => {
      this.request(request, flow, {
        onResponse: ({ status }) => status >= 200 && resolve(status),
        onTimeout: resolve,
      });
    });
  }

  /** The ACK of a 2xx: a request of its own, which nobody answers (RFC 3261 §13.2.2.4). Returns what was said. */
  sendAck(request: SipRequest, flow: Flow): Octets {
    const via = this.#via(flow, magicCookie + randomTag());
    const headers = new Headers().addNamed("via", via).addNamed("max-forwards", "70").append(request.headers);
    const text = writeMessage({ ...request, headers });
    flow.send(text);
    return text;
  }

  #via(flow: Flow, branch: string): string {
    const rport = flow.transport === "UDP" ? ";rport" : "";
    return `SIP/2.0/${flow.transport} ${this.#sentBy(flow)};branch=${branch}${rport}`;
  }

  /** Gives up an INVITE: at once, or as soon as its peer has said anything. */
  cancel(transaction: ClientTransaction): void {
    transaction.cancel((cancel) => this.#start(cancel, transaction.flow, transaction.branch, unheard));
  }

  close(): void {
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.terminate();
    this.#answered.clear();
    this.#accepted.clear();
  }

  #start(request: SipRequest, flow: Flow, branch: string, handlers: ClientHandlers): ClientTransaction {
    const key = `${branch}|${request.method}`;
    const transaction = new ClientTransaction({
      request,
      flow,
      branch,
      clock: this.#clock,
      handlers: {
        ...handlers,
        onResponse: (response) => {
          if (transaction.cancelWanted && response.status < 200) this.cancel(transaction);
          handlers.onResponse(response);
        },
      },
      keepHearing: () => this.#accepted.set(key, handlers.onResponse),
      forget: () => this.#clients.delete(key),
    });
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }
}

/** Answers outside a transaction: for what could not be parsed but can be answered, or belongs to nothing. */
export function answerStateless(request: SipRequest, flow: Flow, status: number, reason?: string): void {
  if (request.method === "ACK") return;
  noteSource(request, flow);
  const tag = repeatableTag(request);
  flow.send(writeMessage(responseTo(request, status, { tag, ...(reason !== undefined && { reason }) })));
}

export const randomTag = (): string => crypto.randomUUID();

const tagSeed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** The same for a request that comes again, of which nothing was kept (RFC 3261 §8.2.7). */
export function repeatableTag({ headers }: SipRequest): string {
  const request = `${headers.get("call-id")} ${headers.get("from")} ${headers.get("cseq")}`;
  return Bun.hash.xxHash32(request, tagSeed).toString(16).padStart(8, "0");
}

/** Which transaction a request belongs to, or of another method the one that it speaks of. */
export function serverKey(request: SipRequest, method: string): string {
  const { via } = request.headers;
  const branch = via?.params.get("branch") ?? "";
  if (via && branch.startsWith(magicCookie) && branch.length > magicCookie.length)
    return `${branch}|${via.host}:${via.port}|${method}`;
  const { headers } = request; // RFC 2543 peers: §17.2.3
  const number = headers.cseq?.number;
  return `${headers.first("via")}|${headers.get("call-id")}|${headers.get("from")}|${number}|${method}`;
}

/** Writes where the request came from into its top Via (RFC 3261 §18.2.1, RFC 3581). */
function noteSource(request: SipRequest, flow: Flow): void {
  const top = request.headers.first("via") ?? "";
  const { via } = request.headers;
  if (!via) return;
  let noted = top;
  if (via.params.has("rport")) noted = noted.replace(/;\s*rport(?:=[^;]*)?/i, `;rport=${flow.port}`);
  if (via.host !== flow.address || via.params.has("rport"))
    noted = `${noted.replace(/;\s*received=[^;]*/i, "")};received=${hostOf(flow.address)}`;
  if (noted !== top) request.headers.setFirst("via", noted);
}
