/**
 * A telephone that is sip.js, as the app is, over whatever carries it, with sound that is sent and measured: what
 * speaks SIP here is not the appliance's own.
 */
import {
  type Core,
  type Invitation,
  Inviter,
  Registerer,
  type Session,
  SessionState,
  type URI,
  UserAgent,
} from "sip.js";
import type { SoftphoneMedia } from "./softphone-media.ts";
import { type Carrier, transportOver } from "./softphone-transport.ts";
import { until } from "./until.ts";

export interface SoftphoneOptions {
  /** As in its address, and what it authenticates as. */
  user: string;
  password?: string;
  /** The sound of one call. */
  media(): SoftphoneMedia;
}

function addressOf(user: string): URI {
  const uri = UserAgent.makeURI(`sip:${encodeURIComponent(user)}@127.0.0.1`);
  if (!uri) throw new Error(`${user} is no user`);
  return uri;
}

/** One call of a softphone. */
export class SoftphoneCall {
  readonly session: Session;
  /** What the other side answered: 180 while it rings, and a final status. */
  status = 0;
  /** Its dialog as its peer would name it (RFC 3891), while it rings there. */
  early = "";

  constructor(session: Session) {
    this.session = session;
  }

  get established(): boolean {
    return this.session.state === SessionState.Established;
  }

  get over(): boolean {
    return this.session.state === SessionState.Terminated;
  }

  get media(): SoftphoneMedia {
    return this.session.sessionDescriptionHandler as SoftphoneMedia;
  }

  async answer(): Promise<void> {
    await (this.session as Invitation).accept();
  }

  async decline(statusCode: number): Promise<void> {
    await (this.session as Invitation).reject({ statusCode });
  }

  /** A key, as an INFO of its own. */
  async press(key: string): Promise<void> {
    const content = `Signal=${key}\r\nDuration=160`;
    const body = { contentDisposition: "render", contentType: "application/dtmf-relay", content };
    await this.session.info({ requestOptions: { body } });
  }

  async hangUp(): Promise<void> {
    if (this.established) await this.session.bye();
    else if (!this.over && this.session instanceof Inviter) await this.session.cancel();
  }

  /** As a target of REFER. What rings still has no session that sip.js would name. */
  #asTarget(): Session | URI {
    if (this.session.dialog) return this.session;
    const target = addressOf("somebody");
    const address = `<${target}?Replaces=${encodeURIComponent(this.early)}>`;
    return Object.assign(target, { toString: () => address });
  }

  /**
   * Sends the other side to a user, or to whom another call of one's own has reached or is reaching.
   * @returns what the REFER was answered with, and what came of it: sipfrag statuses, as they come
   */
  async refer(to: string | SoftphoneCall): Promise<{ status: number; outcomes: number[] }> {
    const target = typeof to === "string" ? addressOf(to) : to.#asTarget();
    const answered = Promise.withResolvers<number>();
    const outcomes: number[] = [];
    await this.session.refer(target, {
      onNotify: (notification) => {
        void notification.accept();
        outcomes.push(Number(/^SIP\/2\.0 (\d{3})/.exec(notification.request.body)?.[1] ?? 0));
      },
      requestDelegate: {
        onAccept: ({ message }) => answered.resolve(message.statusCode ?? 0),
        onReject: ({ message }) => answered.resolve(message.statusCode ?? 0),
      },
    });
    return { status: await answered.promise, outcomes };
  }
}

export class Softphone {
  /** Calls that rang here and nobody has taken out yet, in order. */
  readonly #ringing: SoftphoneCall[] = [];
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  #busy = false;

  private constructor(carrier: Carrier, { user, password = "", media }: SoftphoneOptions) {
    this.#agent = new UserAgent({
      uri: addressOf(user),
      authorizationUsername: user,
      authorizationPassword: password,
      contactName: user,
      contactParams: {},
      viaHost: carrier.host,
      forceRport: carrier.protocol === "UDP",
      logBuiltinEnabled: false,
      transportConstructor: transportOver(carrier),
      sessionDescriptionHandlerFactory: media,
      delegate: { onInvite: (invitation) => this.#receive(invitation) },
    });
    this.#registerer = new Registerer(this.#agent, { expires: 600 });
  }

  static async open(carrier: Carrier, options: SoftphoneOptions): Promise<Softphone> {
    const phone = new Softphone(carrier, options);
    await phone.#agent.start();
    return phone;
  }

  async register(): Promise<void> {
    const registered = Promise.withResolvers<void>();
    await this.#registerer.register({
      requestDelegate: {
        onAccept: () => registered.resolve(),
        onReject: ({ message }) => registered.reject(new Error(`REGISTER got ${message.statusCode}`)),
      },
    });
    await registered.promise;
  }

  async unregister(): Promise<void> {
    const gone = Promise.withResolvers<void>();
    await this.#registerer.unregister({ requestDelegate: { onAccept: () => gone.resolve() } });
    await gone.promise;
  }

  /** Everybody who calls finds it busy. */
  set busy(busy: boolean) {
    this.#busy = busy;
  }

  /** @param extraHeaders of the INVITE, as lines */
  async call(user: string, extraHeaders: string[] = []): Promise<SoftphoneCall> {
    const call = new SoftphoneCall(new Inviter(this.#agent, addressOf(user), { extraHeaders }));
    const note = ({ message }: Core.IncomingResponse) => {
      call.status = message.statusCode ?? 0;
      call.early = `${message.callId};to-tag=${message.toTag};from-tag=${message.fromTag}`;
    };
    const requestDelegate = { onProgress: note, onAccept: note, onReject: note };
    await (call.session as Inviter).invite({ requestDelegate });
    return call;
  }

  /** Whether there is a call that nobody has taken out yet. */
  get isRung(): boolean {
    return this.#ringing.length > 0;
  }

  /** The next call that rings here. */
  async rings(): Promise<SoftphoneCall> {
    await until(() => this.isRung);
    return this.#ringing.shift() as SoftphoneCall;
  }

  async close(): Promise<void> {
    await this.#agent.stop();
    await this.#agent.transport.dispose();
  }

  #receive(invitation: Invitation): void {
    if (this.#busy) return void invitation.reject({ statusCode: 486 });
    void invitation.progress().then(() => this.#ringing.push(new SoftphoneCall(invitation)));
  }
}
