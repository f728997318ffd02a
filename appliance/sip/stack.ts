/** The SIP stack put together: what comes in finds its transaction, its dialog, or the one who takes calls. */

import { addressTowards, type Clock, type Logger } from "../platform/index.ts";
import { Burials } from "./burials.ts";
import { contactFor, type Dialog } from "./dialog.ts";
import { byeFor, type DialogState, dialogKeyOf, type Remains } from "./dialog-state.ts";
import { DialogWatch } from "./dialog-watch.ts";
import { type Flow, hostOf, type PeerIdentity } from "./flow.ts";
import { Headers } from "./header-list.ts";
import { parseNameAddress, parseUri } from "./headers.ts";
import { type Caller, IncomingInvite, type InviteContext } from "./incoming-invite.ts";
import type { Binding, Location } from "./location.ts";
import { type Octets, responseTo, type SipRequest } from "./message.ts";
import { type OutgoingHandlers, OutgoingInvite, type OutgoingOptions } from "./outgoing-invite.ts";
import { OutgoingRegistration, type RegistrationOptions } from "./outgoing-registration.ts";
import { parseMessage } from "./parser.ts";
import type { ReliableProgress } from "./reliable-progress.ts";
import type { NextHop } from "./resolver.ts";
import { type Refusal, screen, screenAddress, screenOffer } from "./screening.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { isTooBrief, type SessionRules } from "./session-timer.ts";
import { type SubscriptionContext, Subscriptions } from "./subscriptions.ts";
import type { Trace } from "./trace/trace.ts";
import { answerStateless, randomTag, repeatableTag, Transactions } from "./transactions.ts";
import { Transports } from "./transports.ts";

const allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, REFER, SUBSCRIBE, PRACK, PUBLISH";
export interface StackOptions {
  address: string;
  ports: { udp: number; tcp: number; tls: number };
  tls: { cert: string; key: string };
  /** Addresses to name in Via and Contact, instead of those of the interfaces, to peers outside. */
  publicAddresses: readonly string[];
  /** Seconds between two checks that the peer of a call is still there. */
  checkSeconds: number;
  session: SessionRules;
  /** The connection that a peer came back with after it lost one; `contact` is its URI. */
  flowAfter: Location["flowAfter"];
  /** See SubscriptionContext. */
  keptSubscriptions: SubscriptionContext["kept"];
  isKnown: SubscriptionContext["isKnown"];
  clock: Clock;
  log: Logger;
  trace: Trace;
  /** See TransportOptions. */
  secondsToSpeak: number;
  isBanned(address: string): boolean;
  admit(address: string, bytes: number): boolean;
  mayTell(address: string): boolean;
  /** Takes a REFER outside any dialog; false where it is of a kind that is not known here. */
  refer(transaction: ServerTransaction): boolean;
  /** Answers a PUBLISH. */
  publish(transaction: ServerTransaction): void;
  /** Answers a REGISTER. */
  onRegister(transaction: ServerTransaction): void;
  /** Who sends an INVITE or a SUBSCRIBE; undefined when the request has been answered with a challenge. */
  authenticate(transaction: ServerTransaction): Caller | undefined;
}

type Answer = (status: number, headers?: Record<string, string>) => void;

export interface NotifyOptions {
  flow: Flow;
  /** The Request-URI: the registered Contact. */
  target: string;
  /** Whose state it is. */
  address: string;
  event: string;
  content: { type: string; body: string };
}

export class SipStack {
  /** Takes calls; until then they are refused. */
  onInvite: (invite: IncomingInvite) => void = (invite) => invite.refuse(503);
  /** See Sip.reachPeers. */
  flowToPeer: (peer: string, address: string) => Promise<Flow> = (peer) =>
    Promise.reject(new Error(`${peer} is no peer`));
  readonly #options: StackOptions;
  readonly #transactions: Transactions;
  readonly #dialogs = new Map<string, Dialog>();
  /** Of INVITEs that are not answered yet. */
  readonly #pracks = new Map<string, ReliableProgress>();
  readonly #watch: DialogWatch;
  readonly #burials: Burials;
  readonly subscriptions: Subscriptions;
  readonly #context: InviteContext;
  #transports!: Transports;
  #closing = false;

  private constructor(options: StackOptions) {
    this.#options = options;
    this.#watch = new DialogWatch({ clock: options.clock, intervalSeconds: options.checkSeconds });
    this.#burials = new Burials({
      clock: options.clock,
      flowAfter: options.flowAfter,
      flowTo: (hop, identity) => this.flowTo(hop, identity),
      flowToPeer: (peer, address) => this.flowToPeer(peer, address),
      end: (remains, flow, tried) => this.#transactions.ask(byeFor(remains, flow, tried), flow),
    });
    this.#transactions = new Transactions({
      clock: options.clock,
      sentBy: (flow) => `${hostOf(this.#hostFor(flow))}:${this.#portFor(flow)}`,
      handlers: {
        onRequest: (transaction) => void this.#handle(transaction),
        onAck: (request) => this.#dialogs.get(dialogKeyOf(request))?.acknowledged(request),
      },
    });
    this.#context = {
      clock: options.clock,
      session: options.session,
      transactions: this.#transactions,
      allow,
      contact: (flow) => contactFor("hearth", this.#hostFor(flow), this.#portFor(flow), flow),
      flowFor: (dialog) => this.#flowFor(dialog),
      awaitPrack: (key, reliable) => {
        if (reliable) this.#pracks.set(key, reliable);
        else this.#pracks.delete(key);
      },
      adopt: (dialog) => {
        this.#dialogs.set(dialog.key, dialog);
        this.#watch.add(dialog);
      },
      moved: (dialog) => this.#watch.follow(dialog),
      forget: (dialog) => {
        this.#dialogs.delete(dialog.key);
        this.#watch.remove(dialog);
      },
    };
    this.subscriptions = new Subscriptions({
      clock: options.clock,
      transactions: this.#transactions,
      contact: this.#context.contact,
      flowFor: (state, personId) => this.#flowFor(state, personId),
      udpFlow: (address, port) => this.#transports.udpFlow(address, port),
      flowAfter: options.flowAfter,
      kept: options.keptSubscriptions,
      isKnown: options.isKnown,
    });
  }

  /** A NOTIFY outside any dialog, for phones that never subscribed (RFC 3842 §2: message waiting). */
  notify(options: NotifyOptions): void {
    const { flow, target, address, event, content } = options;
    const headers = new Headers([
      ["from", `<${address}>;tag=${randomTag()}`],
      ["to", `<${address}>`],
      ["call-id", randomTag()],
      ["cseq", "1 NOTIFY"],
      ["contact", this.#context.contact(flow)],
      ["event", event],
      ["subscription-state", "terminated;reason=noresource"],
      ["content-type", content.type],
    ]);
    const request: SipRequest = {
      kind: "request",
      method: "NOTIFY",
      uri: target,
      headers,
      body: content.body,
    };
    this.#transactions.request(request, flow, { onResponse() {}, onTimeout() {} });
  }

  /** A REFER outside any dialog that carries what it is about, and makes no subscription (RFC 4488). */
  refer(flow: Flow, target: string, content: { type: string; body: Octets }): void {
    const contact = this.#context.contact(flow);
    const part = `${randomTag()}@${hostOf(this.#hostFor(flow))}`;
    const headers = new Headers([
      ["from", `${contact};tag=${randomTag()}`],
      ["to", `<${target}>`],
      ["call-id", randomTag()],
      ["cseq", "1 REFER"],
      ["contact", contact],
      ["require", "norefersub"],
      ["referred-by", contact],
      ["refer-to", `<cid:${part}>`],
      ["content-id", `<${part}>`],
      ["content-type", content.type],
    ]);
    const request: SipRequest = {
      kind: "request",
      method: "REFER",
      uri: target,
      headers,
      body: content.body,
    };
    this.#transactions.request(request, flow, { onResponse() {}, onTimeout() {} });
  }

  /** Ends a dialog of a house that was killed: now, or once its peer is connected again. */
  bury(remains: Remains): void {
    this.#burials.add(remains);
  }

  /** Somebody has registered who was not there before. */
  registered(binding: Pick<Binding, "flow" | "contact" | "personId">): void {
    this.#burials.look(binding);
    this.subscriptions.registered(binding);
  }

  /** Registers this house elsewhere. */
  register(options: RegistrationOptions): OutgoingRegistration {
    const { clock } = this.#options;
    const { transactions, contact } = this.#context;
    return new OutgoingRegistration(options, { clock, transactions, contact });
  }

  /** A way to a peer outside; rejects when it does not answer. */
  async flowTo({ transport, address, port }: NextHop, identity?: PeerIdentity): Promise<Flow> {
    return transport === "UDP"
      ? this.#transports.udpFlow(address, port)
      : this.#transports.connect(transport, address, port, transport === "TLS" ? identity : undefined);
  }

  /** Asks a peer whether it is there (OPTIONS); the status it answers with, 408 when it does not, 503 without a way to it. */
  ping(flow: Flow, target: string): Promise<number> {
    const address = `<${target}>`;
    const headers = new Headers([
      ["from", `${address};tag=${randomTag()}`],
      ["to", address],
      ["call-id", randomTag()],
      ["cseq", "1 OPTIONS"],
      ["contact", this.#context.contact(flow)],
    ]);
    return this.#transactions.ask(
      { kind: "request", method: "OPTIONS", uri: target, headers, body: "" },
      flow,
    );
  }

  static async open(options: StackOptions): Promise<SipStack> {
    const stack = new SipStack(options);
    stack.#transports = await Transports.open({
      address: options.address,
      udpPort: options.ports.udp,
      tcpPort: options.ports.tcp,
      tlsPort: options.ports.tls,
      tls: options.tls,
      secondsToSpeak: options.secondsToSpeak,
      log: options.log,
      isBanned: options.isBanned,
      admit: options.admit,
      mayTell: options.mayTell,
      onMessage: (text, flow) => stack.receive(text, flow),
      onSend: (text, flow) => options.trace.note(true, text, flow),
    });
    return stack;
  }

  get ports(): { udp: number; tcp: number; tls: number } {
    return this.#transports.ports;
  }

  get transports(): Transports {
    return this.#transports;
  }

  /** Live dialogs and transactions: zero when nothing was leaked. */
  get load(): { dialogs: number; transactions: number } {
    return { dialogs: this.#dialogs.size, transactions: this.#transactions.size };
  }

  receive(text: Octets, flow: Flow): void {
    const parsed = parseMessage(text);
    const callId = parsed.ok ? parsed.message.headers.get("call-id") : undefined;
    this.#options.trace.note(false, text, flow, callId);
    if (!parsed.ok) {
      if (parsed.request)
        answerStateless(
          parsed.request,
          replyFlow(parsed.request, flow, this.#transports),
          parsed.status,
          parsed.reason,
        );
      return;
    }
    const { message } = parsed;
    const from = message.kind === "request" ? replyFlow(message, flow, this.#transports) : flow;
    try {
      this.#transactions.receive(message, from);
    } catch (error) {
      this.#options.log.error("a SIP message was not handled", { error });
    }
  }

  invite(options: OutgoingOptions, handlers: OutgoingHandlers): OutgoingInvite {
    return new OutgoingInvite(options, handlers, this.#context);
  }

  /** Hangs up and disconnects browsers: whose sessions have ended, and who may not call any more. */
  closeBrowsers(ended: (flow: Flow) => boolean): void {
    this.#transports.closeBrowsers(ended);
    // Also those whose connection was lost before, and that wait for their browser.
    for (const dialog of [...this.#dialogs.values()]) if (ended(dialog.state.flow)) dialog.end("lost");
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#dialogs.values()].map((dialog) => dialog.bye()));
    this.subscriptions.close();
    this.#burials.close();
    this.#transactions.close();
    await this.#transports.close();
  }

  /** A transaction that nobody answers would stay for ever, and its peer would ask and ask. */
  async #handle(transaction: ServerTransaction): Promise<void> {
    try {
      await this.#receive(transaction);
    } catch (error) {
      const { method, headers } = transaction.request;
      this.#options.log.error("a SIP request was not handled", {
        error,
        method,
        callId: headers.get("call-id"),
      });
      transaction.respond(responseTo(transaction.request, 500, { tag: randomTag() }));
    }
  }

  /** Who has proven nothing is answered, and nothing of it is kept. */
  #receive(transaction: ServerTransaction): void | Promise<void> {
    const { request } = transaction;
    const answer = (status: number, headers: Record<string, string> = {}) =>
      transaction.respondOnce(responseTo(request, status, { tag: repeatableTag(request), headers }));
    const refusal = screen(request);
    if (/;\s*tag\s*=/i.test(request.headers.get("to") ?? ""))
      return this.#receiveWithin(transaction, refusal, answer);
    if (refusal) return answer(refusal.status, refusal.headers);
    const misdirected = screenAddress(request);
    if (misdirected) return answer(misdirected.status);
    switch (request.method) {
      case "REGISTER":
        return this.#options.onRegister(transaction);
      case "OPTIONS":
        return answer(200, {
          Allow: allow,
          Accept: "application/sdp",
          "Allow-Events": this.subscriptions.packages.join(", "),
        });
      case "INVITE":
        return this.#receiveInvite(transaction, answer);
      case "SUBSCRIBE":
        return this.#receiveSubscription(transaction);
      case "PUBLISH":
        return this.#options.publish(transaction);
      case "REFER":
        return this.#options.refer(transaction) ? undefined : answer(405, { Allow: allow });
      case "INFO":
      case "BYE":
      case "UPDATE":
      case "PRACK":
        return answer(481);
      default:
        return answer(/^(NOTIFY|MESSAGE)$/.test(request.method) ? 405 : 501, {
          Allow: allow,
        });
    }
  }

  /** @param answer for what belongs to no dialog */
  #receiveWithin(
    transaction: ServerTransaction,
    refusal: Refusal | undefined,
    answer: Answer,
  ): void | Promise<void> {
    const { request } = transaction;
    const key = dialogKeyOf(request);
    const [dialog, prack] = [this.#dialogs.get(key), request.method === "PRACK" && this.#pracks.get(key)];
    const say = (status: number, headers: Record<string, string> = {}) =>
      transaction.respond(responseTo(request, status, { tag: randomTag(), headers }));
    if (refusal) return (dialog ? say : answer)(refusal.status, refusal.headers);
    if (dialog) return dialog.receive(transaction);
    if (prack) return say(prack.acknowledge(request) ? 200 : 481);
    if (!this.subscriptions.receiveWithin(transaction)) answer(481);
  }

  #receiveInvite(transaction: ServerTransaction, answer: Answer): void {
    if (this.#closing) return answer(503);
    const refusal = screenOffer(transaction.request);
    if (refusal) return answer(refusal.status, refusal.headers);
    const { session } = this.#options;
    if (isTooBrief(transaction.request, session)) return answer(422, { "Min-SE": String(session.least) });
    const caller = this.#options.authenticate(transaction);
    if (!caller) return;
    transaction.keepTrying();
    this.onInvite(new IncomingInvite(transaction, caller, this.#context));
  }

  #receiveSubscription(transaction: ServerTransaction): void {
    const subscriber = this.#options.authenticate(transaction);
    if (subscriber?.personId === undefined) return;
    this.subscriptions.receive(transaction, subscriber.personId, subscriber.deviceId);
  }

  /** Requests inside a dialog go over its connection, or by UDP to its next hop (RFC 3261 §12.2.1.1). */
  /** @param owner see Location.flowAfter */
  async #flowFor(state: DialogState, owner?: string): Promise<Flow> {
    const { flow, routeSet, remoteTarget } = state;
    if (flow.transport !== "UDP") {
      // A browser in another network has a new connection before the house knows that the old one is dead.
      if (!flow.open || flow.transport === "WSS")
        state.flow = this.#options.flowAfter(flow, remoteTarget, owner) ?? flow;
      if (state.flow.open) return state.flow;
      if (flow.transport === "WSS") throw new Error("the browser is gone");
    }
    const next = parseUri(parseNameAddress(routeSet[0] ?? "")?.uri ?? remoteTarget);
    if (flow.transport === "UDP") {
      if (!next || !/^[\d.]+$|^\[/.test(next.host) || routeSet.length === 0) return flow;
      return this.#transports.udpFlow(next.host.replace(/[[\]]/g, ""), next.port || 5060);
    }
    const host = routeSet.length > 0 && next ? next.host : flow.address; // where it was, not where it says it is
    const port = next?.port || (flow.transport === "TLS" ? 5061 : 5060);
    state.flow = await this.#transports.connect(flow.transport, host, port, flow.identity);
    return state.flow;
  }

  #hostFor(flow: Flow): string {
    const { address, publicAddresses } = this.#options;
    return addressTowards(flow.address, address, publicAddresses[0]);
  }

  #portFor(flow: Flow): number {
    const { udp, tcp, tls } = this.ports;
    return { UDP: udp, TCP: tcp, TLS: tls, WSS: tls }[flow.transport];
  }
}

/** UDP without rport is answered at the port that Via names (RFC 3261 §18.2.2). */
function replyFlow({ headers: { via } }: SipRequest, flow: Flow, transports: Transports): Flow {
  if (flow.transport !== "UDP" || !via || via.params.has("rport")) return flow;
  return transports.udpFlow(flow.address, via.port || 5060);
}
