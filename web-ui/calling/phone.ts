/** The browser as a telephone: registers over the session's WebSocket, and has up to eight calls. */
import { type Invitation, Inviter, Registerer, type Session, UserAgent, Web } from "sip.js";
import { Signal } from "../store/signal.ts";
import { parkNumber } from "./codes.ts";
import { type CallView, PhoneCall } from "./phone-call.ts";
import { Registration } from "./registration.ts";

export type { CallPhase, CallView } from "./phone-call.ts";

const iceTimeout = 800;
/** Seconds; in a network that is gone a connection is not answered at all. */
const connectionTimeout = 3;
/** How long the outcome of a call that failed stays to be read. */
const showEnd = 4000;
const mostCalls = 8;

const standardFactory = Web.defaultSessionDescriptionHandlerFactory();

/** Calls are made with a line for pictures, empty until the camera is on, behind the sound's. */
const withPictureLine = (session: Session, options?: Web.SessionDescriptionHandlerFactoryOptions) => {
  const handler = standardFactory(session, options);
  if (session instanceof Inviter)
    for (const kind of ["audio", "video"]) handler.peerConnection?.addTransceiver(kind);
  return handler;
};

export class Phone {
  /** In the order in which they began. */
  readonly calls = new Signal<readonly CallView[]>([]);
  readonly #agent: UserAgent;
  readonly #registration: Registration;
  readonly #calls = new Map<string, PhoneCall>();
  readonly #networks = new AbortController();

  /** @param address `sip:1001@host` */
  constructor(address: string, displayName: string) {
    const uri = UserAgent.makeURI(address);
    if (!uri) throw new Error(`${address} is not a SIP address`);
    this.#agent = new UserAgent({
      uri,
      displayName,
      logLevel: "error",
      logBuiltinEnabled: false,
      transportOptions: { server: `wss://${location.host}/sip`, keepAliveInterval: 25, connectionTimeout },
      sessionDescriptionHandlerFactory: withPictureLine,
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: iceTimeout,
        peerConnectionConfiguration: { iceServers: [] },
      },
      delegate: {
        onInvite: (invitation) => this.#receive(invitation),
        onDisconnect: () => void this.#registration.lost(),
      },
    });
    const registerer = new Registerer(this.#agent, { expires: 600 });
    this.#registration = new Registration(this.#agent, registerer, () => this.#calls.size > 0);
    this.#watchNetworks();
  }

  /** Connects and registers; tries again until it succeeds or is closed. */
  open(): Promise<void> {
    return this.#registration.open();
  }

  async close(): Promise<void> {
    this.#registration.close();
    this.#networks.abort();
    await Promise.allSettled([...this.#calls.values()].map((call) => call.hangUp()));
    await this.#agent.stop();
  }

  /**
   * Calls an extension, a number or an address; who was spoken to waits, or goes on speaking. Throws without a
   * microphone. Whoever is being called already is called once: a double click is one.
   * @returns the call's id; undefined when there are too many
   */
  async dial(
    number: string,
    name = number,
    { holdsOthers = true }: { holdsOthers?: boolean } = {},
  ): Promise<string | undefined> {
    const begun = this.calls.value.find((call) => call.phase === "calling" && call.number === number);
    if (begun) return begun.id;
    if (this.#calls.size >= mostCalls) return undefined;
    const call = PhoneCall.outgoing(this.#agent, number, name, this.#changed);
    this.#keep(call);
    if (holdsOthers) await this.#holdOthers(call.view.id);
    await call.invite();
    return call.view.id;
  }

  /**
   * Takes a call over that rings or stands on another telephone of the person's (RFC 3891). Throws without a microphone.
   * @param replaces what the appliance names it by
   */
  async takeOver(replaces: string, { number, name }: { number: string; name: string }): Promise<void> {
    if (this.#calls.size >= mostCalls) return;
    const call = PhoneCall.taking(this.#agent, replaces, { number, name: name || number }, this.#changed);
    this.#keep(call);
    await this.#holdOthers(call.view.id);
    await call.invite();
  }

  async answer(id: string): Promise<void> {
    await this.#holdOthers(id);
    await this.#calls.get(id)?.answer();
  }

  /** See PhoneCall. */
  async showCamera(id: string, on: boolean): Promise<void> {
    await this.#calls.get(id)?.showCamera(on);
  }

  async hangUp(id: string): Promise<void> {
    await this.#calls.get(id)?.hangUp();
  }

  mute(id: string, muted: boolean): void {
    this.#calls.get(id)?.mute(muted);
  }

  async hold(id: string, held: boolean): Promise<void> {
    if (!held) await this.#holdOthers(id);
    await this.#calls.get(id)?.hold(held);
  }

  press(id: string, digit: string): void {
    this.#calls.get(id)?.press(digit);
  }

  /** Sends the other side of a call to a number. Rejects with TransferRefused when they came back. */
  async transfer(id: string, number: string): Promise<void> {
    const call = this.#calls.get(id);
    await call?.transfer(number, this.#agent);
    await call?.hangUp();
  }

  park(id: string): Promise<void> {
    return this.transfer(id, parkNumber);
  }

  /** Puts the other sides of two calls together and leaves them alone. */
  async join(id: string, otherId: string): Promise<void> {
    const [call, other] = [this.#calls.get(id), this.#calls.get(otherId)];
    if (call && other) await call.transfer(other, this.#agent);
  }

  /** A browser says when its network is another one; where it does not, a call that goes silent does. */
  #watchNetworks(): void {
    const { signal } = this.#networks;
    const verify = () => void this.#registration.verify();
    addEventListener("online", verify, { signal });
    const { connection } = navigator as Navigator & { connection?: EventTarget }; // not in every browser
    connection?.addEventListener("change", verify, { signal });
  }

  #receive(invitation: Invitation): void {
    if (this.#calls.size >= mostCalls) {
      void invitation.reject({ statusCode: 486 });
      return;
    }
    const { displayName, uri } = invitation.remoteIdentity;
    const number = decodeURIComponent(uri.user ?? "");
    const name = displayName || number;
    const offersPicture = /^m=video [1-9]/m.test(invitation.body ?? "");
    const { callId } = invitation.request;
    const call = { direction: "incoming", phase: "incoming", name, number, offersPicture, callId } as const;
    this.#keep(new PhoneCall(invitation, call, this.#changed));
    void invitation.progress();
  }

  /** One speaks with one at a time. */
  async #holdOthers(id: string): Promise<void> {
    const others = [...this.#calls.values()].filter(
      ({ view }) => view.id !== id && view.phase === "connected",
    );
    await Promise.allSettled(others.map((call) => call.hold(true)));
  }

  #keep(call: PhoneCall): void {
    this.#calls.set(call.view.id, call);
    call.onPathLost = () => this.#registration.verify();
    this.#show();
  }

  readonly #changed = (call: PhoneCall): void => {
    const { id, phase, failure, direction } = call.view;
    if (phase === "ended") {
      const worthReading = failure !== 0 && failure !== 487 && direction === "outgoing";
      if (worthReading) setTimeout(() => this.#forget(id), showEnd);
      else return this.#forget(id);
    }
    this.#show();
  };

  #forget(id: string): void {
    this.#calls.delete(id);
    this.#show();
  }

  #show(): void {
    this.calls.set([...this.#calls.values()].map(({ view }) => view));
  }
}
