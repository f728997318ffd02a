/** SIP messages (RFC 3261 §7) as the rest of the house sees them: headers in order, looked up by name. */

import { remember } from "./remember.ts";

/** One octet is one character (latin1), so lengths are exact and 8-bit bodies survive. */
export type Octets = string;

/** Compact forms (RFC 3261 §7.3.3 and the IANA registry) to full names, lower case. */
const compactForms: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

const canonicalNames: Readonly<Record<string, string>> = {
  "call-id": "Call-ID",
  cseq: "CSeq",
  "www-authenticate": "WWW-Authenticate",
  "sip-etag": "SIP-ETag",
  "mime-version": "MIME-Version",
};

const fullName = remember(500, (name) => {
  const lower = name.toLowerCase();
  return compactForms[lower] ?? lower;
});

const written = remember(
  500,
  (name) => canonicalNames[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
);

export class Headers {
  readonly #names: string[] = [];
  readonly #values: string[] = [];

  constructor(entries: Iterable<readonly [name: string, value: string]> = []) {
    for (const [name, value] of entries) this.add(name, value);
  }

  add(name: string, value: string): this {
    this.#names.push(fullName(name));
    this.#values.push(value);
    return this;
  }

  /** Replaces every header of this name. */
  set(name: string, value: string): this {
    return this.delete(name).add(name, value);
  }

  delete(name: string): this {
    const wanted = fullName(name);
    for (let index = this.#names.length - 1; index >= 0; index--)
      if (this.#names[index] === wanted) {
        this.#names.splice(index, 1);
        this.#values.splice(index, 1);
      }
    return this;
  }

  /** The first value of this name, as it was written. */
  get(name: string): string | undefined {
    const index = this.#names.indexOf(fullName(name));
    return index < 0 ? undefined : this.#values[index];
  }

  /** How many lines bear this name. */
  count(name: string): number {
    const wanted = fullName(name);
    let count = 0;
    for (const other of this.#names) if (other === wanted) count++;
    return count;
  }

  /** Every value of this name, in order; a line that lists several by commas yields each. */
  all(name: string): string[] {
    const all: string[] = [];
    for (const line of this.lines(name))
      if (line.includes(",")) all.push(...splitList(line));
      else if (line !== "") all.push(line);
    return all;
  }

  /** The lines of this name, in order, as they were written. */
  lines(name: string): string[] {
    const wanted = fullName(name);
    const lines: string[] = [];
    for (let index = 0; index < this.#names.length; index++)
      if (this.#names[index] === wanted) lines.push(this.#values[index] ?? "");
    return lines;
  }

  /** The first value of this name, without the others of its line. */
  first(name: string): string | undefined {
    const line = this.get(name);
    return line?.includes(",") ? splitList(line)[0] : line;
  }

  /** Replaces the first value of this name; the others of its line stay. */
  setFirst(name: string, value: string): void {
    const index = this.#names.indexOf(fullName(name));
    const line = this.#values[index] ?? "";
    const others = line.includes(",") ? splitList(line).slice(1) : [];
    if (index >= 0) this.#values[index] = [value, ...others].join(", ");
  }

  get size(): number {
    return this.#names.length;
  }

  /** As on the wire, with a Content-Length of so many octets in place of its own. */
  write(contentLength: number): string {
    let text = "";
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index] ?? "";
      if (name !== "content-length") text += `${written(name)}: ${this.#values[index]}\r\n`;
    }
    return `${text}Content-Length: ${contentLength}\r\n`;
  }

  entries(): [name: string, value: string][] {
    return this.#names.map((name, index) => [name, this.#values[index] ?? ""]);
  }
}

/** Splits at commas that stand neither in a quoted string nor between angle brackets. */
export function splitList(value: string): string[] {
  if (!value.includes(",")) return value === "" ? [] : [value];
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  let bracketed = false;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (quoted) {
      if (code === 0x5c) index++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x3c) bracketed = true;
    else if (code === 0x3e) bracketed = false;
    else if (code === 0x2c && !bracketed) {
      parts.push(value.slice(from, index).trim());
      from = index + 1;
    }
  }
  parts.push(value.slice(from).trim());
  return parts.filter((part) => part !== "");
}

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
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  416: "Unsupported URI Scheme",
  420: "Bad Extension",
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
  505: "Version Not Supported",
  513: "Message Too Large",
  600: "Busy Everywhere",
  603: "Decline",
};

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
  for (const via of request.headers.lines("via")) headers.add("via", via);
  headers.add("from", request.headers.get("from") ?? "");
  const to = request.headers.get("to") ?? "";
  headers.add("to", options.tag && status > 100 && !/;\s*tag=/i.test(to) ? `${to};tag=${options.tag}` : to);
  headers.add("call-id", request.headers.get("call-id") ?? "");
  headers.add("cseq", request.headers.get("cseq") ?? "");
  for (const route of request.headers.lines("record-route")) headers.add("record-route", route);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.add(name, value);
  const reason = options.reason ?? reasons[status] ?? "Unknown";
  return { kind: "response", status, reason, headers, body: options.body ?? "" };
}
