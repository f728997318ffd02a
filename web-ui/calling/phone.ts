/** The browser as a telephone: registers over the session's WebSocket and has one call at a time. */
import {
  type Invitation,
  Inviter,
  Registerer,
  SessionState,
  type Session as SipSession,
  UserAgent,
  Web,
} from "sip.js";
import { Signal } from "../store/signal.ts";

export type CallPhase = "calling" | "incoming" | "connected" | "ended";

export interface CallView {
  direction: "incoming" | "outgoing";
  phase: CallPhase;
  /** Who is at the other end, as the appliance says. */
  name: string;
  number: string;
  connectedAt: number | undefined;
  muted: boolean;
  held: boolean;
  /** Why it did not come about: a SIP status, 0 for none. */
  failure: number;
}

const iceTimeout = 800;
const reconnectAfter = 2000;
/** A digit pressed before the call's path stands is tried again this often, for so long. */
const digitRetry = 50;
const digitPatience = 5000;
/** How long the outcome of a call that failed stays to be read. */
const showEnd = 4000;

export class Phone {
  readonly call = new Signal<CallView | undefined>(undefined);
  readonly registered = new Signal(false);
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #audio = new Audio();
  #session: SipSession | undefined;
  #closed = false;

  /** @param address `sip:1001@host` */
  constructor(address: string, displayName: string) {
    const uri = UserAgent.makeURI(address);
    if (!uri) throw new Error(`${address} is not a SIP address`);
    this.#audio.autoplay = true;
    this.#agent = new UserAgent({
      uri,
      displayName,
      logLevel: "error",
      logBuiltinEnabled: false,
      transportOptions: { server: `wss://${location.host}/sip`, keepAliveInterval: 25 },
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: iceTimeout,
        peerConnectionConfiguration: { iceServers: [] },
      },
      delegate: {
        onInvite: (invitation) => this.#receive(invitation),
        onDisconnect: (error) => {
          this.registered.set(false);
          if (error && !this.#closed) setTimeout(() => void this.open(), reconnectAfter);
        },
      },
    });
    this.#registerer = new Registerer(this.#agent, { expires: 600 });
    this.#registerer.stateChange.addListener((state) => this.registered.set(state === "Registered"));
  }

  /** Connects and registers; tries again until it succeeds or is closed. */
  async open(): Promise<void> {
    if (this.#closed) return;
    try {
      await (this.#agent.isConnected() ? Promise.resolve() : this.#agent.start());
      await this.#registerer.register();
    } catch {
      setTimeout(() => void this.open(), reconnectAfter);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.hangUp();
    await this.#agent.stop();
  }

  /** Calls an extension or an address of the house. Throws when the microphone may not be used. */
  async dial(number: string, name = number): Promise<void> {
    if (this.#session) return;
    const target = UserAgent.makeURI(
      `sip:${encodeURIComponent(number)}@${this.#agent.configuration.uri.host}`,
    );
    if (!target) throw new Error(`${number} cannot be called`);
    const inviter = new Inviter(this.#agent, target, {
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
    });
    this.#follow(inviter, { direction: "outgoing", phase: "calling", name, number });
    await inviter.invite({
      requestDelegate: {
        onReject: ({ message }) => this.#patch({ failure: message.statusCode ?? 500 }),
      },
    });
  }

  async answer(): Promise<void> {
    const invitation = this.#session as Invitation | undefined;
    if (this.call.value?.phase !== "incoming") return;
    await invitation?.accept({
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
    });
  }

  /** Hangs up, gives up, or declines, whichever fits. */
  async hangUp(): Promise<void> {
    const session = this.#session;
    switch (session?.state) {
      case SessionState.Established:
        await session.bye();
        return;
      case SessionState.Initial:
      case SessionState.Establishing:
        if (session instanceof Inviter) await session.cancel();
        else await (session as Invitation).reject({ statusCode: 603 });
    }
  }

  mute(muted: boolean): void {
    for (const { track } of this.#connection?.getSenders() ?? []) if (track) track.enabled = !muted;
    this.#patch({ muted });
  }

  async hold(held: boolean): Promise<void> {
    const session = this.#session;
    if (session?.state !== SessionState.Established) return;
    const settled = Promise.withResolvers<void>();
    session.sessionDescriptionHandlerOptionsReInvite = { hold: held } as Web.SessionDescriptionHandlerOptions;
    await session.invite({
      sessionDescriptionHandlerModifiers: held ? [Web.holdModifier] : [],
      requestDelegate: {
        onAccept: () => settled.resolve(),
        onReject: () => settled.reject(new Error("the other side did not agree")),
      },
    });
    await settled.promise;
    this.#patch({ held });
    this.mute(this.call.value?.muted ?? false);
  }

  /** Sends a digit, as soon as the path to the other side stands; browsers have no event that says when. */
  press(digit: string, patience = digitPatience): void {
    const dtmf = this.#connection?.getSenders().find(({ track }) => track?.kind === "audio")?.dtmf;
    if (dtmf?.canInsertDTMF) dtmf.insertDTMF(dtmf.toneBuffer + digit, 120);
    else if (patience > 0) setTimeout(() => this.press(digit, patience - digitRetry), digitRetry);
  }

  get #connection(): RTCPeerConnection | undefined {
    const handler = this.#session?.sessionDescriptionHandler as Web.SessionDescriptionHandler | undefined;
    return handler?.peerConnection;
  }

  #receive(invitation: Invitation): void {
    if (this.#session) {
      void invitation.reject({ statusCode: 486 });
      return;
    }
    const { displayName, uri } = invitation.remoteIdentity;
    const number = decodeURIComponent(uri.user ?? "");
    this.#follow(invitation, {
      direction: "incoming",
      phase: "incoming",
      name: displayName || number,
      number,
    });
    void invitation.progress();
  }

  #follow(session: SipSession, call: Pick<CallView, "direction" | "phase" | "name" | "number">): void {
    this.#session = session;
    this.call.set({ ...call, connectedAt: undefined, muted: false, held: false, failure: 0 });
    session.stateChange.addListener((state) => {
      if (this.#session !== session) return;
      if (state === SessionState.Established) {
        this.#listen();
        this.#patch({ phase: "connected", connectedAt: Date.now() });
      } else if (state === SessionState.Terminated) queueMicrotask(() => this.#ended()); // the reason of a refusal comes right after
    });
  }

  #listen(): void {
    const tracks = this.#connection?.getReceivers().map(({ track }) => track) ?? [];
    this.#audio.srcObject = new MediaStream(tracks);
  }

  #ended(): void {
    this.#session = undefined;
    this.#audio.srcObject = null;
    const ended = this.call.value;
    if (!ended?.failure || ended.direction === "incoming" || ended.failure === 487) {
      this.call.set(undefined);
      return;
    }
    const shown: CallView = { ...ended, phase: "ended" };
    this.call.set(shown);
    setTimeout(() => this.call.value === shown && this.call.set(undefined), showEnd);
  }

  #patch(change: Partial<CallView>): void {
    this.call.update((call) => call && { ...call, ...change });
  }
}
