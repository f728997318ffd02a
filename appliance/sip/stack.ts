/** The SIP stack put together: messages find their transactions, and these their dialogs or whoever takes what begins. */
import type { Clock, Logger } from "../platform/index.ts";
import { Burials } from "./burials.ts";
import { byeFor, type Remains } from "./dialog-state.ts";
import { DialogWatch } from "./dialog-watch.ts";
import { Dialogs } from "./dialogs.ts";
import type { Flow } from "./flow.ts";
import type { IncomingInvite, InviteContext } from "./incoming-invite.ts";
import type { Binding, Location } from "./location.ts";
import type { Octets } from "./message.ts";
import { OutOfDialog } from "./out-of-dialog.ts";
import { type OutgoingHandlers, OutgoingInvite, type OutgoingOptions } from "./outgoing-invite.ts";
import { OutgoingRegistration, type RegistrationOptions } from "./outgoing-registration.ts";
import { parseMessage } from "./parser.ts";
import { type Receivers, Reception } from "./reception.ts";
import type { SessionRules } from "./session-timer.ts";
import { type SubscriptionContext, Subscriptions } from "./subscriptions.ts";
import type { Trace } from "./trace/trace.ts";
import { answerStateless, Transactions } from "./transactions.ts";
import { Transports } from "./transports.ts";
import { Ways } from "./ways.ts";

const allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, REFER, SUBSCRIBE, PRACK, PUBLISH";

export interface StackOptions extends Receivers {
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
}

export class SipStack {
  /** Takes calls; until then they are refused. */
  onInvite: (invite: IncomingInvite) => void = (invite) => invite.refuse(503);
  /** See Sip.reachPeers. */
  flowToPeer: (peer: string, address: string) => Promise<Flow> = (peer) =>
    Promise.reject(new Error(`${peer} is no peer`));
  readonly transports: Transports;
  readonly ways: Ways;
  readonly outOfDialog: OutOfDialog;
  readonly subscriptions: Subscriptions;
  readonly #options: StackOptions;
  readonly #transactions: Transactions;
  readonly #dialogs: Dialogs;
  readonly #burials: Burials;
  readonly #context: InviteContext;
  readonly #reception: Reception;

  private constructor(options: StackOptions, transports: Transports) {
    const { clock, log, address, publicAddresses, flowAfter } = options;
    this.#options = options;
    this.transports = transports;
    this.ways = new Ways({ transports, address, publicAddresses, flowAfter });
    this.#dialogs = new Dialogs(new DialogWatch({ clock, intervalSeconds: options.checkSeconds }));
    this.#transactions = new Transactions({
      clock,
      sentBy: (flow) => this.ways.sentBy(flow),
      handlers: {
        onRequest: (transaction) => void this.#reception.receive(transaction),
        onAck: (request) => this.#dialogs.of(request)?.offers.acknowledged(request),
      },
    });
    this.outOfDialog = new OutOfDialog(this.#transactions, this.ways);
    this.#context = this.#contextOf(options);
    this.subscriptions = this.#watchers(options);
    this.#burials = this.#graveyard(options);
    this.#reception = new Reception({
      receivers: options,
      log,
      dialogs: this.#dialogs,
      subscriptions: this.subscriptions,
      context: this.#context,
      onInvite: (invite) => this.onInvite(invite),
    });
  }

  static async open(options: StackOptions): Promise<SipStack> {
    const { ports, trace, address, tls, secondsToSpeak, log } = options;
    const transports = await Transports.open({
      ...{ address, tls, secondsToSpeak, log },
      udpPort: ports.udp,
      tcpPort: ports.tcp,
      tlsPort: ports.tls,
      isBanned: options.isBanned,
      admit: options.admit,
      mayTell: options.mayTell,
      onMessage: (text, flow) => stack.receive(text, flow),
      onSend: (text, flow) => trace.note(true, text, flow),
    });
    const stack = new SipStack(options, transports);
    return stack;
  }

  /** Live dialogs and transactions: zero when nothing was leaked. */
  get load(): { dialogs: number; transactions: number } {
    return { dialogs: this.#dialogs.size, transactions: this.#transactions.size };
  }

  receive(text: Octets, flow: Flow): void {
    const { trace, log } = this.#options;
    const parsed = parseMessage(text);
    const callId = parsed.ok ? parsed.message.headers.get("call-id") : undefined;
    trace.note(false, text, flow, callId);
    if (!parsed.ok) {
      const { request, status, reason } = parsed;
      if (request) answerStateless(request, this.ways.back(request, flow), status, reason);
      return;
    }
    const { message } = parsed;
    const from = message.kind === "request" ? this.ways.back(message, flow) : flow;
    try {
      this.#transactions.receive(message, from);
    } catch (error) {
      log.error("a SIP message was not handled", { error });
    }
  }

  invite(options: OutgoingOptions, handlers: OutgoingHandlers): OutgoingInvite {
    return new OutgoingInvite(options, handlers, this.#context);
  }

  /** Registers this house elsewhere. */
  register(options: RegistrationOptions): OutgoingRegistration {
    return new OutgoingRegistration(options, this.#context);
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

  /** Hangs up and disconnects browsers: whose sessions have ended, and who may not call any more. */
  closeBrowsers(ended: (flow: Flow) => boolean): void {
    this.transports.closeBrowsers(ended);
    this.#dialogs.lose(ended);
  }

  async close(): Promise<void> {
    this.#reception.close();
    await this.#dialogs.hangUp();
    this.subscriptions.close();
    this.#burials.close();
    this.#transactions.close();
    await this.transports.close();
  }

  #contextOf({ clock, session }: StackOptions): InviteContext {
    return {
      clock,
      session,
      transactions: this.#transactions,
      allow,
      contact: (flow) => this.ways.contact(flow),
      flowFor: (dialog) => this.ways.within(dialog),
      awaitPrack: (key, reliable) => this.#dialogs.awaitPrack(key, reliable),
      adopt: (dialog) => this.#dialogs.adopt(dialog),
      moved: (dialog) => this.#dialogs.moved(dialog),
      forget: (dialog) => this.#dialogs.forget(dialog),
    };
  }

  #watchers({ clock, flowAfter, keptSubscriptions, isKnown }: StackOptions): Subscriptions {
    return new Subscriptions({
      ...{ clock, flowAfter, isKnown },
      transactions: this.#transactions,
      contact: this.#context.contact,
      flowFor: (state, personId) => this.ways.within(state, personId),
      udpFlow: (address, port) => this.transports.udpFlow(address, port),
      kept: keptSubscriptions,
    });
  }

  #graveyard({ clock, flowAfter }: StackOptions): Burials {
    return new Burials({
      ...{ clock, flowAfter },
      flowTo: (hop, identity) => this.ways.to(hop, identity),
      flowToPeer: (peer, address) => this.flowToPeer(peer, address),
      end: (remains, flow, tried) => this.#transactions.ask(byeFor(remains, flow, tried), flow),
    });
  }
}
