/** One call of the browser's telephone, over its SIP session. */
import { type Invitation, Inviter, SessionState, type Session as SipSession, UserAgent, Web } from "sip.js";
import { isPathLost, seekWhenLost } from "../meeting/lost-path.ts";
import { type CallPictures, noCallPictures, PictureLine } from "./picture-line.ts";
import { TransferRefused } from "./words.ts";

export type CallPhase = "calling" | "incoming" | "connected" | "ended";

export interface CallView {
  id: string;
  /** SIP Call-ID, by which the appliance's own list of calls names it. */
  callId: string;
  direction: "incoming" | "outgoing";
  phase: CallPhase;
  /** Who is at the other end, as the appliance says. */
  name: string;
  number: string;
  connectedAt: number | undefined;
  muted: boolean;
  held: boolean;
  /** It is on its way to somebody else. */
  transferring: boolean;
  /** The network changed, and another way to the appliance is sought. */
  reconnecting: boolean;
  /** The other side can be seen and be shown something, before it is answered too. */
  offersPicture: boolean;
  pictures: CallPictures;
  /** Something is heard from the other side before it answers: an announcement, or how it rings there. */
  early: boolean;
  /** Why it did not come about: a SIP status, 0 for none. */
  failure: number;
}

/** A digit pressed before the call's path stands is tried again this often, for so long. */
const digitRetry = 50;
const digitPatience = 5000;

/** Milliseconds that addresses of the new network have to turn up. */
const gatheringTimeout = 800;

const audioOnly = { sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } } };

export class PhoneCall {
  view: CallView;
  readonly session: SipSession;
  readonly #audio = new Audio();
  readonly #picture = new PictureLine((pictures) => this.patch({ pictures }));
  readonly #onChange: (call: PhoneCall) => void;
  /** Nothing gets through any more; resolves when the appliance can be reached again. */
  onPathLost: () => Promise<void> = async () => {};

  constructor(
    session: SipSession,
    call: Pick<CallView, "direction" | "phase" | "name" | "number"> &
      Partial<Pick<CallView, "offersPicture" | "callId">>,
    onChange: (call: PhoneCall) => void,
  ) {
    this.session = session;
    this.#onChange = onChange;
    this.#audio.autoplay = true;
    this.view = {
      offersPicture: false,
      callId: "",
      ...call,
      id: crypto.randomUUID(),
      connectedAt: undefined,
      muted: false,
      held: false,
      transferring: false,
      reconnecting: false,
      pictures: noCallPictures,
      early: false,
      failure: 0,
    };
    session.stateChange.addListener((state) => {
      if (state === SessionState.Established) {
        this.#listen();
        this.patch({ phase: "connected", connectedAt: Date.now(), callId: callIdOf(session) });
      } else if (state === SessionState.Terminated)
        queueMicrotask(() => {
          this.#audio.srcObject = null;
          this.#picture.close();
          this.patch({ phase: "ended" }); // the reason of a refusal comes right before
        });
    });
  }

  static outgoing(
    agent: UserAgent,
    number: string,
    name: string,
    onChange: (call: PhoneCall) => void,
  ): PhoneCall {
    const target = addressOf(agent, number);
    const call = { direction: "outgoing", phase: "calling", name, number } as const;
    return new PhoneCall(new Inviter(agent, target, { ...audioOnly, earlyMedia: true }), call, onChange);
  }

  /** To one's own address: what counts is the call that it takes the place of. */
  static taking(
    agent: UserAgent,
    replaces: string,
    peer: { number: string; name: string },
    onChange: (call: PhoneCall) => void,
  ): PhoneCall {
    const options = { ...audioOnly, extraHeaders: [`Replaces: ${replaces}`] };
    const call = { direction: "outgoing", phase: "calling", ...peer } as const;
    return new PhoneCall(new Inviter(agent, agent.configuration.uri, options), call, onChange);
  }

  /** Rejects when the microphone may not be used. */
  async invite(): Promise<void> {
    if (!(this.session instanceof Inviter)) return;
    const invited = this.session.invite({
      requestDelegate: {
        onProgress: () => this.#hearEarly(),
        onReject: ({ message }) => this.patch({ failure: message.statusCode ?? 500 }),
      },
    });
    await invited.catch((error) => {
      if (!this.#isOver) throw error; // else it was given up before its offer was made
    });
  }

  get #isOver(): boolean {
    const { state } = this.session;
    return state === SessionState.Terminating || state === SessionState.Terminated;
  }

  async answer(): Promise<void> {
    if (this.view.phase === "incoming") await (this.session as Invitation).accept(audioOnly);
  }

  /** Hangs up, gives up, or declines, whichever fits. */
  async hangUp(): Promise<void> {
    switch (this.session.state) {
      case SessionState.Established:
        await this.session.bye();
        return;
      case SessionState.Initial:
      case SessionState.Establishing:
        if (this.session instanceof Inviter) await this.session.cancel();
        else await (this.session as Invitation).reject({ statusCode: 603 });
    }
  }

  mute(muted: boolean): void {
    for (const { track } of this.#connection?.getSenders() ?? [])
      if (track?.kind === "audio") track.enabled = !muted;
    this.patch({ muted });
  }

  /** Shows the other side what the camera sees, or no more. Rejects when the camera may not be used. */
  showCamera(on: boolean): Promise<void> {
    return this.#picture.show(on);
  }

  async hold(held: boolean): Promise<void> {
    if (this.session.state !== SessionState.Established || this.view.held === held) return;
    const settled = Promise.withResolvers<void>();
    this.session.sessionDescriptionHandlerOptionsReInvite = {
      hold: held,
    } as Web.SessionDescriptionHandlerOptions;
    await this.session.invite({
      sessionDescriptionHandlerModifiers: held ? [Web.holdModifier] : [],
      requestDelegate: {
        onAccept: () => settled.resolve(),
        onReject: () => settled.reject(new Error("the other side did not agree")),
      },
    });
    await settled.promise;
    this.patch({ held });
    this.mute(this.view.muted);
  }

  /** Finds another path for sound and picture: the same call goes on after an ICE restart. */
  async #restart(): Promise<void> {
    await this.onPathLost();
    const { held } = this.view;
    const settled = Promise.withResolvers<void>();
    const options: Web.SessionDescriptionHandlerOptions = {
      ...audioOnly.sessionDescriptionHandlerOptions,
      hold: held,
      offerOptions: { iceRestart: true },
      iceGatheringTimeout: gatheringTimeout,
    };
    await this.session.invite({
      sessionDescriptionHandlerOptions: options,
      sessionDescriptionHandlerModifiers: held ? [Web.holdModifier] : [],
      requestDelegate: { onAccept: () => settled.resolve(), onReject: () => settled.resolve() },
    });
    await settled.promise;
  }

  /** Sends a digit, as soon as the path to the other side stands; browsers have no event that says when. */
  press(digit: string, patience = digitPatience): void {
    const dtmf = this.#connection?.getSenders().find(({ track }) => track?.kind === "audio")?.dtmf;
    if (dtmf?.canInsertDTMF) dtmf.insertDTMF(dtmf.toneBuffer + digit, 120);
    else if (patience > 0) setTimeout(() => this.press(digit, patience - digitRetry), digitRetry);
  }

  /**
   * Sends the other side to a number, or to whom another call of ours has reached (RFC 3515, RFC 3891). Resolves
   * when somebody there has them; rejects with a TransferRefused when they came back.
   */
  async transfer(to: string | PhoneCall, agent: UserAgent): Promise<void> {
    const done = Promise.withResolvers<void>();
    const target = typeof to === "string" ? addressOf(agent, to) : to.session;
    this.patch({ transferring: true });
    await this.session.refer(target, {
      onNotify: (notification) => {
        void notification.accept();
        const status = Number(/^SIP\/2\.0 (\d{3})/.exec(notification.request.body)?.[1] ?? 0);
        if (status >= 300) done.reject(new TransferRefused(status));
        else if (status >= 200) done.resolve();
      },
      requestDelegate: {
        onReject: ({ message }) => done.reject(new TransferRefused(message.statusCode ?? 500)),
      },
    });
    try {
      await done.promise;
    } finally {
      this.patch({ transferring: false });
    }
  }

  patch(change: Partial<CallView>): void {
    this.view = { ...this.view, ...change };
    this.#onChange(this);
  }

  get #connection(): RTCPeerConnection | undefined {
    const handler = this.session.sessionDescriptionHandler as Web.SessionDescriptionHandler | undefined;
    return handler?.peerConnection;
  }

  /** A track is no longer muted when sound has come: until then it rings here. */
  #hearEarly(): void {
    const connection = this.#connection;
    if (!connection?.remoteDescription || this.#audio.srcObject) return;
    const sounds = soundsOf(connection);
    this.#audio.srcObject = new MediaStream(sounds);
    for (const sound of sounds)
      sound.addEventListener("unmute", () => this.patch({ early: true }), { once: true });
  }

  #listen(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#audio.srcObject ??= new MediaStream(soundsOf(connection));
    this.#picture.attach(connection);
    connection.addEventListener("iceconnectionstatechange", () => {
      this.patch({ reconnecting: isPathLost(connection) });
    });
    seekWhenLost(connection, () => this.#restart());
  }
}

const soundsOf = (connection: RTCPeerConnection): MediaStreamTrack[] =>
  connection.getReceivers().flatMap(({ track }) => (track.kind === "audio" ? [track] : []));

const callIdOf = (session: SipSession): string =>
  session instanceof Inviter ? session.request.callId : (session as Invitation).request.callId;

function addressOf(agent: UserAgent, number: string) {
  const [user = "", host = agent.configuration.uri.host] = number.split("@");
  const uri = UserAgent.makeURI(`sip:${encodeURIComponent(user)}@${host}`);
  if (!uri) throw new Error(`${number} cannot be called`);
  return uri;
}
