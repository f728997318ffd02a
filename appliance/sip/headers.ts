/** The structured headers: addresses, URIs, Via, CSeq, credentials. Each parser returns undefined for rubbish. */

import { remember } from "./remember.ts";
import { usualWords } from "./usual-words.ts";

export type Params = ReadonlyMap<string, string>;

const token = /^[\w\-.!%*+`'~]+$/;
const hostPattern = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,253}))$/;

export const isToken = (text: string): boolean => text.length <= 256 && token.test(text);

const noParams: Params = new Map();
/** Octets of a list of parameters; none that means anything is longer, and reading one takes time. */
const longestParams = 8192;

export const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;

const readParamName = remember(500, (text) => {
  const name = text.trim().toLowerCase();
  return isToken(name) ? name : "";
});

/** What nearly every message bears. */
const usualParamIn = usualWords(
  [
    ...["branch", "rport", "received", "tag", "transport", "lr", "expires"],
    ...["username", "realm", "nonce", "uri", "response", "algorithm", "cnonce", "qop", "nc", "opaque"],
  ].map((name) => [name, name]),
);

/** The name of the parameter that stands there in lower case; empty when it is none. */
function paramNameIn(text: string, from: number, to: number): string {
  let start = from;
  while (start < to && isSpace(text.charCodeAt(start))) start++;
  return usualParamIn(text, start, to) ?? readParamName(text.slice(start, to));
}

/** `name=value;flag`; names in lower case, quotes taken off, and of several of a name the first. */
export function parseParams(text: string): Params | undefined {
  if (text === "") return noParams;
  if (text.length > longestParams) return undefined;
  const params = new Map<string, string>();
  const sound = readPieces(text, ";", (start, equals, end) => {
    const name = paramNameIn(text, start, equals < 0 ? end : equals);
    if (name === "") return equals < 0 && text.slice(start, end).trim() === "";
    if (!params.has(name)) params.set(name, equals < 0 ? "" : valueIn(text, equals + 1, end));
    return true;
  });
  return sound ? params : undefined;
}

/**
 * Goes through what stands between separators outside of quoted strings, in a time that is in proportion to the text.
 * @param take is told where a piece begins, where the equals sign is in it (-1: nowhere), and where it ends; false: no more
 */
function readPieces(
  text: string,
  separator: "," | ";",
  take: (start: number, equals: number, end: number) => boolean,
): boolean {
  let quote = text.indexOf('"');
  let equals = text.indexOf("=");
  for (let start = 0; ; ) {
    let end = text.indexOf(separator, start);
    while (quote >= 0 && (end < 0 || quote < end)) {
      const after = endOfQuoted(text, quote);
      quote = text.indexOf('"', after);
      if (end >= 0 && end < after) end = text.indexOf(separator, after);
    }
    const stop = end < 0 ? text.length : end;
    if (equals >= 0 && equals < start) equals = text.indexOf("=", start);
    if (!take(start, equals < stop ? equals : -1, stop)) return false;
    if (end < 0) return true;
    start = end + 1;
  }
}

/** Where a quoted string that begins at `open` is over; the end of the text where it does not close. */
function endOfQuoted(text: string, open: number): number {
  for (let index = open + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (code === 0x5c) index++;
  }
  return text.length;
}

/** What stands there, without the spaces around it and, where it is quoted, without the quotes. */
function valueIn(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  const quoted = end - start > 1 && text.charCodeAt(start) === 0x22 && text.charCodeAt(end - 1) === 0x22;
  if (!quoted) return text.slice(start, end);
  const inner = text.slice(start + 1, end - 1);
  return inner.includes("\\") ? inner.replace(/\\(.)/g, "$1") : inner;
}

export interface SipUri {
  scheme: "sip" | "sips" | "tel";
  /** Still percent-encoded; for tel: the number. */
  user: string;
  host: string;
  /** 0 where none is written. */
  port: number;
  params: Params;
  /** What stands behind the question mark; empty where there is none. */
  headers: string;
}

/** RFC 3261 §19.1 and RFC 3966; undefined for other schemes and for what is malformed. */
export const parseUri = remember(1000, readUri);

function readUri(text: string): SipUri | undefined {
  const colon = text.indexOf(":");
  const scheme = text.slice(0, colon).toLowerCase();
  const rest = text.slice(colon + 1);
  if (/[\s<>"]/.test(rest)) return undefined;
  if (scheme === "tel") {
    const [number = "", ...params] = rest.split(";");
    const parsed = parseParams(params.join(";"));
    if (!/^\+?[\d\-.()*#A-Da-d]+$/.test(number) || !parsed) return undefined;
    return { scheme, user: number.replace(/[-.()]/g, ""), host: "", port: 0, params: parsed, headers: "" };
  }
  if (scheme !== "sip" && scheme !== "sips") return undefined;
  const at = rest.lastIndexOf("@"); // the user part may have question marks and semicolons of its own
  const [beforeHeaders = "", headers = ""] = splitAtFirst(rest.slice(at + 1), "?");
  const [hostPort = "", ...params] = beforeHeaders.split(";");
  const place = parseHostPort(hostPort);
  const parsed = parseParams(params.join(";"));
  if (!place || !parsed) return undefined;
  const user = at < 0 ? "" : (rest.slice(0, at).split(":")[0] ?? "");
  if (at >= 0 && user === "") return undefined;
  return { scheme, user, host: place.host, port: place.port, params: parsed, headers };
}

function splitAtFirst(text: string, separator: string): [before: string, after: string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

export const parseHostPort = remember(500, readHostPort);

function readHostPort(text: string): { host: string; port: number } | undefined {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? "";
  const port = Number(match?.[2] ?? 0);
  return match && hostPattern.test(host) && port <= 65535 ? { host, port } : undefined;
}

/** The user part as people wrote it: percent-decoded where that is possible. */
export function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** What was dialled: the user part of a SIP URI or the number of a tel URI. */
export function dialledUser(uri: string): { user: string; host: string } | undefined {
  const parsed = parseUri(uri);
  return parsed && { user: decodeUser(parsed.user), host: parsed.host };
}

export interface NameAddress {
  displayName: string;
  uri: string;
  params: Params;
}

/** `"Maria" <sip:maria@host>;tag=…` or `sip:maria@host;tag=…` (RFC 3261 §20.10). */
export function parseNameAddress(text: string): NameAddress | undefined {
  const open = indexOfBracket(text);
  const end = open < 0 ? text.indexOf(";") : text.indexOf(">", open) + 1;
  if (open >= 0 && end === 0) return undefined;
  // Who it is is said again and again, and each time with another tag.
  const address = parseAddress(end < 0 ? text : text.slice(0, end));
  const after = end < 0 ? "" : text.slice(end).trim();
  const params = after === "" || after.startsWith(";") ? parseParams(after.slice(1)) : undefined;
  return address && params && { ...address, params };
}

const parseAddress = remember(1000, (text): Omit<NameAddress, "params"> | undefined => {
  const value = text.trim();
  const open = indexOfBracket(value);
  // A URI with headers has to stand in brackets (RFC 3261 §20).
  if (open < 0)
    return /^[A-Za-z][\w+.-]*:[^\s<>"?]+$/.test(value) ? { displayName: "", uri: value } : undefined;
  const uri = value.slice(open + 1, -1);
  if (!/^[A-Za-z][\w+.-]*:[^\s<>"]+$/.test(uri)) return undefined;
  return { displayName: valueIn(value, 0, open), uri };
});

/** Where `<` stands outside a quoted display name; -1 where there is none or the quotes do not close. */
function indexOfBracket(text: string): number {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (quoted && code === 0x5c) index++;
    else if (code === 0x22) quoted = !quoted;
    else if (code === 0x3c && !quoted) return index;
  }
  return -1;
}

/** A display name as a quoted string; characters that would break the header are left out. */
export const quoteName = remember(
  500,
  (name) => `"${Buffer.from(name.replace(/[\p{Cc}"\\]/gu, ""), "utf8").toString("latin1")}"`,
);

export interface Via {
  transport: string;
  host: string;
  port: number;
  params: Params;
}

export function parseVia(text: string): Via | undefined {
  const semicolon = text.indexOf(";");
  const sent = parseSent(semicolon < 0 ? text : text.slice(0, semicolon));
  const rest = semicolon < 0 ? "" : text.slice(semicolon + 1);
  const params = text.includes(";;") || text.endsWith(";") ? undefined : parseParams(rest);
  return sent && params && { ...sent, params };
}

/** `SIP/2.0/UDP host:port`, which is the same in every message of a peer. */
const parseSent = remember(500, (text): Omit<Via, "params"> | undefined => {
  const match = /^SIP\s{0,8}\/\s{0,8}2\.0\s{0,8}\/\s{0,8}([A-Za-z][\w-]{1,15})\s{1,8}([^;]+)$/i.exec(text);
  const place = parseHostPort((match?.[2] ?? "").replace(/\s/g, ""));
  return match && place ? { transport: (match[1] ?? "").toUpperCase(), ...place } : undefined;
});

export interface CSeq {
  number: number;
  method: string;
}

export const parseCSeq = remember(500, readCSeq);

function readCSeq(text: string): CSeq | undefined {
  const match = /^(\d{1,10})[ \t]{1,16}(\S{1,64})$/.exec(text);
  const number = Number(match?.[1]);
  const method = match?.[2] ?? "";
  return match && number < 2 ** 31 && isToken(method) ? { number, method } : undefined;
}

export interface Credentials {
  scheme: string;
  params: Params;
}

/** `Digest username="…", realm="…"` (RFC 8760, RFC 7616). */
export function parseCredentials(text: string): Credentials | undefined {
  const space = text.indexOf(" ");
  if (space < 0) return undefined;
  const given = text.slice(space + 1);
  const params = new Map<string, string>();
  const sound = readPieces(given, ",", (start, equals, end) => {
    const name = equals < 0 ? "" : paramNameIn(given, start, equals);
    if (name === "" || params.has(name)) return false;
    params.set(name, valueIn(given, equals + 1, end));
    return true;
  });
  return sound ? { scheme: text.slice(0, space).toLowerCase(), params } : undefined;
}
