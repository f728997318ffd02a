/** One end of a conversation, as the engine sees it: a telephone or a browser, with sound and pictures both ways. */

import type { AudioCodec, PayloadKind } from "../codecs.ts";
import type { PictureCodec, PictureFormat, Pictures } from "../pictures.ts";
import type { Direction } from "../sdp.ts";
import type { CoursePoint } from "./course.ts";
import type { VoipMetrics } from "./voip-metrics.ts";

/** What travels between legs, freed from payload types and sources. */
export interface MediaPacket {
  kind: PayloadKind;
  marker: boolean;
  /** In the kind's clock. */
  timestamp: number;
  sequence: number;
  payload: Buffer;
}

/** A part of a picture as it travels between legs; the payload is of the format that both agreed on. */
export interface PicturePacket {
  /** The last of its picture. */
  marker: boolean;
  timestamp: number;
  sequence: number;
  payload: Buffer;
}

/** How the pictures of a leg fared. */
export interface PictureStatistics {
  codec: PictureCodec;
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
}

export interface LegStatistics {
  codec: string;
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
  /** Milliseconds. */
  jitter: number;
  roundTrip: number | undefined;
  /** What the peer says it lost of ours. */
  remoteLost: number | undefined;
  /** How the peer says that it heard us; undefined where it does not. */
  reported: VoipMetrics | undefined;
  encryption: "none" | "sdes" | "dtls";
  /** From one report to the next. */
  course: CoursePoint[];
  /** Undefined where no pictures were agreed. */
  picture: PictureStatistics | undefined;
}

/** What a peer's description says. */
export interface Offered {
  codecs: AudioCodec[];
  direction: Direction;
  /** Of an offer what may be chosen from, of an answer what was: one format, or none. */
  pictures: Pictures;
}

/** What a leg is to say in a description. */
export interface Wanted {
  /** Best first. */
  codecs: readonly AudioCodec[];
  /** As the other side takes them, one of which is chosen in an answer. Left out: none. */
  pictures?: Pictures | undefined;
  /** Left out in an answer: what fits the offer. */
  direction?: Direction | undefined;
}

export interface Leg {
  readonly id: string;
  /** Codecs the peer takes, best first; empty before it is known. */
  readonly codecs: readonly AudioCodec[];
  readonly speaksEvents: boolean;
  /** Whether the peer takes what is of this kind. */
  takes(kind: PayloadKind): boolean;
  /** What comes from the peer; set by whoever listens to this leg. */
  onPacket: (packet: MediaPacket) => void;
  /** The same for a recorder, which listens beside whoever else does. */
  onSaid: ((packet: MediaPacket) => void) | undefined;
  /** A digit was pressed: told once, when it begins. */
  onDigit: (digit: string) => void;
  /** The format agreed with the peer; undefined for no pictures. */
  readonly picture: PictureFormat | undefined;
  /** Octets of a payload that reaches the peer in one piece and format. */
  readonly largestPicturePacket: number;
  /** What comes of the peer's picture; set by whoever sees this leg. */
  onPicture: (packet: PicturePacket) => void;
  /** The peer cannot go on without a whole picture. */
  onKeyFrameWanted: () => void;
  offer(wanted: Wanted): Promise<string>;
  receiveOffer(sdp: string): Promise<Offered>;
  answer(wanted: Wanted): Promise<string>;
  receiveAnswer(sdp: string): Promise<Offered>;
  /** To the peer, one source at a time; dropped while it does not want sound or does not take the codec. */
  send(packet: MediaPacket, source: object): void;
  /** The same for pictures. */
  sendPicture(packet: PicturePacket, source: object): void;
  /**
   * Asks the peer for a whole picture, unless that was done a moment ago. False when it is to be asked by SIP now,
   * because it takes no such request among its packets.
   */
  requestKeyFrame(): boolean;
  statistics(): LegStatistics;
  close(): Promise<void>;
}

/** The digits of RFC 4733 by event number. */
export const digits = "0123456789*#ABCD";
