/** What one participant publishes: a microphone, a camera, a screen. */
import { type MediaStreamTrack, type RTCRtpReceiver, RTP_EXTENSION_URI, type RtpPacket } from "werift";

export type PublicationSource = "microphone" | "camera" | "screen";

/** Key frames are asked for at most this often: a crowd that joins needs one, not fifty. */
const keyFrameEvery = 400;

export interface PublishedPacket {
  sequence: number;
  timestamp: number;
  marker: boolean;
  payload: Buffer;
}

export class Publication {
  readonly participant: string;
  readonly source: PublicationSource;
  readonly kind: "audio" | "video";
  readonly #listeners = new Set<(packet: PublishedPacket) => void>();
  #receiver: RTCRtpReceiver | undefined;
  #ssrc: number | undefined;
  #askedAt = 0;
  /** Level of a packet's sound, where the browser says it. */
  onLevel: (level: number) => void = () => {};

  constructor(participant: string, source: PublicationSource) {
    this.participant = participant;
    this.source = source;
    this.kind = source === "microphone" ? "audio" : "video";
  }

  get id(): string {
    return `${this.participant}|${this.source}`;
  }

  follow(track: MediaStreamTrack, receiver: RTCRtpReceiver): void {
    this.#receiver = receiver;
    track.onReceiveRtp.subscribe((packet, extensions) => {
      const level = extensions?.[RTP_EXTENSION_URI.audioLevelIndication] as { level?: number } | undefined;
      if (level?.level !== undefined) this.onLevel(level.level);
      this.#receive(packet);
    });
  }

  onPacket(listener: (packet: PublishedPacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From a telephone, whose sound the mixer has encoded. */
  inject(packet: PublishedPacket): void {
    for (const listener of this.#listeners) listener(packet);
  }

  requestKeyFrame(now: number): void {
    if (this.kind !== "video" || this.#ssrc === undefined || now - this.#askedAt < keyFrameEvery) return;
    this.#askedAt = now;
    void this.#receiver?.sendRtcpPLI(this.#ssrc).catch(() => {}); // gone: so is the picture
  }

  #receive({ header, payload }: RtpPacket): void {
    this.#ssrc = header.ssrc;
    const { sequenceNumber: sequence, timestamp, marker } = header;
    for (const listener of this.#listeners) listener({ sequence, timestamp, marker, payload });
  }
}
