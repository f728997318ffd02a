/** Session descriptions (RFC 8866, RFC 3264) as far as sound and pictures over RTP need them; strict, with a limit to everything. */
import { codecDescriptions, codecNamed, codecOfType, type PayloadKind } from "./codecs.ts";
import { mediaErrors } from "./errors.ts";
import { mostFormats, type PictureFormat, pictureClock, pictureFormat } from "./pictures.ts";

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export interface CryptoAttribute {
  tag: number;
  suite: string;
  /** base64 of key and salt. */
  key: string;
}

/** What is said of one stream, whatever it carries. */
export interface StreamDescription {
  /** Where the peer wants packets. */
  address: string;
  port: number;
  rtcpPort: number;
  protocol: string;
  direction: Direction;
  crypto: CryptoAttribute[];
}

export interface AudioDescription extends StreamDescription {
  /** Codecs of the house among those named, in the peer's order. */
  codecs: { kind: PayloadKind; type: number }[];
  /** Packet time in milliseconds. */
  packetTime: number;
}

export interface PictureDescription extends StreamDescription {
  /** Formats of the house among those named, in the peer's order. */
  formats: { format: PictureFormat; type: number }[];
  /** Bits per second that the peer takes. */
  bandwidth: number | undefined;
  /** How the peer is asked for a whole picture (RFC 4585, RFC 5104); by SIP where it says neither. */
  takes: { pictureLoss: boolean; fullIntra: boolean };
}

export interface MediaLine {
  kind: string;
  port: number;
  protocol: string;
  formats: string[];
  attributes: string[];
  connection: string | undefined;
  /** Bits per second (RFC 8866 §5.8, RFC 3890). */
  bandwidth: number | undefined;
}

export interface SessionDescription {
  origin: string;
  connection: string | undefined;
  attributes: string[];
  media: MediaLine[];
}

const largestPort = 65_535;
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
    else if (type === "b" && line) line.bandwidth ??= parseBandwidth(value);
    else if (type === "o") session.origin = value;
  }
  if (!/^\S+ \d+ \d+ IN IP[46] \S+$/.test(session.origin))
    throw invalid("its origin is missing or malformed");
  return session;
}

function parseMediaLine(value: string): MediaLine {
  const match = /^([a-z]{1,16}) (\d{1,5})(?:\/\d{1,3})? ([A-Z/]{3,24}) ([!-~ ]{1,1024})$/.exec(value);
  const port = Number(match?.[2]);
  if (!match || port > largestPort) throw invalid("an m= line is malformed");
  return {
    kind: match[1] ?? "",
    port,
    protocol: match[3] ?? "",
    formats: (match[4] ?? "").trim().split(/ +/),
    attributes: [],
    connection: undefined,
    bandwidth: undefined,
  };
}

function parseBandwidth(value: string): number | undefined {
  const match = /^(AS|TIAS):(\d{1,9})$/.exec(value);
  return match ? Number(match[2]) * (match[1] === "AS" ? 1000 : 1) : undefined;
}

function parseConnection(value: string): string {
  const match = /^IN IP([46]) ([0-9A-Za-z.:-]{1,255})(?:\/[\d/]{1,8})?$/.exec(value);
  if (!match?.[2]) throw invalid("a c= line is malformed");
  return match[2];
}

const attribute = (line: { attributes: string[] }, name: string): string | undefined =>
  line.attributes.find((entry) => entry.startsWith(`${name}:`))?.slice(name.length + 1);

/** Where the first stream of a kind stands that is not refused; -1 for nowhere. */
export const indexOfKind = (session: SessionDescription, wanted: "audio" | "video"): number =>
  session.media.findIndex(({ kind, port }) => kind === wanted && port !== 0);

/** The first audio that is not refused; throws when there is none or when it names no codec of the house. */
export function audioOf(session: SessionDescription): AudioDescription {
  const line = session.media[indexOfKind(session, "audio")];
  if (!line) throw mediaErrors("media-not-supported", { problem: "there is no audio" });
  const codecs = codecsOf(line);
  if (!codecs.some(({ kind }) => kind !== "telephone-event")) throw mediaErrors("no-common-codec");
  const packetTime = Number(attribute(line, "ptime") ?? 20) || 20;
  return { ...streamOf(line, session), codecs, packetTime };
}

/**
 * The first picture that is not refused; undefined where there is none, or none that can be passed on: a call goes
 * on without it.
 */
export function pictureOf(session: SessionDescription): PictureDescription | undefined {
  const line = session.media[indexOfKind(session, "video")];
  if (!line || !/^RTP\/S?AVPF?$/.test(line.protocol) || !(line.connection ?? session.connection))
    return undefined;
  const formats = formatsOf(line);
  if (formats.length === 0) return undefined;
  const feedback = line.attributes.filter((entry) => entry.startsWith("rtcp-fb:"));
  const says = (what: string) => feedback.some((entry) => entry.endsWith(` ${what}`));
  const takes = { pictureLoss: says("nack pli"), fullIntra: says("ccm fir") };
  return { ...streamOf(line, session), formats, bandwidth: line.bandwidth, takes };
}

function streamOf(line: MediaLine, session: SessionDescription): StreamDescription {
  const address = line.connection ?? session.connection;
  if (address === undefined) throw invalid("there is no c= line");
  const flags = [...line.attributes, ...session.attributes];
  const held = address === "0.0.0.0" && line.protocol.startsWith("RTP/"); // RFC 2543's way to hold
  const direction = held ? "sendonly" : (directions.find((name) => flags.includes(name)) ?? "sendrecv");
  return {
    address,
    port: line.port,
    rtcpPort: line.attributes.includes("rtcp-mux") ? line.port : rtcpPortOf(line),
    protocol: line.protocol,
    direction,
    crypto: line.attributes.flatMap(parseCrypto),
  };
}

/** As named (RFC 3605) or the one above (RFC 3550 §11); a number that is no port is passed over. */
function rtcpPortOf(line: MediaLine): number {
  const named = Number(/^\d{1,5}(?!\d)/.exec(attribute(line, "rtcp") ?? "")?.[0]);
  return [named, line.port + 1].find((port) => port > 0 && port <= largestPort) ?? line.port;
}

function formatsOf(line: MediaLine): PictureDescription["formats"] {
  const parameters = new Map<number, string>();
  for (const entry of line.attributes) {
    const match = /^fmtp:(\d{1,3}) (.{1,1000})$/.exec(entry);
    if (match) parameters.set(Number(match[1]), match[2] ?? "");
  }
  const named = new Map<number, PictureFormat>();
  for (const entry of line.attributes) {
    const match = /^rtpmap:(\d{1,3}) ([\w.-]{1,32})\/(\d{1,6})$/.exec(entry);
    const type = Number(match?.[1]);
    const format = match && pictureFormat(match[2] ?? "", Number(match[3]), parameters.get(type) ?? "");
    if (format && type >= 35 && type < 128) named.set(type, format);
  }
  const formats = line.formats.flatMap((text) => {
    const format = named.get(Number(text));
    return format ? [{ format, type: Number(text) }] : [];
  });
  return formats.slice(0, mostFormats);
}

function codecsOf(line: MediaLine): AudioDescription["codecs"] {
  const named = new Map<number, PayloadKind | undefined>();
  for (const entry of line.attributes) {
    const match = /^rtpmap:(\d{1,3}) ([\w.-]{1,32})\/(\d{1,6})(?:\/\d)?$/.exec(entry);
    if (match) named.set(Number(match[1]), codecNamed(match[2] ?? "", Number(match[3])));
  }
  return line.formats.flatMap((format) => {
    const type = Number(format);
    if (!Number.isInteger(type) || type > 127) return [];
    const kind = named.has(type) ? named.get(type) : codecOfType(type);
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

export interface OwnStream {
  port: number;
  protocol: string;
  direction: Direction;
  crypto: readonly CryptoAttribute[];
}

export interface OwnAudio extends OwnStream {
  codecs: readonly { kind: PayloadKind; type: number }[];
}

export interface OwnPicture extends OwnStream {
  formats: readonly { format: PictureFormat; type: number }[];
  /** Bits per second that may be sent to us. */
  bandwidth: number;
}

export function writeAudio(own: OwnAudio): string {
  const lines = [`m=audio ${own.port} ${own.protocol} ${own.codecs.map(({ type }) => type).join(" ")}`];
  for (const { kind, type } of own.codecs) {
    const { clock, channels, parameters } = codecDescriptions[kind];
    lines.push(`a=rtpmap:${type} ${kind}/${clock}${channels > 1 ? `/${channels}` : ""}`);
    if (parameters) lines.push(`a=fmtp:${type} ${parameters}`);
  }
  return [...lines, "a=ptime:20", ...writeStream(own)].join("\r\n");
}

/** With the ways to ask us for a whole picture; telephones read them under RTP/AVP too. */
export function writePicture(own: OwnPicture): string {
  const lines = [`m=video ${own.port} ${own.protocol} ${own.formats.map(({ type }) => type).join(" ")}`];
  lines.push(`b=TIAS:${own.bandwidth}`);
  for (const { format, type } of own.formats) {
    lines.push(`a=rtpmap:${type} ${format.codec}/${pictureClock}`);
    if (format.parameters) lines.push(`a=fmtp:${type} ${format.parameters}`);
  }
  return [...lines, "a=rtcp-fb:* nack pli", "a=rtcp-fb:* ccm fir", ...writeStream(own)].join("\r\n");
}

const writeStream = ({ crypto, port, direction }: OwnStream): string[] => [
  ...crypto.map(({ tag, suite, key }) => `a=crypto:${tag} ${suite} inline:${key}`),
  `a=rtcp:${port + 1}`,
  `a=${direction}`,
];

/** What an answer says of a line that it does not take (RFC 3264 §6). */
export const writeRefused = ({ kind, protocol, formats }: MediaLine): string =>
  `m=${kind} 0 ${protocol} ${formats.join(" ")}`;

/** @param media in the order of the offer, each from one of the writers above */
export function writeSession(
  own: { sessionId: number; version: number; address: string },
  media: readonly string[],
): string {
  const family = own.address.includes(":") ? "IP6" : "IP4";
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
