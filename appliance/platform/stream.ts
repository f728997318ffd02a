/**
 * `/app/stream?since=SEQ`: one WebSocket a client, on which it receives what it missed, then the live tail,
 * then volatile signals. Events carry references; `hydrate` puts the subject's present state beside them, so
 * that what was deleted is nowhere.
 */
import { Audience } from "./audience.ts";
import type { EventLog, HearthEvent } from "./events.ts";
import type { Socket, SocketHandlers } from "./http.ts";
import type { Logger } from "./log.ts";

export interface StreamClient {
  personId: string;
  sessionId: string;
}

/** What the server sends; each is one JSON text frame. */
export type StreamFrame =
  | {
      type: "event";
      seq: number;
      at: number;
      topic: string;
      kind: string;
      subject: string;
      payload: object;
      state: unknown;
    }
  /** Everything up to `seq` has been sent; what follows is live. */
  | { type: "live"; seq: number }
  | { type: "signal"; name: string; data: unknown }
  | { type: "error"; code: string };

/** What a client may send: a volatile signal, such as typing. */
export interface ClientSignal {
  name: string;
  data: unknown;
}

type SignalHandler = (from: StreamClient, data: unknown) => void;
type Hydrator = (event: HearthEvent) => unknown;

interface Subscription {
  client: StreamClient;
  socket: Socket;
  topics: Set<string>;
  /** Seq of the last event sent; catching up while `live` is false. */
  seq: number;
  live: boolean;
}

const catchUpPage = 500;
/** Above this a slow client loses volatile signals; events wait in the socket's own buffer. */
const volatileLimitBytes = 256 * 1024;
/** RFC 6455 §7.4.2, private use: the session is over; do not come back with it. */
const closeSessionOver = 4401;
/** As above: what happened since `since` is not kept any more; load everything anew. */
const closeTooOld = 4410;

export class Stream {
  readonly #events: EventLog;
  readonly #log: Logger;
  readonly #topicsOf: (personId: string) => string[];
  readonly #audience = new Audience<Subscription>();
  readonly #hydrators = new Map<string, Hydrator>();
  readonly #signals = new Map<string, SignalHandler>();
  readonly #presence = new Set<(personId: string, connected: boolean) => void>();
  readonly #stop: () => void;

  constructor(options: { events: EventLog; log: Logger; topicsOf: (personId: string) => string[] }) {
    this.#events = options.events;
    this.#log = options.log;
    this.#topicsOf = options.topicsOf;
    this.#stop = options.events.listen((event, regroups) => this.#deliver(event, regroups));
  }

  /** The state to send beside events whose kind begins with `noun`, as in `message`. */
  hydrate(noun: string, hydrator: Hydrator): void {
    this.#hydrators.set(noun, hydrator);
  }

  /** What to do with a client's signal of this name. Throwing drops the signal, not the client. */
  onSignal(name: string, handler: SignalHandler): void {
    this.#signals.set(name, handler);
  }

  /** Told when a person's first client connects and when the last is gone. */
  onPresence(listener: (personId: string, connected: boolean) => void): void {
    this.#presence.add(listener);
  }

  /** Whether any client of theirs is here: what costs something to find out need not be, when none is. */
  isConnected(personId: string): boolean {
    return this.#audience.of(personId).size > 0;
  }

  /** Who has a client at this moment. */
  get connected(): Iterable<string> {
    return this.#audience.people;
  }

  get connectedCount(): number {
    return this.#audience.personCount;
  }

  get clientCount(): number {
    return this.#audience.size;
  }

  accept(client: StreamClient, since: number): SocketHandlers {
    let subscription: Subscription | undefined;
    return {
      open: (socket) => {
        if (since < this.#events.horizon) return socket.close(closeTooOld, "too long ago");
        const first = !this.isConnected(client.personId);
        const topics = new Set(this.#topicsOf(client.personId));
        subscription = { client, socket, topics, seq: since, live: false };
        this.#audience.add(subscription);
        this.#catchUp(subscription);
        if (first) for (const listener of this.#presence) listener(client.personId, true);
      },
      message: (data) => this.#receive(client, data),
      close: () => {
        if (subscription) this.#audience.remove(subscription);
        if (!this.isConnected(client.personId))
          for (const listener of this.#presence) listener(client.personId, false);
      },
    };
  }

  /** Sends a volatile signal to every client of these people; slow clients may miss it. */
  signal(personIds: Iterable<string>, name: string, data: unknown, options: { session?: string } = {}): void {
    const frame = JSON.stringify({ type: "signal", name, data } satisfies StreamFrame);
    for (const personId of new Set(personIds))
      for (const { client, socket } of this.#audience.of(personId)) {
        if (socket.buffered > volatileLimitBytes) continue;
        if (options.session === undefined || options.session === client.sessionId) socket.send(frame);
      }
  }

  /** Closes the sockets of ended sessions at once. */
  closeSessions(sessionIds: ReadonlySet<string>): void {
    for (const { client, socket } of this.#audience)
      if (sessionIds.has(client.sessionId)) socket.close(closeSessionOver, "signed out");
  }

  close(): void {
    this.#stop();
    for (const subscription of this.#audience) {
      this.#audience.remove(subscription);
      subscription.socket.close(1001, "the appliance is stopping");
    }
  }

  #deliver(event: HearthEvent, regroups: readonly string[]): void {
    for (const personId of regroups)
      for (const subscription of [...this.#audience.of(personId)]) {
        const topics = new Set(this.#topicsOf(personId));
        this.#audience.remove(subscription);
        subscription.topics = topics;
        this.#audience.add(subscription);
      }
    let frame: string | undefined;
    for (const subscription of this.#audience.on(event.topic)) {
      if (!subscription.live) continue;
      frame ??= this.#frame(event);
      subscription.seq = event.seq;
      subscription.socket.send(frame);
    }
  }

  /** Sends what was missed, a page a turn, so that one returning client does not hold up the others. */
  #catchUp(subscription: Subscription): void {
    if (!this.#audience.has(subscription)) return;
    if (subscription.seq < this.#events.horizon)
      return subscription.socket.close(closeTooOld, "what comes next went meanwhile");
    const page = this.#events.read(subscription.seq, [...subscription.topics], catchUpPage);
    for (const event of page) {
      subscription.socket.send(this.#frame(event));
      subscription.seq = event.seq;
    }
    if (page.length === catchUpPage) {
      setImmediate(() => this.#catchUp(subscription));
      return;
    }
    subscription.live = true;
    subscription.socket.send(JSON.stringify({ type: "live", seq: this.#events.last } satisfies StreamFrame));
  }

  #frame(event: HearthEvent): string {
    const noun = event.kind.slice(0, event.kind.indexOf("."));
    const state = this.#hydrators.get(noun)?.(event) ?? null;
    return JSON.stringify({ type: "event", ...event, state } satisfies StreamFrame);
  }

  #receive(client: StreamClient, data: string | Buffer): void {
    try {
      const signal: unknown = JSON.parse(data.toString());
      if (typeof signal !== "object" || signal === null || !("name" in signal) || !("data" in signal))
        throw new Error("not a signal");
      const handler = this.#signals.get(String(signal.name));
      if (!handler) throw new Error("unknown signal");
      handler(client, signal.data);
    } catch (error) {
      this.#log.debug("a client's signal was refused", { personId: client.personId, error });
    }
  }
}
