/** SIP messages (RFC 3261 §7) as the rest of the house sees them: headers in order, looked up by name. */

import { Headers } from "./header-list.ts";
import type { HeaderName } from "./header-names.ts";

/** One octet is one character (latin1), so lengths are exact and 8-bit bodies survive. */
export type Octets = string;

interface Common {
  headers: Headers;
  body: Octets;
}

export interface SipRequest extends Common {
  kind: "request";
  method: string;
  uri: string;
}

export interface SipResponse extends Common {
  kind: "response";
  status: number;
  reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** Bytes as they go on the wire; Content-Length is always written from the body. */
export function writeMessage(message: SipMessage): Octets {
  const line =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  return `${line}\r\n${message.headers.write(message.body.length)}\r\n${message.body}`;
}

export const reasons: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  181: "Call Is Being Forwarded",
  183: "Session Progress",
  200: "OK",
  202: "Accepted",
  302: "Moved Temporarily",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  416: "Unsupported URI Scheme",
  420: "Bad Extension",
  422: "Session Interval Too Small",
  423: "Interval Too Brief",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  482: "Loop Detected",
  483: "Too Many Hops",
  484: "Address Incomplete",
  486: "Busy Here",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  489: "Bad Event",
  491: "Request Pending",
  500: "Server Internal Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  504: "Server Time-out",
  505: "Version Not Supported",
  513: "Message Too Large",
  600: "Busy Everywhere",
  603: "Decline",
};

const copied: readonly HeaderName[] = ["from", "to", "call-id", "cseq"];

/**
 * An answer with the headers that RFC 3261 §8.2.6.2 copies from the request. `tag` goes into To where the
 * request has none; 100 stays without.
 */
export function responseTo(
  request: SipRequest,
  status: number,
  options: { tag?: string; reason?: string; headers?: Record<string, string>; body?: Octets } = {},
): SipResponse {
  const headers = new Headers();
  for (const via of request.headers.lines("via")) headers.addNamed("via", via);
  const { tag = "" } = status > 100 ? options : {};
  for (const name of copied) {
    const value = request.headers.get(name); // it may be what the request is refused for
    if (value === undefined) continue;
    const untagged = name === "to" && tag !== "" && !/;\s*tag\s*=/i.test(value);
    headers.addNamed(name, untagged ? `${value};tag=${tag}` : value);
  }
  for (const route of request.headers.lines("record-route")) headers.addNamed("record-route", route);
  for (const name in options.headers) headers.add(name, options.headers[name] ?? "");
  const reason = options.reason ?? reasons[status] ?? "Unknown";
  return { kind: "response", status, reason, headers, body: options.body ?? "" };
}
