/**
 * The browser telephone's registration over the session's WebSocket, kept through every change of network: a
 * connection that breaks is made anew, and one that may be dead without knowing is asked.
 */
import { type Registerer, type UserAgent, UserAgentState, Web } from "sip.js";

/** Milliseconds between two attempts: with calls that wait for it, and without. */
const again = { hurried: 500, usual: 2000 };
/** Milliseconds that the appliance has to answer. */
const patience = { ping: 2000, register: 4000 };
/** Close code (RFC 6455 §7.4.2: for private use): another connection follows. */
const moving = 4002;

export class Registration {
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #hurry: () => boolean;
  #opening: Promise<void> | undefined;
  #verifying: Promise<void> | undefined;
  #closed = false;

  /** @param hurry whether somebody waits: a call stands */
  constructor(agent: UserAgent, registerer: Registerer, hurry: () => boolean) {
    this.#agent = agent;
    this.#registerer = registerer;
    this.#hurry = hurry;
  }

  /** Connects and registers; tries again until the appliance has answered, or this is closed. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** The agent's connection is gone. */
  async lost(): Promise<void> {
    if (!this.#hurry()) await this.#pause(); // a house full of browsers does not come back in the same moment
    await this.open();
  }

  /**
   * The network may be another one: asks whether the connection still carries, and makes a new one where it does not.
   * Resolves when one does.
   */
  verify(): Promise<void> {
    this.#verifying ??= this.#verify().finally(() => {
      this.#verifying = undefined;
    });
    return this.#verifying;
  }

  close(): void {
    this.#closed = true;
  }

  async #open(): Promise<void> {
    while (!this.#closed && !(await this.#attempt())) await this.#pause();
  }

  async #verify(): Promise<void> {
    if (this.#opening) return this.#opening;
    if (this.#closed || (await this.#answers())) return;
    this.#drop();
    await this.open();
  }

  /** Whether there is nothing more to try: registered, or refused for a reason. */
  async #attempt(): Promise<boolean> {
    const agent = this.#agent;
    try {
      if (!agent.isConnected())
        await (agent.state === UserAgentState.Started ? agent.reconnect() : agent.start());
      const status = await this.#register();
      if (status === 408) this.#drop();
      return status !== 408 && status !== 503;
    } catch {
      return false; // the appliance cannot be reached now
    }
  }

  /** Resolves with the appliance's status; 408 when it does not answer. Rejects while an earlier one is under way. */
  async #register(): Promise<number> {
    const answered = Promise.withResolvers<number>();
    const timer = setTimeout(() => answered.resolve(408), patience.register);
    const onAnswer = ({ message }: { message: { statusCode?: number | undefined } }) =>
      answered.resolve(message.statusCode ?? 500);
    await this.#registerer.register({ requestDelegate: { onAccept: onAnswer, onReject: onAnswer } });
    try {
      return await answered.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the connection answers a ping (RFC 5626 §3.5.1). */
  async #answers(): Promise<boolean> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return false;
    const heard = Promise.withResolvers<boolean>();
    const listen = () => heard.resolve(true);
    socket.addEventListener("message", listen, { once: true });
    socket.send("\r\n\r\n");
    const timer = setTimeout(() => heard.resolve(false), patience.ping);
    try {
      return await heard.promise;
    } finally {
      clearTimeout(timer);
      socket.removeEventListener("message", listen);
    }
  }

  /** Gives the connection up; told to the agent at once, for the browser waits a minute for the other side's goodbye. */
  #drop(): void {
    const socket = this.#socket;
    socket?.close(moving);
    socket?.dispatchEvent(new CloseEvent("close", { code: moving }));
  }

  get #socket(): WebSocket | undefined {
    const { transport } = this.#agent;
    return transport instanceof Web.Transport ? transport.ws : undefined;
  }

  #pause(): Promise<void> {
    const milliseconds = this.#hurry() ? again.hurried : again.usual;
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
