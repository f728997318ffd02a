/**
 * What Cisco's telephones ask of their server by a REFER outside any dialog (`x-cisco-remotecc-request+xml`): their
 * Conference key names two of their calls, which the server is to put together, and is told by a REFER back how that
 * went. It has no standard; what is here is what such telephones send.
 */
import { decodeXML } from "entities";
import type { Flow } from "./flow.ts";
import { parseNameAddress } from "./headers.ts";
import type { Caller } from "./incoming-invite.ts";
import { type Octets, responseTo } from "./message.ts";
import type { Replaces } from "./referral.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { randomTag, repeatableTag } from "./transactions.ts";

const requestType = "application/x-cisco-remotecc-request+xml";
const responseType = "application/x-cisco-remotecc-response+xml";
const alarmType = "application/x-cisco-alarm+xml";
const mostOctets = 8192;

/** Two of a telephone's calls that it wants put together. */
export interface ConferenceWish {
  personId: string;
  calls: readonly Replaces[];
}

export interface RemoteControlParts {
  /** Who is registered over this connection. */
  registeredAt(flow: Flow): string | undefined;
  /** See Authentication.senderOf. */
  authenticate(transaction: ServerTransaction): Caller | undefined;
  refer(flow: Flow, target: string, content: { type: string; body: Octets }): void;
}

export class RemoteControl {
  /** Puts the calls together; resolves with the status to tell the telephone. Set once, by the room above. */
  onConference: (wish: ConferenceWish) => Promise<number> = async () => 501;
  readonly #parts: RemoteControlParts;

  constructor(parts: RemoteControlParts) {
    this.#parts = parts;
  }

  /** False for a REFER of another kind. */
  receive(transaction: ServerTransaction): boolean {
    const { request, flow } = transaction;
    const type = /^[^;\s]*/.exec(request.headers.get("content-type")?.toLowerCase() ?? "")?.[0];
    const answer = (status: number) => transaction.answer(status, { tag: randomTag() });
    if (type === alarmType || type === responseType) {
      // They ask for nothing, and an alarm comes before the telephone can prove itself.
      transaction.respondOnce(responseTo(request, 202, { tag: repeatableTag(request) }));
      return true;
    }
    if (type !== requestType) return false;
    const personId = this.#parts.registeredAt(flow) ?? this.#parts.authenticate(transaction)?.personId;
    if (personId === undefined) return true;
    const calls = readConferenceKey(request.body);
    const target = parseNameAddress(request.headers.all("contact")[0] ?? "")?.uri;
    if (!calls || target === undefined) {
      answer(calls ? 400 : 415);
      return true;
    }
    const headers = { "Refer-Sub": "false" }; // RFC 4488 §4
    transaction.answer(202, { tag: randomTag(), headers });
    void this.onConference({ personId, calls }).then((status) =>
      this.#parts.refer(flow, target, { type: responseType, body: responseOf(status) }),
    );
    return true;
  }
}

const responseOf = (status: number): Octets =>
  '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
  `<x-cisco-remotecc-response><response><code>${status}</code></response></x-cisco-remotecc-response>\r\n`;

/** The calls that a Conference key names: both, or nothing for any other message. */
export function readConferenceKey(body: Octets): Replaces[] | undefined {
  if (body.length > mostOctets) return undefined;
  const message = onlyElement(body, "softkeyeventmsg");
  if (message === undefined || onlyElement(message, "softkeyevent")?.trim() !== "Conference")
    return undefined;
  const calls = ["dialogid", "consultdialogid"].map((name) => dialogIn(onlyElement(message, name)));
  const [first, second] = calls;
  return first && second && first.callId !== second.callId ? [first, second] : undefined;
}

/** A telephone's `localtag` is its own, as in what is said to it. */
function dialogIn(text: string | undefined): Replaces | undefined {
  const [callId, fromTag, toTag] = ["callid", "localtag", "remotetag"].map((name) => valueIn(text, name));
  return callId && fromTag && toTag ? { callId, fromTag, toTag, earlyOnly: false } : undefined;
}

/** Text without elements, as it was meant; undefined where there is none of it, or white space inside. */
function valueIn(text: string | undefined, name: string): string | undefined {
  const raw = text === undefined ? undefined : onlyElement(text, name)?.trim();
  return raw !== undefined && /^[^\s<>]{1,300}$/.test(raw) ? decodeXML(raw) : undefined;
}

/** What stands in the one element of this name; undefined where there is none, or more. */
function onlyElement(text: string, name: string): string | undefined {
  const [, ...opened] = text.split(`<${name}>`);
  const [inside, ...closed] = opened[0]?.split(`</${name}>`) ?? [];
  return opened.length === 1 && closed.length === 1 ? inside : undefined;
}
