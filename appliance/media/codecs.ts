/** The audio codecs of the house, by their SDP names (RFC 3551, RFC 7587, RFC 4733). */

export const audioCodecs = ["opus", "G722", "PCMU", "PCMA"] as const;
export type AudioCodec = (typeof audioCodecs)[number];
/** What a packet may carry: sound, or a digit. */
export type PayloadKind = AudioCodec | "telephone-event";

export interface CodecDescription {
  name: PayloadKind;
  /** RTP clock in Hz. G.722 samples at 16 kHz but counts at 8 (RFC 3551 §4.5.2). */
  clock: number;
  channels: number;
  /** Payload type that needs no rtpmap; undefined for dynamic ones. */
  staticType?: number;
  /** Payload type we propose. */
  proposedType: number;
  parameters?: string;
}

export const codecDescriptions: Readonly<Record<PayloadKind, CodecDescription>> = {
  opus: {
    name: "opus",
    clock: 48_000,
    channels: 2,
    proposedType: 111,
    parameters: "minptime=10;useinbandfec=1",
  },
  G722: { name: "G722", clock: 8000, channels: 1, staticType: 9, proposedType: 9 },
  PCMU: { name: "PCMU", clock: 8000, channels: 1, staticType: 0, proposedType: 0 },
  PCMA: { name: "PCMA", clock: 8000, channels: 1, staticType: 8, proposedType: 8 },
  "telephone-event": {
    name: "telephone-event",
    clock: 8000,
    channels: 1,
    proposedType: 101,
    parameters: "0-16",
  },
};

const described = Object.values(codecDescriptions);
const byRtpmap = new Map(described.map(({ name, clock }) => [`${name.toLowerCase()}/${clock}`, name]));
const byStaticType = new Map(described.map(({ name, staticType }) => [staticType, name]));

/** The codec that an rtpmap names; undefined, as below, for what the house does not speak. */
export const codecNamed = (name: string, clock: number): PayloadKind | undefined =>
  byRtpmap.get(`${name.toLowerCase()}/${clock}`);

/** The codec of a payload type that needs no rtpmap. */
export const codecOfType = (type: number): PayloadKind | undefined => byStaticType.get(type);

export const isAudio = (kind: PayloadKind): kind is AudioCodec => kind !== "telephone-event";
