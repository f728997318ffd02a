/** The face of the room: what the rooms above see of SIP, and what they set. */
import type { Limit, SocketHandlers } from "../platform/index.ts";
import type { Ban, Suspension } from "./admission.ts";
import type { TrustedPeer } from "./authentication.ts";
import type { Browser } from "./browsers.ts";
import type { Credentials, Devices, Phone } from "./devices.ts";
import type { Remains } from "./dialog-state.ts";
import { type Flow, isPlain, type PeerIdentity } from "./flow.ts";
import type { IncomingInvite } from "./incoming-invite.ts";
import type { Location } from "./location.ts";
import type { NotifyOptions } from "./out-of-dialog.ts";
import type { OutgoingHandlers, OutgoingInvite, OutgoingOptions } from "./outgoing-invite.ts";
import type { OutgoingRegistration, RegistrationOptions } from "./outgoing-registration.ts";
import type { Publications } from "./publications.ts";
import type { QualityReport } from "./quality-report.ts";
import type { RefusedInClear } from "./refused-in-clear.ts";
import type { ConferenceWish, RemoteControl } from "./remote-control.ts";
import type { NextHop } from "./resolver.ts";
import type { Speakers } from "./speakers.ts";
import type { SipStack } from "./stack.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Trace } from "./trace/trace.ts";

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

interface Inside {
  speakers: Speakers;
  stack: SipStack;
  trace: Trace;
  publications: Publications;
  remoteControl: RemoteControl;
  close(): Promise<void>;
}

export function faceOf({ speakers, stack, trace, publications, remoteControl, close }: Inside): Sip {
  const { location, refusedInClear, devices, admission, authentication } = speakers;
  return {
    domain: speakers.realm,
    get ports() {
      return stack.transports.ports;
    },
    devices,
    location,
    phonesOf: (personId) => phonesOf(speakers, personId),
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
    bookKeyFor: (credentials, address) => authentication.bookKeyFor(credentials, address),
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
    close,
  };
}

function phonesOf({ location, devices, refusedInClear }: Speakers, personId: string): Phone[] {
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
}
