/** Session descriptions of browsers (RFC 8829): what a connection needs of theirs, and ours. */
import { mediaErrors } from "../../errors.ts";
import { type Direction, directions, type MediaLine, parseSdp } from "../../sdp.ts";
import type { Fingerprint } from "./dtls.ts";

export interface NegotiatedCodec {
  type: number;
  /** As in rtpmap: `opus`, `VP8`, `rtx`. */
  name: string;
  clock: number;
  channels: number;
  parameters?: string;
  /** As in rtcp-fb: `nack pli`. */
  feedback: readonly string[];
}

export interface BrowserLine {
  kind: string;
  mid: string;
  protocol: string;
  formats: string[];
  rejected: boolean;
  direction: Direction;
  /** Bits per second that it takes. */
  bandwidth: number | undefined;
  /** In the browser's order. */
  codecs: NegotiatedCodec[];
  /** Header extensions by URI. */
  extensions: Map<string, number>;
  /** Layers that it will send (RFC 8853). */
  rids: string[];
  /** Primary source and the source of its retransmissions; the latter is missing where there is none. */
  sources: { ssrc: number; rtx: number | undefined }[];
}

export interface BrowserDescription {
  /** Its half of the user name in checks (RFC 8839 §5.4); empty where it says none. */
  ufrag: string;
  fingerprints: Fingerprint[];
  setup: string;
  lines: BrowserLine[];
}

const invalid = (problem: string) => mediaErrors("session-description-invalid", { problem });
/** A browser sends three lines and receives three from each of the largest meeting's others. */
const limits = { bytes: 1024 * 1024, lines: 60_000, media: 600 };
const largestOffer = { bytes: 64 * 1024, lines: 2000, media: 16 };
const mostSources = 16;

const values = (attributes: readonly string[], name: string): string[] =>
  attributes.filter((entry) => entry.startsWith(`${name}:`)).map((entry) => entry.slice(name.length + 1));

/** Throws a media error for what is not a browser's description. @param large for answers to our own long offers */
export function parseBrowserDescription(sdp: string, large = false): BrowserDescription {
  const session = parseSdp(sdp, large ? limits : largestOffer);
  const all = [session.attributes, ...session.media.map(({ attributes }) => attributes)];
  const fingerprints = all.flatMap((attributes) =>
    values(attributes, "fingerprint").flatMap((entry) => {
      const match = /^([a-z0-9-]{1,10}) ([0-9A-Fa-f:]{32,200})$/.exec(entry);
      return match?.[1] && match[2] ? [{ algorithm: match[1], value: match[2] }] : [];
    }),
  );
  if (fingerprints.length === 0) throw invalid("it has no fingerprint");
  if (session.media.length === 0) throw invalid("it has no media");
  const ufrag = all.flatMap((attributes) => values(attributes, "ice-ufrag"))[0]?.slice(0, 256) ?? "";
  const setup = all.flatMap((attributes) => values(attributes, "setup"))[0] ?? "actpass";
  return { ufrag, fingerprints: fingerprints.slice(0, 8), setup, lines: session.media.map(lineOf) };
}

function lineOf(line: MediaLine, index: number): BrowserLine {
  const { kind, protocol, formats, attributes, port } = line;
  return {
    kind,
    protocol,
    formats,
    mid: values(attributes, "mid")[0]?.slice(0, 32) ?? String(index),
    rejected: port === 0 && !attributes.includes("bundle-only"),
    direction: directions.find((name) => attributes.includes(name)) ?? "sendrecv",
    bandwidth: line.bandwidth,
    codecs: codecsOf(line),
    extensions: new Map(
      values(attributes, "extmap").flatMap((entry) => {
        const match = /^(\d{1,2})(?:\/\w+)? (\S{1,200})/.exec(entry);
        return match?.[2] && Number(match[1]) < 15 ? [[match[2], Number(match[1])] as const] : [];
      }),
    ),
    rids: ridsOf(attributes),
    sources: sourcesOf(attributes),
  };
}

function codecsOf({ formats, attributes }: MediaLine): NegotiatedCodec[] {
  const codecs = new Map<number, NegotiatedCodec>();
  for (const entry of values(attributes, "rtpmap")) {
    const match = /^(\d{1,3}) ([\w.-]{1,32})\/(\d{1,6})(?:\/(\d))?$/.exec(entry);
    if (!match) continue;
    const [, type, name = "", clock, channels] = match;
    codecs.set(Number(type), {
      type: Number(type),
      name,
      clock: Number(clock),
      channels: Number(channels ?? 1),
      feedback: [],
    });
  }
  for (const entry of values(attributes, "fmtp")) {
    const match = /^(\d{1,3}) (.{1,500})$/.exec(entry);
    const codec = codecs.get(Number(match?.[1]));
    if (codec && match?.[2]) codec.parameters = match[2];
  }
  for (const entry of values(attributes, "rtcp-fb")) {
    const match = /^(\d{1,3}) ([a-z0-9 -]{1,40})$/.exec(entry);
    const codec = codecs.get(Number(match?.[1]));
    if (codec && match?.[2]) codec.feedback = [...codec.feedback, match[2]];
  }
  return formats.flatMap((format) => codecs.get(Number(format)) ?? []);
}

function ridsOf(attributes: readonly string[]): string[] {
  const simulcast = values(attributes, "simulcast")[0];
  const send = /(?:^| )send ([\w;,~-]{1,100})/.exec(simulcast ?? "")?.[1] ?? "";
  const rids = send.split(/[;,]/).map((rid) => rid.replace("~", ""));
  return rids.filter((rid) => /^\w{1,16}$/.test(rid)).slice(0, 4);
}

function sourcesOf(attributes: readonly string[]): BrowserLine["sources"] {
  const rtxOf = new Map<number, number>();
  for (const group of values(attributes, "ssrc-group")) {
    const match = /^FID (\d{1,10}) (\d{1,10})$/.exec(group);
    if (match) rtxOf.set(Number(match[1]), Number(match[2]));
  }
  const repairs = new Set(rtxOf.values());
  const all = new Set(values(attributes, "ssrc").map((entry) => Number(/^\d{1,10}/.exec(entry)?.[0])));
  return [...all]
    .filter((ssrc) => Number.isInteger(ssrc) && !repairs.has(ssrc))
    .slice(0, mostSources)
    .map((ssrc) => ({ ssrc, rtx: rtxOf.get(ssrc) }));
}

export interface OwnLine {
  kind: string;
  mid: string;
  direction: Direction;
  codecs: readonly NegotiatedCodec[];
  extensions: readonly (readonly [uri: string, id: number])[];
  /** Bits per second that may be sent to us. */
  bandwidth?: number;
  /** What is sent on it: the stream's name, the track's where a stream has several, and its sources. */
  stream?: { id: string; track?: string; ssrc: number; rtx: number | undefined };
  /** Layers that are received (RFC 8853). */
  rids?: readonly string[];
  /** Refused: what the offer had (RFC 3264 §6). */
  refused?: { protocol: string; formats: readonly string[] };
}

export interface OwnDescription {
  sessionId: number;
  version: number;
  ufrag: string;
  password: string;
  fingerprint: string;
  /** We are always the server of DTLS: `actpass` in an offer, `passive` in an answer. */
  setup: "actpass" | "passive";
  addresses: readonly string[];
  port: number;
  lines: readonly OwnLine[];
}

export function writeBrowserDescription(own: OwnDescription): string {
  const bundled = own.lines.filter(({ refused }) => !refused).map(({ mid }) => mid);
  return [
    "v=0",
    `o=hearth ${own.sessionId} ${own.version} IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    "a=ice-lite",
    ...(bundled.length > 0 ? [`a=group:BUNDLE ${bundled.join(" ")}`] : []),
    "a=msid-semantic: WMS *",
    ...own.lines.flatMap((line) => writeLine(line, own, line.mid === bundled[0])),
    "",
  ].join("\r\n");
}

/** Candidates stand in the first line of the bundle, which the others follow (RFC 9143). */
function writeLine(line: OwnLine, own: OwnDescription, first: boolean): string[] {
  const { kind, mid, refused, stream, rids } = line;
  if (refused)
    return [
      `m=${kind} 0 ${refused.protocol} ${refused.formats.join(" ")}`,
      "c=IN IP4 0.0.0.0",
      `a=mid:${mid}`,
      "a=inactive",
    ];
  const [address = "127.0.0.1"] = own.addresses;
  return [
    `m=${kind} ${own.port} UDP/TLS/RTP/SAVPF ${line.codecs.map(({ type }) => type).join(" ")}`,
    `c=IN IP4 ${address}`,
    ...(line.bandwidth === undefined ? [] : [`b=TIAS:${line.bandwidth}`]),
    `a=rtcp:${own.port} IN IP4 ${address}`,
    `a=mid:${mid}`,
    `a=ice-ufrag:${own.ufrag}`,
    `a=ice-pwd:${own.password}`,
    `a=fingerprint:sha-256 ${own.fingerprint}`,
    `a=setup:${own.setup}`,
    ...(first ? [...own.addresses.map(candidateOf(own.port)), "a=end-of-candidates"] : []),
    `a=${line.direction}`,
    "a=rtcp-mux",
    ...line.extensions.map(([uri, id]) => `a=extmap:${id} ${uri}`),
    ...line.codecs.flatMap(writeCodec),
    ...(rids ?? []).map((rid) => `a=rid:${rid} recv`),
    ...(rids && rids.length > 0 ? [`a=simulcast:recv ${rids.join(";")}`] : []),
    ...(stream ? writeStream(stream) : []),
  ];
}

const candidateOf = (port: number) => (address: string, index: number) =>
  `a=candidate:${index + 1} 1 udp ${2_130_706_431 - index * 256} ${address} ${port} typ host`;

const writeCodec = ({ type, name, clock, channels, parameters, feedback }: NegotiatedCodec): string[] => [
  `a=rtpmap:${type} ${name}/${clock}${channels > 1 ? `/${channels}` : ""}`,
  ...(parameters ? [`a=fmtp:${type} ${parameters}`] : []),
  ...feedback.map((each) => `a=rtcp-fb:${type} ${each}`),
];

function writeStream({ id, track = id, ssrc, rtx }: NonNullable<OwnLine["stream"]>): string[] {
  const sources = rtx === undefined ? [ssrc] : [ssrc, rtx];
  return [
    `a=msid:${id} ${track}`,
    ...(rtx === undefined ? [] : [`a=ssrc-group:FID ${ssrc} ${rtx}`]),
    ...sources.map((each) => `a=ssrc:${each} cname:hearth`),
  ];
}
