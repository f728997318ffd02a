/** Replaces (RFC 3891) and REFER (RFC 3515): which dialog a peer means, and where it wants the other side to go. */
import { parseNameAddress, parseParams } from "./headers.ts";
import type { SipRequest } from "./message.ts";

/** A dialog as its peer names it: the tags are those of the end that is asked. */
export interface Replaces {
  callId: string;
  toTag: string;
  fromTag: string;
  /** Only while it still rings. */
  earlyOnly: boolean;
}

/** `callid;to-tag=…;from-tag=…[;early-only]`; undefined for what is malformed. */
export function parseReplaces(text: string): Replaces | undefined {
  const semicolon = text.indexOf(";");
  const callId = text.slice(0, semicolon).trim();
  const params = parseParams(text.slice(semicolon + 1));
  const toTag = params?.get("to-tag") ?? "";
  const fromTag = params?.get("from-tag") ?? "";
  if (semicolon < 0 || callId === "" || !params || toTag === "" || fromTag === "") return undefined;
  return { callId, toTag, fromTag, earlyOnly: params.has("early-only") };
}

export interface Referral {
  /** Where to: a URI without its headers. */
  target: string;
  /** The call that the target is to be taken out of (attended transfer). */
  replaces: Replaces | undefined;
}

/** Of a REFER; undefined when it names no target, or more than one, or a Replaces that cannot be read. */
export function parseReferral({ headers }: SipRequest): Referral | undefined {
  const targets = headers.all("refer-to");
  const uri = parseNameAddress(targets[0] ?? "")?.uri;
  if (targets.length !== 1 || uri === undefined) return undefined;
  const question = uri.indexOf("?");
  if (question < 0) return { target: uri, replaces: undefined };
  const target = uri.slice(0, question);
  const named = uri
    .slice(question + 1)
    .split("&")
    .map((field) => field.split("="))
    .find(([name]) => name?.toLowerCase() === "replaces");
  if (!named) return { target, replaces: undefined };
  try {
    const replaces = parseReplaces(decodeURIComponent(named.slice(1).join("=")));
    return replaces && { target, replaces };
  } catch {
    return undefined; // not percent-encoded as RFC 3261 §19.1 asks
  }
}

/** Whoever sends a REFER wants to hear nothing of what comes of it (Refer-Sub, RFC 4488 §4). */
export const wantsNoSubscription = ({ headers }: SipRequest): boolean =>
  /^false\b/i.test(headers.get("refer-sub") ?? "");
