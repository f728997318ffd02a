/** The names of headers: their compact forms, how they are written, and how they are found in a message. */
import { isToken } from "./headers.ts";
import { remember } from "./remember.ts";
import { usualWords } from "./usual-words.ts";

/** A name as headers are looked up by: full and in lower case. */
export type HeaderName = Lowercase<string>;

/** Compact forms (RFC 3261 §7.3.3 and the IANA registry) to full names, lower case. */
const compactForms: Readonly<Record<string, HeaderName>> = {
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
  "min-se": "Min-SE",
  rseq: "RSeq",
};

export const fullName = remember(500, (name): HeaderName => {
  const lower = name.toLowerCase() as HeaderName;
  return compactForms[lower] ?? lower;
});

/** As it stands in a message that the house writes. */
export const written = remember(
  500,
  (name) => canonicalNames[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
);

/** What stands before the colon as a full name in lower case; empty when it is no name. */
const readName = remember(500, (text): HeaderName => {
  const name = text.trimEnd();
  return isToken(name) ? fullName(name) : "";
});

/** What nearly every message bears: found as it is usually written, without being cut out and looked up. */
const usual: readonly HeaderName[] = [
  "via",
  "from",
  "to",
  "call-id",
  "cseq",
  "contact",
  "max-forwards",
  "content-type",
  "content-length",
  "user-agent",
  "expires",
  "allow",
  "supported",
  "authorization",
  "proxy-authorization",
  "record-route",
  "route",
];

const usualIn = usualWords(usual.map((name) => [written(name), name]));

/** The name that stands from `from` to `colon`; empty when it is none. */
export const nameIn = (text: string, from: number, colon: number): HeaderName =>
  usualIn(text, from, colon) ?? readName(text.slice(from, colon));
