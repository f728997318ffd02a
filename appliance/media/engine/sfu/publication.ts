/** What one participant publishes: a microphone, a camera, a screen; pictures in one layer or several. */
import { parseVp8, type Vp8Descriptor } from "./vp8.ts";

export type PublicationSource = "microphone" | "camera" | "screen";

export interface PublishedPacket {
  /** Index among the publication's layers, smallest picture first. */
  layer: number;
  sequence: number;
  timestamp: number;
  marker: boolean;
  payload: Buffer;
  vp8: Vp8Descriptor | undefined;
}

/** Key frames of a layer are asked for at most this often: a crowd that joins needs one, not fifty. */
const keyFrameEvery = 400;
/** A layer that sent nothing for this long is not being sent. */
const silence = 1500;
const rateWindow = 800;

/** One of the sizes in which a picture is sent. */
export class Layer {
  readonly rid: string;
  /** Bits per second, over the last half second or two. */
  bitrate = 0;
  /** Of the last key frame, in pixels; 0 before it. */
  height = 0;
  /** Asks the browser for a key frame. */
  onKeyFrameWanted: () => void = () => {};
  #heardAt = Number.NEGATIVE_INFINITY;
  #windowFrom = 0;
  #windowOctets = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(rid: string) {
    this.rid = rid;
  }

  note(octets: number, vp8: Vp8Descriptor | undefined, now: number): void {
    if (now - this.#heardAt > silence) {
      this.#windowFrom = now;
      this.#windowOctets = 0;
    }
    this.#heardAt = now;
    this.#windowOctets += octets;
    if (vp8?.height) this.height = vp8.height;
    const elapsed = now - this.#windowFrom;
    if (elapsed < rateWindow) return;
    const measured = (this.#windowOctets * 8000) / elapsed;
    this.bitrate = this.bitrate === 0 ? measured : (this.bitrate + measured) / 2;
    this.#windowFrom = now;
    this.#windowOctets = 0;
  }

  isSent(now: number): boolean {
    return now - this.#heardAt < silence;
  }

  requestKeyFrame(now: number): void {
    if (now - this.#askedAt < keyFrameEvery) return;
    this.#askedAt = now;
    this.onKeyFrameWanted();
  }
}

export class Publication {
  readonly participant: string;
  readonly source: PublicationSource;
  readonly kind: "audio" | "video";
  /** Smallest first; one without simulcast. */
  readonly layers: readonly Layer[];
  readonly #listeners = new Set<(packet: PublishedPacket, now: number) => void>();
  /** What comes is dropped. */
  muted = false;
  /** Level of a packet's sound, where the browser says it: 0 (loudest) to 127 (silence). */
  onLevel: (level: number) => void = () => {};

  constructor(participant: string, source: PublicationSource, rids: readonly string[] = [""]) {
    this.participant = participant;
    this.source = source;
    this.kind = source === "microphone" ? "audio" : "video";
    this.layers = rids.map((rid) => new Layer(rid));
  }

  get id(): string {
    return `${this.participant}|${this.source}`;
  }

  onPacket(listener: (packet: PublishedPacket, now: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param layer index among `layers` */
  publish(
    layer: number,
    packet: { sequence: number; timestamp: number; marker: boolean; payload: Buffer },
    now: number,
  ): void {
    if (this.muted) return;
    const { sequence, timestamp, marker, payload } = packet;
    const vp8 = this.kind === "video" ? parseVp8(payload) : undefined;
    this.layers[layer]?.note(payload.length, vp8, now);
    const published: PublishedPacket = { layer, sequence, timestamp, marker, payload, vp8 };
    for (const listener of this.#listeners) listener(published, now);
  }
}
