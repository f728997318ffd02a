/**
 * Reads one SIP message. Strict, and linear in the length of its input; what cannot be answered is dropped,
 * what can be is refused with the status that RFC 3261 gives for it.
 */

import { Headers } from "./header-list.ts";
import { nameIn } from "./header-names.ts";
import { isSpace, isToken } from "./headers.ts";
import type { Octets, SipMessage, SipRequest } from "./message.ts";
import { remember } from "./remember.ts";

export type Parsed =
  | { ok: true; message: SipMessage; consumed: number }
  /** `request` is there when enough was understood to answer with `status`. */
  | { ok: false; status: number; reason: string; request?: SipRequest };

const limits = { headers: 256, headerBytes: 65_536 };
/** Headers that may stand once only (RFC 3261 §7.3.1). */
const single = ["from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type"] as const;

/** What stands after Content-Length octets of the body is left out; a message without it has all that is left. */
export function parseMessage(text: Octets): Parsed {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return refuse(400, "the headers do not end");
  if (end > limits.headerBytes) return refuse(513, "the headers are too large");
  const head = unfolded(text.slice(0, end));
  const startEnd = positionOf(lineEnd, head, 0);
  const start = parseStartLine(head.slice(0, startEnd));
  if (!start) return refuse(400, "the first line is not SIP");
  const { headers, malformed } = readHeaders(head, startEnd + 2);
  const message: SipMessage =
    start.line.kind === "request"
      ? { kind: "request", method: start.line.method, uri: start.line.uri, headers, body: "" }
      : { kind: "response", status: start.line.status, reason: start.line.reason, headers, body: "" };
  const request = message.kind === "request" ? message : undefined;
  const problem =
    start.problem ?? (malformed ? { status: 400, reason: malformed } : checkHeaders(message, headers));
  const refused = (status: number, reason: string): Parsed =>
    request && isAnswerable(headers) ? { ok: false, status, reason, request } : refuse(status, reason);
  if (problem) return refused(problem.status, problem.reason);
  const bodyStart = end + 4;
  const stated = headers.get("content-length");
  const length = stated === undefined ? text.length - bodyStart : Number(stated);
  if (bodyStart + length > text.length) return refused(400, "the body is shorter than its Content-Length");
  message.body = text.slice(bodyStart, bodyStart + length);
  return { ok: true, message, consumed: bodyStart + length };
}

const lineEnd = "\r\n";

/** Where it begins; the end of the text where it is not. */
function positionOf(wanted: string, text: Octets, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found;
}

/** The lines from `from` on, and what is wrong with them; empty for nothing. */
function readHeaders(head: Octets, from: number): { headers: Headers; malformed: string } {
  const headers = new Headers();
  // What takes them for the end of a line would read headers that nobody sent, where a value is passed on.
  let malformed = /\r(?!\n)|(?<!\r)\n/.test(head) ? "a line ends in the middle of a header" : "";
  let start = from;
  for (let line = 1; start < head.length; line++) {
    if (line === limits.headers) return { headers, malformed: malformed || "too many headers" };
    const end = positionOf(lineEnd, head, start);
    const colon = positionOf(":", head, start);
    const name = colon < end ? nameIn(head, start, colon) : "";
    if (name === "") malformed ||= "a header has no name";
    else headers.addNamed(name, trimmed(head, colon + 1, end));
    start = end + 2;
  }
  return { headers, malformed };
}

/** A part of the text without the spaces and tabs around it. */
function trimmed(text: Octets, from: number, to: number): Octets {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const refuse = (status: number, reason: string): Parsed => ({ ok: false, status, reason });

/** Joins continuation lines (RFC 3261 §7.3.1) to the one before; what follows the first line continues nothing. */
function unfolded(head: Octets): Octets {
  if (!head.includes("\r\n ") && !head.includes("\r\n\t")) return head;
  const start = head.indexOf("\r\n") + 2;
  return head.slice(0, start) + head.slice(start).replace(/\r\n[ \t]+/g, " ");
}

type StartLine =
  | { kind: "request"; method: string; uri: string }
  | { kind: "response"; status: number; reason: string };

/** Telephones say the same few again and again. */
const parseStartLine = remember(1000, readStartLine);

function readStartLine(
  text: string,
): { line: StartLine; problem?: { status: number; reason: string } } | undefined {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(text);
  if (response) return { line: { kind: "response", status: Number(response[1]), reason: response[2] ?? "" } };
  const line = text.trimEnd();
  const first = line.indexOf(" ");
  const last = line.lastIndexOf(" ");
  const method = line.slice(0, first);
  if (first < 1 || last <= first || !isToken(method)) return undefined;
  const uri = line.slice(first + 1, last);
  const version = line.slice(last + 1);
  const parsed: StartLine = { kind: "request", method, uri };
  if (!/^SIP\/\d+\.\d+$/i.test(version)) return undefined;
  if (!/^SIP\/2\.0$/i.test(version))
    return { line: parsed, problem: { status: 505, reason: "the version is not 2.0" } };
  if (line !== text) return { line: parsed, problem: { status: 400, reason: "spaces end the first line" } };
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$/.test(uri))
    return { line: parsed, problem: { status: 400, reason: "the Request-URI is malformed" } };
  return { line: parsed };
}

function checkHeaders(message: SipMessage, headers: Headers): { status: number; reason: string } | undefined {
  const bad = (reason: string) => ({ status: 400, reason });
  const repeated = headers.repeated(single);
  if (repeated) return bad(`more than one ${repeated}`);
  if (!headers.via) return bad("Via is missing or malformed");
  if (!headers.from) return bad("From is missing or malformed");
  if (!headers.to) return bad("To is missing or malformed");
  const callId = headers.get("call-id") ?? "";
  if (callId === "" || callId.length > 512 || /\s/.test(callId))
    return bad("Call-ID is missing or malformed");
  const { cseq } = headers;
  if (!cseq) return bad("CSeq is missing or malformed");
  if (message.kind === "request" && cseq.method !== message.method) return bad("CSeq is of another method");
  const forwards = headers.get("max-forwards");
  if (forwards !== undefined && !(/^\d{1,10}$/.test(forwards) && Number(forwards) <= 255))
    return bad("Max-Forwards is malformed");
  const length = headers.get("content-length");
  if (length !== undefined && !/^\d{1,7}$/.test(length)) return bad("Content-Length is malformed");
  return undefined;
}

/** Whether a client could know its request by a response. */
const isAnswerable = (headers: Headers): boolean => headers.get("via") !== undefined;
