/** SIP for the house: phones and browsers register here, and calls enter and leave. */
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Limit, Logger, SocketHandlers } from "../platform/index.ts";
import { Admission, type Ban, type Suspension } from "./admission.ts";
import { Authentication, type TrustedPeer } from "./authentication.ts";
import type { Browser } from "./browsers.ts";
import { type Credentials, Devices, type Phone } from "./devices.ts";
import type { Remains } from "./dialog-state.ts";
import { Digest } from "./digest.ts";
import { type Flow, isPlain, type PeerIdentity } from "./flow.ts";
import { dialledUser } from "./headers.ts";
import type { IncomingInvite } from "./incoming-invite.ts";
import { KeepAlive } from "./keep-alive.ts";
import { KeptSubscriptions } from "./kept-subscriptions.ts";
import { Location } from "./location.ts";
import type { NotifyOptions } from "./out-of-dialog.ts";
import type { OutgoingHandlers, OutgoingInvite, OutgoingOptions } from "./outgoing-invite.ts";
import type { OutgoingRegistration, RegistrationOptions } from "./outgoing-registration.ts";
import { PersistentBindings } from "./persistence.ts";
import { Publications } from "./publications.ts";
import type { QualityReport } from "./quality-report.ts";
import { type RefusedInClear, RefusedInClearList } from "./refused-in-clear.ts";
import { Registrants } from "./registrants.ts";
import { register } from "./registrar.ts";
import { type ConferenceWish, RemoteControl } from "./remote-control.ts";
import type { NextHop } from "./resolver.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { SipStack } from "./stack.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { Trace } from "./trace/trace.ts";
import { randomTag } from "./transactions.ts";

export type { Ban, Suspension } from "./admission.ts";
export type { Attachment } from "./attachment.ts";
export type { TrustedPeer } from "./authentication.ts";
export type { Device, Devices, Phone } from "./devices.ts";
export type { Dialog, DialogHandlers } from "./dialog.ts";
export { OfferRefused } from "./dialog-offers.ts";
export { isRemains, type Remains } from "./dialog-state.ts";
export type { SipErrorCode } from "./errors.ts";
export type { EventPackage } from "./event-package.ts";
export { type Flow, hostOf, isPlain, type PeerIdentity } from "./flow.ts";
export { dialledUser, type NameAddress, parseNameAddress, quoteName } from "./headers.ts";
export type { Caller, IncomingInvite } from "./incoming-invite.ts";
export type { Binding, Location } from "./location.ts";
export type { OutgoingInvite, OutgoingOptions } from "./outgoing-invite.ts";
export type { OutgoingRegistration, RegistrationState } from "./outgoing-registration.ts";
export type { QualityReport } from "./quality-report.ts";
export type { Referral, Replaces } from "./referral.ts";
export type { RefusedInClear } from "./refused-in-clear.ts";
export type { ConferenceWish } from "./remote-control.ts";
export { type Dns, type NextHop, type NextHopTransport, resolve, systemDns } from "./resolver.ts";
export type { Subscriptions } from "./subscriptions.ts";
export { pcapOf } from "./trace/pcap.ts";
export type { Capture, Trace, TracedMessage } from "./trace/trace.ts";

export interface Sip {
  /** Realm of credentials and host of addresses. */
  readonly domain: string;
  readonly ports: { udp: number; tcp: number; tls: number };
  readonly devices: Devices;
  readonly location: Location;
  /** The telephones of a person or a place. */
  phonesOf(personId: string): Phone[];
  /** Telephones that are refused because they do not encrypt, and must. */
  readonly refusedInClear: readonly RefusedInClear[];
  readonly bans: readonly Ban[];
  /** Lets an address in again before its time. */
  liftBan(address: string): void;
  /** Names that are kept out where telephones are registered, which themselves are not. */
  readonly suspensions: readonly Suspension[];
  liftSuspension(address: string, name: string): void;
  /** Whether this address may not speak to the house now. */
  isBanned(address: string): boolean;
  /** See Devices.bookKeyFor; credentials that are wrong count like those of SIP. */
  bookKeyFor(credentials: Credentials, address: string): string | undefined;
  /** Of requests from one address. */
  readonly limit: Limit;
  /** What was said lately. */
  readonly trace: Trace;
  /** Who watches whose state. */
  readonly subscriptions: Subscriptions;
  /** Who is let in without credentials, where no telephone of the house can be meant. Set once, by the room above. */
  trustPeers(peerAt: (flow: Flow) => TrustedPeer | undefined): void;
  /**
   * How the house connects to a peer, trusted or admitted, that called in from this address; rejects when there is no
   * way there now. Set once, by the room above.
   */
  reachPeers(flowTo: (peer: string, address: string) => Promise<Flow>): void;
  register(options: RegistrationOptions): OutgoingRegistration;
  /**
   * Who is let in besides, without credentials and as a stranger, by the domain that they say they are of: their
   * caller's `stranger`. Set once, by the room above.
   */
  admitStrangers(admits: (domain: string, address: string) => boolean): void;
  /** Which calls, by what is dialled, every device may make in the clear. Set once, by the room above. */
  exemptFromEncryption(exempt: (uri: string) => boolean): void;
  /** @param identity what a TLS peer has to prove; see Transports.connect */
  flowTo(hop: NextHop, identity?: PeerIdentity): Promise<Flow>;
  ping(flow: Flow, target: string): Promise<number>;
  /** Tells a phone that never asked. */
  notify(options: NotifyOptions): void;
  /** Ends a dialog that stood when the house was killed. */
  bury(remains: Remains): void;
  /** Live dialogs and transactions. */
  readonly load: { dialogs: number; transactions: number };
  /** Who takes the calls that come in; set once, by the room above. */
  takeCalls(handler: (invite: IncomingInvite) => void): void;
  invite(options: OutgoingOptions, handlers: OutgoingHandlers): OutgoingInvite;
  /** Who puts calls together when a telephone's key asks for it. Set once, by the room above. */
  takeConferences(handler: (wish: ConferenceWish) => Promise<number>): void;
  /** Who is told what a person's telephone says of how a call sounded. Set once, by the room above. */
  takeQualityReports(handler: (personId: string, report: QualityReport) => void): void;
  /** RFC 7118: a browser whose person and session the HTTP upgrade has authenticated. */
  acceptWebSocket(browser: Browser): SocketHandlers;
  /** Closes the connections of browsers whose sessions have ended. */
  closeSessions(sessionIds: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** Rejects when a port is taken. */
export async function createSip(options: {
  config: Config;
  tls: { cert: string; key: string };
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  directory: Directory;
}): Promise<Sip> {
  const { config, clock, log, directory } = options;
  const domain = config.sip.domain || config.host;
  const location = new Location(clock);
  const registrants = new Registrants(directory, options.events);
  const mayCall = (personId: string): boolean => {
    const { active, calling } = registrants.of(personId);
    return active && calling;
  };
  const refusedInClear = new RefusedInClearList(clock);
  const devices = new Devices({
    db: options.db,
    clock,
    realm: domain,
    onRemoved({ id, personId }) {
      refusedInClear.forget(id);
      location.remove(personId, ({ deviceId }) => deviceId === id);
      stack.subscriptions.endOf(({ deviceId }) => deviceId === id);
    },
    onPlain({ id, personId, plain }) {
      if (plain) return refusedInClear.forget(id);
      const inTheClear = (one: { deviceId: string | undefined; flow: Flow }) =>
        one.deviceId === id && isPlain(one.flow);
      location.remove(personId, inTheClear);
      stack.subscriptions.endOf(inTheClear);
    },
    mayCall: (personId) => mayCall(personId),
  });
  const digest = new Digest({
    clock,
    realm: domain,
    offered: config.sip.digest_algorithms,
    lookup(username) {
      const identity = devices.identity(username);
      return identity && registrants.of(identity.personId).active ? identity : undefined;
    },
  });
  const admission = new Admission({
    clock,
    requestsPerSecond: config.sip.requests_per_second,
    failuresBeforeBan: config.sip.failures_before_ban,
    banSeconds: config.sip.ban_seconds,
    holdsRegistration: (address) => location.holds(address),
  });

  const ownNames = [domain, config.host, ...config.public_addresses].map((name) => name.toLowerCase());
  const authentication = new Authentication({
    ...{ digest, admission, devices, registrants, refusedInClear },
    hasTelephoneAt: (address) => location.hasTelephoneAt(address),
    ownNames: new Set(ownNames),
    tlsPort: () => stack.transports.ports.tls,
  });
  const onRegister = (transaction: ServerTransaction) => {
    const { request, flow } = transaction;
    const sender = authentication.senderOf(transaction);
    if (sender?.personId === undefined) return;
    const refuse = (status: number) => transaction.answer(status, { tag: randomTag() });
    const address = request.headers.to?.uri ?? "";
    const user = dialledUser(address)?.user ?? "";
    const own = sender.deviceId !== undefined && devices.identity(user)?.id === sender.deviceId;
    const person = own ? undefined : (directory.findByExtension(user) ?? directory.findByAddress(user));
    if (!own && person?.id !== sender.personId) return refuse(403);
    transaction.respond(register(request, { ...sender, flow }, location, clock, randomTag()));
  };

  const proof = {
    registeredAt: (flow: Flow) => location.at(flow)?.personId,
    authenticate: (transaction: ServerTransaction) => authentication.senderOf(transaction),
  };
  const publications = new Publications(proof);
  const remoteControl = new RemoteControl({
    ...proof,
    refer: (flow, target, content) => stack.outOfDialog.refer(flow, target, content),
  });
  const trace = new Trace({ clock, limit: config.sip.trace_bytes });
  const keptSubscriptions = new KeptSubscriptions(options);
  const stack = await SipStack.open({
    address: config.sip.address,
    ports: { udp: config.sip.udp_port, tcp: config.sip.tcp_port, tls: config.sip.tls_port },
    tls: options.tls,
    publicAddresses: config.public_addresses,
    checkSeconds: config.sip.session_check_seconds,
    session: {
      usual: config.sip.session_seconds,
      least: config.sip.least_session_seconds,
      offersAgain: config.media.anchor === "always",
    },
    flowAfter: (lost, contact, owner) => location.flowAfter(lost, contact, owner),
    keptSubscriptions,
    isKnown: (personId, deviceId) =>
      mayCall(personId) && (deviceId === undefined || devices.of(personId).some(({ id }) => id === deviceId)),
    clock,
    log,
    trace,
    secondsToSpeak: config.sip.seconds_to_speak,
    isBanned: (address) => admission.isBanned(address),
    admit: (address, bytes) => admission.admit(address, bytes),
    mayTell: (address) => admission.mayTell(address),
    publish: (transaction) => publications.receive(transaction),
    refer: (transaction) => remoteControl.receive(transaction),
    onRegister,
    authenticate: (transaction) => authentication.senderOf(transaction),
  });
  const keepAlive = new KeepAlive({
    clock,
    location,
    seconds: config.sip.keep_alive_seconds,
    ask: (flow, target) => void stack.outOfDialog.ping(flow, target),
  });
  const persistence = new PersistentBindings({
    db: options.db,
    events: options.events,
    clock,
    log,
    location,
    udpFlow: (address, port) => stack.transports.udpFlow(address, port),
  });
  options.events.listen(({ kind, subject }) => {
    if (kind !== "person.updated" || mayCall(subject)) return;
    location.remove(subject, () => true);
    stack.subscriptions.endOf(({ personId }) => personId === subject);
    stack.closeBrowsers(({ personId }) => personId === subject);
  });
  location.onChange = (personId) => persistence.changed(personId);
  location.onDevice = (binding, registered) => {
    persistence.announce(binding, registered);
    if (registered) stack.registered(binding);
  };

  return {
    domain,
    get ports() {
      return stack.transports.ports;
    },
    devices,
    location,
    phonesOf(personId) {
      const bindings = location.of(personId);
      return devices.of(personId).map((device) => {
        const binding = bindings.find(({ deviceId }) => deviceId === device.id);
        return {
          ...device,
          registered: binding !== undefined,
          userAgent: binding?.userAgent ?? "",
          encrypted: binding ? !isPlain(binding.flow) : !device.plain,
          refusedAt: refusedInClear.at(device.id),
        };
      });
    },
    get refusedInClear() {
      return refusedInClear.all;
    },
    trace,
    trustPeers(peerAt) {
      authentication.trusted = peerAt;
    },
    reachPeers(flowTo) {
      stack.flowToPeer = flowTo;
    },
    register: (registration) => stack.register(registration),
    admitStrangers(admits) {
      authentication.admitted = admits;
    },
    exemptFromEncryption(exempt) {
      authentication.exempt = exempt;
    },
    flowTo: (hop, identity) => stack.ways.to(hop, identity),
    ping: (flow, target) => stack.outOfDialog.ping(flow, target),
    subscriptions: stack.subscriptions,
    notify: (options) => stack.outOfDialog.notify(options),
    bury: (remains) => stack.bury(remains),
    limit: admission.limit,
    get bans() {
      return admission.bans;
    },
    liftBan: (address) => admission.lift(address),
    get suspensions() {
      return admission.suspensions;
    },
    liftSuspension: (address, name) => admission.resume(address, name),
    isBanned: (address) => admission.isBanned(address),
    bookKeyFor(credentials, address) {
      if (admission.isSuspended(address, credentials.username)) return undefined;
      const key = devices.bookKeyFor(credentials);
      const { username } = credentials;
      if (key === undefined) admission.failed(address, username, "wrong credentials of the phone book");
      else admission.succeeded(address, username);
      return key;
    },
    get load() {
      return stack.load;
    },
    takeCalls(handler) {
      stack.onInvite = handler;
    },
    takeQualityReports(handler) {
      publications.onQuality = handler;
    },
    takeConferences(handler) {
      remoteControl.onConference = handler;
    },
    invite: (invite, handlers) => stack.invite(invite, handlers),
    acceptWebSocket: (browser) => stack.transports.acceptWebSocket(browser),
    closeSessions: (ids) => stack.closeBrowsers(({ sessionId }) => ids.has(sessionId ?? "")),
    async close() {
      keepAlive.close();
      location.close();
      await Promise.all([persistence.close(), keptSubscriptions.close()]);
      await stack.close();
    },
  };
}
