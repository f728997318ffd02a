/** A telephone: its sound, its digits, and its picture, each over RTP or SDES-SRTP on ports of its own. */
import { randomInt } from "node:crypto";
import { codecDescriptions, isAudio, type PayloadKind } from "../codecs.ts";
import { mediaErrors } from "../errors.ts";
import { noPictures, type Pictures } from "../pictures.ts";
import {
  type AudioDescription,
  audioOf,
  type Direction,
  indexOfKind,
  type MediaLine,
  type OwnPicture,
  parseSdp,
  pictureOf,
  reversed,
  type SessionDescription,
  writeAudio,
  writePicture,
  writeRefused,
  writeSession,
} from "../sdp.ts";
import { CallLeg } from "./call-leg.ts";
import type { Leg, MediaPacket, Offered, Wanted } from "./leg.ts";
import type { PortPairs } from "./port-pairs.ts";
import type { RtpPacket } from "./rtp.ts";
import { RtpPicture } from "./rtp-picture.ts";
import { RtpStream } from "./rtp-stream.ts";

interface RtpLegOptions {
  id: string;
  secure: boolean;
  signalled: string;
  advertised: string;
  ports: PortPairs;
}

/** What stands at a place of our descriptions: it never changes its kind (RFC 3264 §8). */
type Place = "sound" | "picture" | MediaLine;

export class RtpLeg extends CallLeg<RtpPicture> implements Leg {
  readonly #options: RtpLegOptions;
  readonly #sound: RtpStream;
  readonly #sessionId = randomInt(2 ** 31);
  #version = 0;
  #audio: AudioDescription | undefined;
  #places: Place[] = ["sound"];
  /** As it was offered, for where it is refused. */
  #pictureLine: MediaLine | undefined;

  constructor(options: RtpLegOptions) {
    super(options.id);
    this.#options = options;
    this.#sound = new RtpStream({
      ...options,
      kind: "sound",
      onRtp: (packet, now) => this.#receive(packet, now),
      onInterval: (now) => this.noteCourse(now),
    });
  }

  /** Whole units are what some take only (RFC 6184 §6.2): IP divides those. */
  get largestPicturePacket(): number {
    return this.picture?.key.startsWith("H264/0/") ? 60_000 : 1200;
  }

  async offer({ codecs, pictures = noPictures, direction = "sendrecv" }: Wanted): Promise<string> {
    if (this.types.size === 0)
      for (const kind of [...codecs, "telephone-event" as const])
        this.types.set(kind, codecDescriptions[kind].proposedType);
    const shows = pictures.formats.length > 0;
    const picture = shows ? await withoutPorts(this.#pictured().offer(pictures)) : undefined;
    if (picture) this.#makeRoom();
    else if (shows) this.closePicture();
    return this.#describe(direction, picture && writePicture(picture));
  }

  async receiveOffer(sdp: string): Promise<Offered> {
    const session = parseSdp(sdp);
    const audio = audioOf(session);
    this.#hear(audio);
    const [audioIndex, pictureIndex] = [indexOfKind(session, "audio"), indexOfKind(session, "video")];
    const picture = this.#see(session);
    this.#pictureLine = session.media[pictureIndex];
    this.#places = session.media.map((line, index) =>
      index === audioIndex ? "sound" : picture && index === pictureIndex ? "picture" : line,
    );
    const codecs = audio.codecs.map(({ kind }) => kind).filter(isAudio);
    const formats = picture?.formats.map(({ format }) => format) ?? [];
    const pictures = { formats, bandwidth: picture?.bandwidth };
    return { codecs, direction: audio.direction, pictures };
  }

  async answer({ codecs, pictures = noPictures, direction }: Wanted): Promise<string> {
    const audio = this.#audio;
    if (!audio) throw mediaErrors("session-description-invalid", { problem: "there was no offer" });
    const kinds = codecs.filter((codec) => audio.codecs.some(({ kind }) => kind === codec));
    if (kinds.length === 0) throw mediaErrors("no-common-codec");
    const events = audio.codecs.some(({ kind }) => kind === "telephone-event");
    this.#learnTypes(audio, [...kinds, ...(events ? (["telephone-event"] as const) : [])]);
    const picture = this.video && (await withoutPorts(this.video.answer(pictures)));
    if (!picture) this.closePicture();
    return this.#describe(direction ?? reversed[audio.direction], picture && writePicture(picture));
  }

  async receiveAnswer(sdp: string): Promise<Offered> {
    const session = parseSdp(sdp);
    const audio = audioOf(session);
    this.#hear(audio);
    this.#learnTypes(
      audio,
      audio.codecs.map(({ kind }) => kind),
    );
    const pictures = this.#taken(session);
    if (pictures.formats.length === 0) this.closePicture();
    return { codecs: [...this.codecs], direction: audio.direction, pictures };
  }

  send(packet: MediaPacket, source: object): void {
    const type = this.types.get(packet.kind);
    if (type === undefined) return;
    const sent = this.#sound.send(type, packet, source, codecDescriptions[packet.kind].clock);
    if (sent && isAudio(packet.kind)) this.codec = packet.kind;
  }

  requestKeyFrame(): boolean {
    return this.video?.requestKeyFrame() ?? true;
  }

  protected counted() {
    const clock = codecDescriptions[this.codec ?? "PCMU"].clock;
    const { reception, packetsSent, roundTrip, remoteLost, reported, encrypted } = this.#sound;
    return {
      packetsSent,
      packetsReceived: reception.packets,
      packetsLost: reception.lost,
      jitter: (reception.jitter * 1000) / clock,
      roundTrip,
      remoteLost,
      reported,
      encryption: encrypted ? "sdes" : "none",
    } as const;
  }

  async close(): Promise<void> {
    this.#sound.close();
    this.closePicture();
  }

  #hear(audio: AudioDescription): void {
    this.#sound.accept(audio);
    this.#audio = audio;
  }

  /** The picture of an offer; one that cannot be taken, as without a key that it must have, is none. */
  #see(session: SessionDescription) {
    const offered = pictureOf(session);
    try {
      if (offered) this.#pictured().receiveOffer(offered);
      else this.closePicture();
      return offered;
    } catch {
      this.closePicture();
      return undefined; // the line is refused, and the sound goes on
    }
  }

  /** What an answer takes of our picture; nothing, where its line cannot be taken. */
  #taken(session: SessionDescription): Pictures {
    try {
      const answered = this.video && pictureOf(session);
      return (answered && this.video?.receiveAnswer(answered)) ?? noPictures;
    } catch {
      return noPictures; // as where it must be encrypted and is not: the sound goes on
    }
  }

  #pictured(): RtpPicture {
    // As secure as the sound beside it.
    const secure = this.#options.secure || this.#sound.encrypted;
    this.video ??= new RtpPicture(
      { ...this.#options, secure },
      {
        onPicture: (packet) => this.onPicture(packet),
        onKeyFrameWanted: () => this.onKeyFrameWanted(),
      },
    );
    return this.video;
  }

  /** For a picture in an offer of ours: where one was refused, or at the end. */
  #makeRoom(): void {
    if (this.#places.includes("picture")) return;
    const free = this.#places.findIndex((place) => typeof place === "object" && place.kind === "video");
    this.#places.splice(free < 0 ? this.#places.length : free, free < 0 ? 0 : 1, "picture");
  }

  #learnTypes(audio: AudioDescription, kinds: readonly PayloadKind[]): void {
    const entries = kinds.flatMap((kind) => audio.codecs.find((codec) => codec.kind === kind) ?? []);
    this.types = new Map(entries.map(({ kind, type }) => [kind, type]));
    for (const { kind, type } of audio.codecs) this.kinds.set(type, kind);
  }

  async #describe(direction: Direction, picture: string | undefined): Promise<string> {
    const stream = await this.#sound.describe();
    const codecs = [...this.types].map(([kind, type]) => ({ kind, type }));
    for (const { kind, type } of codecs) if (!this.kinds.has(type)) this.kinds.set(type, kind);
    const refusedPicture = this.#pictureLine
      ? writeRefused(this.#pictureLine)
      : `m=video 0 ${stream.protocol} 31`;
    const media = this.#places.map((place) =>
      place === "sound"
        ? writeAudio({ ...stream, direction, codecs })
        : place === "picture"
          ? (picture ?? refusedPicture)
          : writeRefused(place),
    );
    const own = { sessionId: this.#sessionId, version: ++this.#version, address: this.#options.advertised };
    return writeSession(own, media);
  }

  #receive(packet: RtpPacket, now: number): void {
    const kind = this.kinds.get(packet.payloadType);
    if (!kind) return;
    this.#sound.reception.note(packet, now, codecDescriptions[kind].clock);
    this.pass(packet, kind);
  }
}

/** A picture that no ports are left for is none, and the sound goes on. */
const withoutPorts = (picture: Promise<OwnPicture | undefined>): Promise<OwnPicture | undefined> =>
  picture.catch(() => undefined);
