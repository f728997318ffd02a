/** What legs of telephones and of browsers have in common: whom they tell, what was agreed, their picture, their course. */
import { type AudioCodec, isAudio, type PayloadKind } from "../codecs.ts";
import type { PictureFormat } from "../pictures.ts";
import { Course } from "./course.ts";
import { digits, type LegStatistics, type MediaPacket, type PicturePacket } from "./leg.ts";
import type { RtpPacket } from "./rtp.ts";

interface LegPicture {
  readonly format: PictureFormat | undefined;
  send(packet: PicturePacket, source: object): void;
  statistics(): LegStatistics["picture"];
  close(): void;
}

/** Each kind of leg counts these in its own way. */
type Counted = Omit<LegStatistics, "codec" | "picture" | "course">;

/** See Leg, which the two kinds are. */
export abstract class CallLeg<Picture extends LegPicture> {
  readonly id: string;
  onPacket: (packet: MediaPacket) => void = () => {};
  onSaid: ((packet: MediaPacket) => void) | undefined;
  onDigit: (digit: string) => void = () => {};
  onPicture: (packet: PicturePacket) => void = () => {};
  onKeyFrameWanted: () => void = () => {};
  /** Payload types by kind, agreed with the peer. */
  protected types = new Map<PayloadKind, number>();
  protected kinds = new Map<number, PayloadKind>();
  /** What was sent last. */
  protected codec: AudioCodec | undefined;
  protected video: Picture | undefined;
  #shownBefore: LegStatistics["picture"];
  readonly #course = new Course();
  #lastEvent = -1;

  constructor(id: string) {
    this.id = id;
  }

  protected abstract counted(): Counted;

  get codecs(): readonly AudioCodec[] {
    return [...this.types.keys()].filter(isAudio);
  }

  takes(kind: PayloadKind): boolean {
    return this.types.has(kind);
  }

  get speaksEvents(): boolean {
    return this.types.has("telephone-event");
  }

  get picture(): PictureFormat | undefined {
    return this.video?.format;
  }

  sendPicture(packet: PicturePacket, source: object): void {
    this.video?.send(packet, source);
  }

  statistics(): LegStatistics {
    return { ...this.#totals(), course: this.#course.points };
  }

  protected noteCourse(now: number): void {
    this.#course.note(this.#totals(), now);
  }

  #totals(): Omit<LegStatistics, "course"> {
    return {
      ...this.counted(),
      codec: this.codec ?? this.codecs[0] ?? "",
      picture: this.video?.statistics() ?? this.#shownBefore,
    };
  }

  /** What it has counted is known afterwards. */
  protected closePicture(): void {
    this.#shownBefore = this.video?.statistics() ?? this.#shownBefore;
    this.video?.close();
    this.video = undefined;
  }

  /** To whoever listens to the peer. */
  protected pass(packet: RtpPacket, kind: PayloadKind): void {
    if (kind === "telephone-event") this.#noteEvent(packet.timestamp, packet.payload);
    packet.kind = kind;
    this.onSaid?.(packet);
    this.onPacket(packet);
  }

  #noteEvent(timestamp: number, payload: Buffer): void {
    if (timestamp === this.#lastEvent || payload.length < 4) return;
    this.#lastEvent = timestamp;
    const digit = digits[payload[0] ?? 255];
    if (digit) this.onDigit(digit);
  }
}
