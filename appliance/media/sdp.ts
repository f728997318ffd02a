/** Session descriptions (RFC 8866, RFC 3264) as far as audio over RTP needs them; strict, with a limit to everything. */
import { codecDescriptions, codecNamed, type PayloadKind } from "./codecs.ts";
import { mediaErrors } from "./errors.ts";

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export interface CryptoAttribute {
  tag: number;
  suite: string;
  /** base64 of key and salt. */
  key: string;
}

export interface AudioDescription {
  /** Where the peer wants packets. */
  address: string;
  port: number;
  rtcpPort: number;
  protocol: string;
  direction: Direction;
  /** Codecs of the house among those named, in the peer's order. */
  codecs: { kind: PayloadKind; type: number }[];
  crypto: CryptoAttribute[];
  /** Packet time in milliseconds. */
  packetTime: number;
}

export interface MediaLine {
  kind: string;
  port: number;
  protocol: string;
  formats: string[];
  attributes: string[];
  connection: string | undefined;
}

export interface SessionDescription {
  origin: string;
  connection: string | undefined;
  attributes: string[];
  media: MediaLine[];
}

const usualLimits = { bytes: 32_768, lines: 1000, media: 32 };
const invalid = (problem: string) => mediaErrors("session-description-invalid", { problem });
export const directions: readonly Direction[] = ["sendrecv", "sendonly", "recvonly", "inactive"];

/** @param limits of what is read; more is refused before it is looked at */
export function parseSdp(text: string, limits = usualLimits): SessionDescription {
  if (text.length > limits.bytes) throw invalid("it is too long");
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === "") lines.pop();
  if (lines.length > limits.lines) throw invalid("it has too many lines");
  if (lines[0] !== "v=0") throw invalid("it does not begin with v=0");
  const session: SessionDescription = { origin: "", connection: undefined, attributes: [], media: [] };
  let line: MediaLine | undefined;
  for (const entry of lines) {
    const type = entry[0];
    if (!type || entry[1] !== "=" || !/[a-z]/.test(type)) throw invalid("a line is not of the form x=…");
    const value = entry.slice(2);
    if (type === "m") {
      line = parseMediaLine(value);
      session.media.push(line);
      if (session.media.length > limits.media) throw invalid("it has too many media");
    } else if (type === "a") (line ?? session).attributes.push(value);
    else if (type === "c") (line ?? session).connection = parseConnection(value);
    else if (type === "o") session.origin = value;
  }
  if (!/^\S+ \d+ \d+ IN IP[46] \S+$/.test(session.origin))
    throw invalid("its origin is missing or malformed");
  return session;
}

function parseMediaLine(value: string): MediaLine {
  const match = /^([a-z]{1,16}) (\d{1,5})(?:\/\d{1,3})? ([A-Z/]{3,24}) ([!-~ ]{1,1024})$/.exec(value);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) throw invalid("an m= line is malformed");
  return {
    kind: match[1] ?? "",
    port,
    protocol: match[3] ?? "",
    formats: (match[4] ?? "").trim().split(/ +/),
    attributes: [],
    connection: undefined,
  };
}

function parseConnection(value: string): string {
  const match = /^IN IP([46]) ([0-9A-Za-z.:-]{1,255})(?:\/[\d/]{1,8})?$/.exec(value);
  if (!match?.[2]) throw invalid("a c= line is malformed");
  return match[2];
}

const attribute = (line: { attributes: string[] }, name: string): string | undefined =>
  line.attributes.find((entry) => entry.startsWith(`${name}:`))?.slice(name.length + 1);

/** The first audio that is not refused; throws when there is none or when it names no codec of the house. */
export function audioOf(session: SessionDescription): AudioDescription {
  const line = session.media.find(({ kind, port }) => kind === "audio" && port !== 0);
  if (!line) throw mediaErrors("media-not-supported", { problem: "there is no audio" });
  const codecs = codecsOf(line);
  if (!codecs.some(({ kind }) => kind !== "telephone-event")) throw mediaErrors("no-common-codec");
  const address = line.connection ?? session.connection;
  if (address === undefined) throw invalid("there is no c= line");
  const flags = [...line.attributes, ...session.attributes];
  const held = address === "0.0.0.0" && line.protocol.startsWith("RTP/"); // RFC 2543's way to hold
  const direction = held ? "sendonly" : (directions.find((name) => flags.includes(name)) ?? "sendrecv");
  const rtcp = Number(/^\d{1,5}/.exec(attribute(line, "rtcp") ?? "")?.[0] ?? line.port + 1);
  return {
    address,
    port: line.port,
    rtcpPort: line.attributes.includes("rtcp-mux") ? line.port : rtcp,
    protocol: line.protocol,
    direction,
    codecs,
    crypto: line.attributes.flatMap(parseCrypto),
    packetTime: Number(attribute(line, "ptime") ?? 20) || 20,
  };
}

function codecsOf(line: MediaLine): AudioDescription["codecs"] {
  const named = new Map<number, PayloadKind | undefined>();
  for (const entry of line.attributes) {
    const match = /^rtpmap:(\d{1,3}) ([\w.-]{1,32})\/(\d{1,6})(?:\/\d)?$/.exec(entry);
    if (match) named.set(Number(match[1]), codecNamed(match[2] ?? "", Number(match[3])));
  }
  const statics = Object.values(codecDescriptions);
  return line.formats.flatMap((format) => {
    const type = Number(format);
    if (!Number.isInteger(type) || type > 127) return [];
    const kind = named.has(type)
      ? named.get(type)
      : statics.find(({ staticType }) => staticType === type)?.name;
    return kind ? [{ kind, type }] : [];
  });
}

/** RFC 4568: only what SDES-SRTP needs; other key parameters make the line unusable. */
function parseCrypto(entry: string): CryptoAttribute[] {
  const match =
    /^crypto:(\d{1,9}) ([A-Z0-9_]{3,40}) inline:([A-Za-z0-9+/=]{16,100})(?:\|[\d^:]{1,20})*$/.exec(entry);
  return match ? [{ tag: Number(match[1]), suite: match[2] ?? "", key: match[3] ?? "" }] : [];
}

/** What an answerer says to a direction (RFC 3264 §6.1). */
export const reversed: Readonly<Record<Direction, Direction>> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

export interface OwnAudio {
  sessionId: number;
  version: number;
  address: string;
  port: number;
  protocol: string;
  direction: Direction;
  codecs: readonly { kind: PayloadKind; type: number }[];
  crypto: readonly CryptoAttribute[];
}

/** @param refused the other media lines of the offer, which an answer must repeat with port 0 (RFC 3264 §6) */
export function writeAudio(own: OwnAudio, refused: readonly MediaLine[] = [], audioIndex = 0): string {
  const family = own.address.includes(":") ? "IP6" : "IP4";
  const types = own.codecs.map(({ type }) => type).join(" ");
  const lines = [`m=audio ${own.port} ${own.protocol} ${types}`];
  for (const { kind, type } of own.codecs) {
    const { clock, channels, parameters } = codecDescriptions[kind];
    lines.push(`a=rtpmap:${type} ${kind}/${clock}${channels > 1 ? `/${channels}` : ""}`);
    if (parameters) lines.push(`a=fmtp:${type} ${parameters}`);
  }
  for (const { tag, suite, key } of own.crypto) lines.push(`a=crypto:${tag} ${suite} inline:${key}`);
  lines.push("a=ptime:20", `a=rtcp:${own.port + 1}`, `a=${own.direction}`);
  const others = refused.map(({ kind, protocol, formats }) => `m=${kind} 0 ${protocol} ${formats.join(" ")}`);
  const media = [...others.slice(0, audioIndex), lines.join("\r\n"), ...others.slice(audioIndex)];
  return [
    "v=0",
    `o=hearth ${own.sessionId} ${own.version} IN ${family} ${own.address}`,
    "s=-",
    `c=IN ${family} ${own.address}`,
    "t=0 0",
    ...media,
    "",
  ].join("\r\n");
}
