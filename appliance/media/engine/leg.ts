/** One end of a conversation, as the engine sees it: a telephone or a browser, with sound going both ways. */
import type { AudioCodec, PayloadKind } from "../codecs.ts";
import type { Direction } from "../sdp.ts";

/** What travels between legs, freed from payload types and sources. */
export interface MediaPacket {
  kind: PayloadKind;
  marker: boolean;
  /** In the kind's clock. */
  timestamp: number;
  sequence: number;
  payload: Buffer;
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
  encryption: "none" | "sdes" | "dtls";
}

export interface Offered {
  codecs: AudioCodec[];
  direction: Direction;
}

export interface Leg {
  readonly id: string;
  /** Codecs the peer takes, best first; empty before it is known. */
  readonly codecs: readonly AudioCodec[];
  readonly speaksEvents: boolean;
  /** What comes from the peer; set by whoever listens to this leg. */
  onPacket: (packet: MediaPacket) => void;
  /** The same for a recorder, which listens beside whoever else does. */
  onSaid: ((packet: MediaPacket) => void) | undefined;
  /** A digit was pressed: told once, when it begins. */
  onDigit: (digit: string) => void;
  /** @param codecs best first */
  offer(codecs: readonly AudioCodec[], direction?: Direction): Promise<string>;
  receiveOffer(sdp: string): Promise<Offered>;
  /** @param codecs of those that the peer offered; best first */
  answer(codecs: readonly AudioCodec[], direction?: Direction): Promise<string>;
  receiveAnswer(sdp: string): Promise<Offered>;
  /** To the peer, one source at a time; dropped while it does not want sound or does not take the codec. */
  send(packet: MediaPacket, source: object): void;
  statistics(): LegStatistics;
  close(): Promise<void>;
}

/** The digits of RFC 4733 by event number. */
export const digits = "0123456789*#ABCD";
