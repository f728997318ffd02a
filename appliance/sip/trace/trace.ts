/** What was said by SIP lately, for who has to find out why a call went wrong: of each call, and of captures. */
import type { Clock } from "../../platform/index.ts";
import type { Flow, Peer } from "../flow.ts";
import { decodeUser } from "../headers.ts";
import type { Octets } from "../message.ts";
import { withoutSecrets } from "./secrets.ts";

/** One message as it went over the line, secrets masked. */
export interface TracedMessage {
  /** Milliseconds since the epoch. */
  at: number;
  /** Said by the house. */
  outgoing: boolean;
  transport: Flow["transport"];
  peer: { address: string; port: number };
  text: string;
}

export interface Capture {
  id: string;
  /** What the messages are about: part of a number or a name. */
  about: string;
  startedAt: number;
  /** When it ends by itself, or has ended. */
  until: number;
  messages: number;
  running: boolean;
  /** It ended because it was full, before its time. */
  full: boolean;
}

interface Conversation {
  /** Those of the house that the peer knows by this Call-ID: more than one where it was sent on. */
  calls: string[];
  messages: TracedMessage[];
  bytes: number;
}

interface Running {
  view: Capture;
  /** Part of a line, in small letters. */
  word: string;
  /** Whole user parts, in small letters. */
  users: ReadonlySet<string>;
  callIds: Set<string>;
  kept: TracedMessage[];
  bytes: number;
}

/** Bytes, after which a capture ends by itself. */
const largestCapture = 4 * 1024 * 1024;
/** The oldest goes when one more begins. */
const mostCaptures = 10;
/** What a message costs beside its text. */
const overhead = 200;
/** The share that stays where the limit is passed. */
const keptWhenFull = 31 / 32;
/** The share that what has become no call may take: a flood of strangers pushes out itself. */
const shareOfNoCalls = 1 / 16;

export class Trace {
  readonly #clock: Clock;
  readonly #limit: number;
  /** Of calls, by Call-ID, the oldest first. */
  readonly #conversations = new Map<string, Conversation>();
  /** The same, of what has not become a call, or never will. */
  readonly #begun = new Map<string, Conversation>();
  /** Call-IDs of a call of the house, of those whose messages are kept. */
  readonly #callIds = new Map<string, Set<string>>();
  readonly #captures = new Map<string, Running>();
  #bytes = 0;
  #bytesBegun = 0;

  /** @param limit bytes of messages to keep; 0: none */
  constructor(options: { clock: Clock; limit: number }) {
    this.#clock = options.clock;
    this.#limit = options.limit;
  }

  /** @param callId of the message, where it is known already */
  note(outgoing: boolean, text: Octets, peer: Peer, callId = callIdOf(text)): void {
    if (this.#limit === 0 || callId === undefined) return;
    const conversation =
      this.#conversations.get(callId) ?? this.#begun.get(callId) ?? this.#begin(callId, text);
    if (!conversation && this.#captures.size === 0) return;
    const { transport } = peer;
    const place = placeOf(peer, conversation?.messages.at(-1)?.peer);
    const message = { at: this.#clock.now(), outgoing, transport, peer: place, text };
    if (this.#captures.size > 0) this.#capture(callId, message);
    if (conversation) this.#keep(conversation, message);
  }

  /** A call of the house speaks to a peer under this Call-ID. */
  link(callId: string, call: string): void {
    const conversation = this.#conversations.get(callId) ?? this.#confirm(callId);
    if (!conversation) return;
    conversation.calls.push(call);
    const known = this.#callIds.get(call);
    if (known) known.add(callId);
    else this.#callIds.set(call, new Set([callId]));
  }

  /** In the order in which they were said; empty when it is too long ago. */
  of(call: string): TracedMessage[] {
    const messages = [...(this.#callIds.get(call) ?? [])].flatMap(
      (callId) => this.#conversations.get(callId)?.messages ?? [],
    );
    return messages.toSorted((a, b) => a.at - b.at).map(masked);
  }

  /** Calls of the house of which something is kept. */
  get callCount(): number {
    return this.#callIds.size;
  }

  /** How many captures are kept, and how many bytes each. */
  readonly captureLimits = { count: mostCaptures, bytes: largestCapture };

  get captures(): Capture[] {
    for (const running of this.#captures.values()) this.#expire(running);
    return [...this.#captures.values()].map(({ view }) => ({ ...view })).toReversed();
  }

  /**
   * Keeps whatever is about this from now on, for so long.
   * @param about part of a number or a name
   * @param users numbers and names of telephones that are meant too: as they are, and not as parts of others
   */
  capture(about: string, users: readonly string[], seconds: number): Capture {
    const startedAt = this.#clock.now();
    const id = crypto.randomUUID();
    const view = {
      id,
      about,
      startedAt,
      until: startedAt + seconds * 1000,
      messages: 0,
      running: true,
      full: false,
    };
    const whole = new Set(users.map((user) => user.toLowerCase()));
    const wanted = { word: about.toLowerCase(), users: whole };
    this.#captures.set(id, { view, ...wanted, callIds: new Set(), kept: [], bytes: 0 });
    if (this.#captures.size > mostCaptures) this.#captures.delete(this.#captures.keys().next().value ?? "");
    return { ...view };
  }

  captured(id: string): TracedMessage[] | undefined {
    return this.#captures.get(id)?.kept.map(masked);
  }

  forget(id: string): boolean {
    return this.#captures.delete(id);
  }

  /** Calls are kept; registrations and lamps only in captures. */
  #begin(callId: string, text: Octets): Conversation | undefined {
    if (!text.startsWith("INVITE ")) return undefined;
    const begun: Conversation = { calls: [], messages: [], bytes: 0 };
    this.#begun.set(callId, begun);
    return begun;
  }

  /** It has become a call. */
  #confirm(callId: string): Conversation | undefined {
    const begun = this.#begun.get(callId);
    if (!begun) return undefined;
    this.#begun.delete(callId);
    this.#bytesBegun -= begun.bytes;
    this.#conversations.set(callId, begun);
    this.#bytes += begun.bytes;
    if (this.#bytes > this.#limit) this.#forgetOldest();
    return begun;
  }

  #keep(conversation: Conversation, message: TracedMessage): void {
    const bytes = message.text.length + overhead;
    conversation.messages.push(message);
    conversation.bytes += bytes;
    if (conversation.calls.length === 0) return this.#keepBegun(bytes);
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) this.#forgetOldest();
  }

  #keepBegun(bytes: number): void {
    this.#bytesBegun += bytes;
    const most = this.#limit * shareOfNoCalls;
    if (this.#bytesBegun <= most) return;
    for (const [callId, oldest] of this.#begun) {
      if (this.#bytesBegun <= most * keptWhenFull) return;
      this.#begun.delete(callId);
      this.#bytesBegun -= oldest.bytes;
    }
  }

  /** Many at once, since whoever begins at the first has to pass all that went before it. */
  #forgetOldest(): void {
    const enough = this.#limit * keptWhenFull;
    for (const [callId, oldest] of this.#conversations) {
      if (this.#bytes <= enough) return;
      this.#conversations.delete(callId);
      this.#unlink(callId, oldest);
      this.#bytes -= oldest.bytes;
    }
  }

  #unlink(callId: string, { calls }: Conversation): void {
    for (const call of calls) {
      const known = this.#callIds.get(call);
      known?.delete(callId);
      if (known?.size === 0) this.#callIds.delete(call);
    }
  }

  #capture(callId: string, message: TracedMessage): void {
    for (const running of this.#captures.values()) {
      if (!this.#expire(running)) continue;
      const { view, callIds, kept } = running;
      if (!callIds.has(callId) && !isAbout(message.text, running)) continue;
      callIds.add(callId);
      kept.push(message);
      view.messages++;
      running.bytes += message.text.length + overhead;
      if (running.bytes > largestCapture) {
        view.running = false;
        view.full = true;
        view.until = message.at;
      }
    }
  }

  /** Whether it still runs. */
  #expire({ view }: Running): boolean {
    if (view.running && this.#clock.now() >= view.until) view.running = false;
    return view.running;
  }
}

/** The one of the message before where it is the same: tens of thousands of messages are kept. */
const placeOf = (
  { address, port }: Peer,
  before: TracedMessage["peer"] | undefined,
): TracedMessage["peer"] =>
  before?.address === address && before.port === port ? before : { address, port };

const masked = (message: TracedMessage): TracedMessage => ({
  ...message,
  text: withoutSecrets(message.text),
});

/** The usual way to write it first, because every message passes here. */
function callIdOf(text: Octets): string | undefined {
  const at = text.indexOf("\r\nCall-ID: ");
  if (at >= 0) return text.slice(at + 11, text.indexOf("\r\n", at + 11));
  return /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im.exec(text)?.[1];
}

/** In the request line, From, To, or who asserts what. */
function isAbout(text: Octets, { word, users }: Pick<Running, "word" | "users">): boolean {
  const head = text.slice(0, text.indexOf("\r\n\r\n")).toLowerCase();
  const named = head
    .split("\r\n")
    .filter((line, index) => index === 0 || /^(?:from|f|to|t|contact|m|p-asserted-identity)\s*:/.test(line));
  return named.some((line) => line.includes(word) || usersIn(line).some((user) => users.has(user)));
}

/** User parts of the addresses in a line: a short number stands in ports and in hosts too. */
const usersIn = (line: string): string[] =>
  line
    .replace(/^[a-z-]+\s*:/, "")
    .split(/[\s<>,"]/)
    .flatMap((piece) => /^(?:sips?:([^@;:]+)[^@]*@|tel:([^;]+))/.exec(piece)?.slice(1) ?? [])
    .map((user) => decodeUser(user ?? ""));
