/** SIP for the house: phones and browsers register here, and calls enter and leave. */
import type { Logger } from "../platform/index.ts";
import { faceOf, type Sip } from "./face.ts";
import type { Flow } from "./flow.ts";
import { KeepAlive } from "./keep-alive.ts";
import { KeptSubscriptions } from "./kept-subscriptions.ts";
import { PersistentBindings } from "./persistence.ts";
import { Publications } from "./publications.ts";
import { Registrations } from "./registrations.ts";
import { RemoteControl } from "./remote-control.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { createSpeakers, type SpeakerOptions, type Speakers } from "./speakers.ts";
import { SipStack, type StackOptions } from "./stack.ts";
import { Trace } from "./trace/trace.ts";

export type { Ban, Suspension } from "./admission.ts";
export type { Attachment } from "./attachment.ts";
export type { TrustedPeer } from "./authentication.ts";
export type { Device, Devices, Phone } from "./devices.ts";
export type { Dialog, DialogHandlers } from "./dialog.ts";
export { OfferRefused } from "./dialog-offers.ts";
export { isRemains, type Remains } from "./dialog-state.ts";
export type { SipErrorCode } from "./errors.ts";
export type { EventPackage } from "./event-package.ts";
export type { Sip } from "./face.ts";
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

interface SipOptions extends SpeakerOptions {
  tls: { cert: string; key: string };
  log: Logger;
}

/** Rejects when a port is taken. */
export async function createSip(options: SipOptions): Promise<Sip> {
  const { config, clock } = options;
  const speakers = createSpeakers(options, () => stack);
  const { authentication, location, withdrawal } = speakers;
  const authenticate = (transaction: ServerTransaction) => authentication.senderOf(transaction);
  const proof = { registeredAt: (flow: Flow) => location.at(flow)?.personId, authenticate };
  const publications = new Publications(proof);
  const remoteControl = new RemoteControl({
    ...proof,
    refer: (flow, target, content) => stack.outOfDialog.refer(flow, target, content),
  });
  const registrations = new Registrations({ ...options, ...speakers });
  const trace = new Trace({ clock, limit: config.sip.trace_bytes });
  const keptSubscriptions = new KeptSubscriptions(options);
  const stack = await SipStack.open({
    ...settingsOf(options),
    ...rulesOf(speakers),
    ...{ keptSubscriptions, trace, authenticate },
    publish: (transaction) => publications.receive(transaction),
    refer: (transaction) => remoteControl.receive(transaction),
    onRegister: (transaction) => registrations.receive(transaction),
  });
  const persistence = new PersistentBindings({
    ...{ ...options, location },
    udpFlow: (address, port) => stack.transports.udpFlow(address, port),
  });
  const keepAlive = new KeepAlive({
    ...{ clock, location },
    seconds: config.sip.keep_alive_seconds,
    ask: (flow, target) => void stack.outOfDialog.ping(flow, target),
  });
  withdrawal.follow(options.events);
  location.onChange = (personId) => persistence.changed(personId);
  location.onDevice = (binding, registered) => {
    persistence.announce(binding, registered);
    if (registered) stack.registered(binding);
  };
  const close = async () => {
    keepAlive.close();
    location.close();
    await Promise.all([persistence.close(), keptSubscriptions.close()]);
    await stack.close();
  };
  return faceOf({ speakers, stack, trace, publications, remoteControl, close });
}

/** What the configuration says of the stack. */
function settingsOf({ config: { sip, media, public_addresses }, tls, clock, log }: SipOptions) {
  return {
    ...{ tls, clock, log },
    address: sip.address,
    ports: { udp: sip.udp_port, tcp: sip.tcp_port, tls: sip.tls_port },
    publicAddresses: public_addresses,
    checkSeconds: sip.session_check_seconds,
    session: {
      usual: sip.session_seconds,
      least: sip.least_session_seconds,
      offersAgain: media.anchor === "always",
    },
    secondsToSpeak: sip.seconds_to_speak,
  } satisfies Partial<StackOptions>;
}

/** What the stack asks of who speaks. */
function rulesOf({ location, registrants, devices, admission }: Speakers) {
  return {
    flowAfter: (lost, contact, owner) => location.flowAfter(lost, contact, owner),
    isKnown: (personId, deviceId) =>
      registrants.mayCall(personId) &&
      (deviceId === undefined || devices.of(personId).some(({ id }) => id === deviceId)),
    isBanned: (address) => admission.isBanned(address),
    admit: (address, bytes) => admission.admit(address, bytes),
    mayTell: (address) => admission.mayTell(address),
  } satisfies Partial<StackOptions>;
}
