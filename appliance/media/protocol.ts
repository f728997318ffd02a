/** What the main thread and a media Worker say to each other. Everything is plain data. */
import type { LegStatistics, Offered, Wanted } from "./engine/leg.ts";
import type { PlayEnd } from "./engine/player.ts";
import type { RecordOptions } from "./engine/recorder.ts";
import type { ReceivingStatistics } from "./engine/sfu/receiving.ts";
import type { Sound } from "./engine/sounds.ts";
import type { StillPicture } from "./pictures.ts";

export type LegProfile = "rtp" | "sdes" | "webrtc";

export interface WorkerOptions {
  /** Where RTP sockets are bound. */
  address: string;
  rtpPorts: [min: number, max: number];
  /** The one port of this Worker for browsers; 0 for any. */
  webrtcPort: number;
  /** Further addresses that lead here from outside, as those of a NAT; descriptions for telephones name the first. */
  outsideAddresses: string[];
  /** Where the Worker says which descriptors are to be closed when it has ended (OpenDescriptors). */
  descriptors: SharedArrayBuffer;
}

/** The operations of a Worker: each takes its arguments and answers once. */
export interface Operations {
  open(leg: string, profile: LegProfile, signalled: string): void;
  offer(leg: string, wanted: Wanted): string;
  receiveOffer(leg: string, sdp: string): Offered;
  answer(leg: string, wanted: Wanted): string;
  receiveAnswer(leg: string, sdp: string): Offered;
  bridge(a: string, b: string): void;
  play(leg: string, sound: Sound): void;
  /** @param samples 16 bit, mono, 8 kHz, little-endian */
  playAudio(leg: string, samples: Uint8Array, loop: boolean): PlayEnd;
  /** Shows one of these, beside what the leg hears and until it hears something else. */
  showStill(leg: string, stills: readonly StillPicture[]): void;
  /** Answers with samples as `playAudio` takes them. */
  record(leg: string, options: RecordOptions): Uint8Array;
  stopRecording(leg: string): void;
  silence(leg: string): void;
  sendDigit(leg: string, digit: string): void;
  /** Its peer has said by SIP that it needs a whole picture (RFC 5168). */
  keyFrameWanted(leg: string): void;
  statistics(leg: string): LegStatistics;
  close(leg: string): void;
  openConference(conference: string): void;
  /** Offers of the browser's publishing connection; answers. */
  publish(conference: string, participant: string, sdp: string): string;
  /**
   * The offer for the browser's receiving connection: everybody else's tracks; empty for none.
   * @param restart with new ICE credentials, for a browser that is in another network now
   */
  subscribe(conference: string, participant: string, restart: boolean): string;
  subscribed(conference: string, participant: string, sdp: string): void;
  /** Whether the participant's sound is dropped where it comes in. */
  mute(conference: string, participant: string, muted: boolean): void;
  /** Heights in pixels at which the participant shows publications; 0 for one that it does not show. */
  show(conference: string, participant: string, heights: Record<string, number>): void;
  /** Undefined before the participant receives anything. */
  receiving(conference: string, participant: string): ReceivingStatistics | undefined;
  joinLeg(conference: string, participant: string, leg: string): void;
  leave(conference: string, participant: string): void;
  closeConference(conference: string): void;
  load(): { legs: number; conferences: number };
}

export type OperationName = keyof Operations;

export type Request = {
  [Name in OperationName]: { id: number; name: Name; arguments: Parameters<Operations[Name]> };
}[OperationName];

export interface Failure {
  code: string;
  message: string;
  http: number;
  sip: number | undefined;
}

export type FromWorker =
  | { type: "answer"; id: number; value: unknown }
  | { type: "failure"; id: number; failure: Failure }
  | { type: "digit"; leg: string; digit: string }
  /** The peer is to be asked for a whole picture by SIP: it takes no such request among its packets. */
  | { type: "key-frame"; leg: string }
  /** What a participant may receive has changed: the browser should ask for a new offer. */
  | { type: "tracks"; conference: string; participants: string[] }
  /** Who speaks: participants by loudness, loudest first. */
  | { type: "speakers"; conference: string; speakers: string[] }
  /** For the log of the house. */
  | { type: "warning"; message: string; fields: Record<string, unknown> }
  /** Its port is open, and requests may come; `opus`: whether the system's libopus was found. */
  | { type: "ready"; opus: boolean; webrtcPort: number }
  /** Its engine is loaded: what was asked meanwhile is carried out. */
  | { type: "begun" };

export type ToWorker = { type: "start"; options: WorkerOptions } | { type: "request"; request: Request };
