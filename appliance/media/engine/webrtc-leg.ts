/** A browser in a call: its sound and its picture both ways over one connection. */
import { randomInt } from "node:crypto";
import { codecDescriptions, isAudio } from "../codecs.ts";
import { mediaErrors } from "../errors.ts";
import { noPictures } from "../pictures.ts";
import { type Direction, reversed } from "../sdp.ts";
import { CallLeg } from "./call-leg.ts";
import { Continuity } from "./continuity.ts";
import type { Leg, MediaPacket, Offered, Wanted } from "./leg.ts";
import { Reception } from "./reception.ts";
import { parseRtp, rtpHeaderBytes, type SentSoFar, writeSenderReport } from "./rtp.ts";
import { parseFeedback } from "./sfu/rtcp.ts";
import { type CallLine, kindOf, kindsOf, ownPlace, pictureLineOf, refusedLine } from "./webrtc/call-lines.ts";
import { audioCodec, audioOf } from "./webrtc/codecs.ts";
import {
  type BrowserDescription,
  type BrowserLine,
  type NegotiatedCodec,
  type OwnLine,
  parseBrowserDescription,
} from "./webrtc/description.ts";
import type { WebRtcEndpoint } from "./webrtc/endpoint.ts";
import { largestPayload, type WebRtcTransport } from "./webrtc/transport.ts";
import { WebRtcPicture } from "./webrtc-picture.ts";

const reportEvery = 5000;

export class WebRtcLeg extends CallLeg<WebRtcPicture> implements Leg {
  readonly #endpoint: WebRtcEndpoint;
  readonly #transport: WebRtcTransport;
  readonly #continuity = new Continuity();
  readonly #reception = new Reception();
  readonly #sessionId = randomInt(2 ** 31);
  readonly #reports: Timer;
  #version = 0;
  /** The lines of the last description, in the order that they keep (RFC 3264 §8). */
  #lines: CallLine[] = [];
  #audio: BrowserLine | undefined;
  #mid = "0";
  /** What we offer or have agreed, best first. */
  #agreed: NegotiatedCodec[] = [];
  #theirDirection: Direction = "sendrecv";
  #sent: SentSoFar = { ssrc: this.#continuity.ssrc, packets: 0, octets: 0, timestamp: 0 };
  /** Of the browser's sound. */
  #source = 0;
  #remoteLost: number | undefined;

  constructor(id: string, endpoint: WebRtcEndpoint) {
    super(id);
    this.#endpoint = endpoint;
    this.#transport = endpoint.open({
      onRtp: (packet) => this.#receive(packet),
      onRtcp: (packet) => this.#receiveRtcp(packet),
      onConnected: () => {
        this.onKeyFrameWanted(); // what came before was for nobody
        this.requestKeyFrame();
      },
    });
    this.#reports = setInterval(() => this.#report(), reportEvery);
  }

  /** Browsers put fragments together in any mode, and take no packets beyond their path's size. */
  readonly largestPicturePacket = 1100;

  async offer({ codecs, pictures = noPictures, direction = "sendrecv" }: Wanted): Promise<string> {
    if (this.#agreed.length === 0) this.#agreed = [...codecs, "telephone-event" as const].map(audioCodec);
    if (this.#lines.length === 0) this.#lines = [ownPlace("audio", this.#mid)];
    const picture = pictures.formats.length > 0 ? this.#roomForPicture().offer(pictures) : undefined;
    return this.#describe("actpass", direction, picture);
  }

  async receiveOffer(sdp: string): Promise<Offered> {
    const description = parseBrowserDescription(sdp);
    const line = this.#accept(description);
    this.#transport.takeOffer(description);
    this.#lines = description.lines;
    const shown = pictureLineOf(description);
    if (!shown || shown.mid !== this.video?.mid) this.closePicture();
    const pictures = shown ? this.#pictureAt(shown.mid).receiveOffer(shown) : noPictures;
    return { codecs: kindsOf(line).filter(isAudio), direction: line.direction, pictures };
  }

  async answer({ codecs, pictures = noPictures, direction }: Wanted): Promise<string> {
    const line = this.#audio;
    if (!line) throw mediaErrors("session-description-invalid", { problem: "there was no offer" });
    this.#learn(audioOf(line, [...codecs, "telephone-event"]));
    const picture = this.video?.answer(pictures);
    if (!picture) this.closePicture();
    return this.#describe("passive", direction ?? reversed[this.#theirDirection], picture);
  }

  async receiveAnswer(sdp: string): Promise<Offered> {
    const description = parseBrowserDescription(sdp);
    const line = this.#accept(description);
    this.#transport.takeAnswer(description);
    this.#learn(audioOf(line, kindsOf(line)));
    const shown = this.video && pictureLineOf(description);
    const pictures = (shown && this.video?.receiveAnswer(shown)) ?? noPictures;
    if (pictures.formats.length === 0) this.closePicture();
    return { codecs: [...this.codecs], direction: line.direction, pictures };
  }

  send(packet: MediaPacket, source: object): void {
    const type = this.types.get(packet.kind);
    if (type === undefined || this.#theirDirection === "sendonly" || this.#theirDirection === "inactive")
      return;
    if (packet.payload.length > largestPayload) return;
    const at = this.#transport.rtpSlot();
    if (at < 0) return;
    const clock = codecDescriptions[packet.kind].clock;
    const continuity = this.#continuity;
    const now = performance.now();
    const changed = continuity.next(source, packet.sequence, packet.timestamp, clock, now);
    const { memory } = this.#transport;
    memory[at] = 0x80;
    memory[at + 1] = type | (packet.marker || changed ? 128 : 0);
    memory.writeUInt16BE(continuity.sequence, at + 2);
    memory.writeUInt32BE(continuity.timestamp, at + 4);
    memory.writeUInt32BE(continuity.ssrc, at + 8);
    memory.set(packet.payload, at + rtpHeaderBytes);
    this.#transport.sendRtp(rtpHeaderBytes, rtpHeaderBytes + packet.payload.length);
    if (isAudio(packet.kind)) this.codec = packet.kind;
    this.#sent.packets++;
    this.#sent.octets += packet.payload.length;
    this.#sent.timestamp = continuity.timestamp;
  }

  requestKeyFrame(): boolean {
    this.video?.requestKeyFrame();
    return true;
  }

  protected counted() {
    const clock = codecDescriptions[this.codec ?? "opus"].clock;
    return {
      packetsSent: this.#sent.packets,
      packetsReceived: this.#reception.packets,
      packetsLost: this.#reception.lost,
      jitter: (this.#reception.jitter * 1000) / clock,
      roundTrip: undefined,
      reported: undefined,
      remoteLost: this.#remoteLost,
      encryption: "dtls",
    } as const;
  }

  async close(): Promise<void> {
    clearInterval(this.#reports);
    this.closePicture();
    this.#transport.close();
  }

  /** The browser's audio line; throws where there is none that can be used. */
  #accept(description: BrowserDescription): BrowserLine {
    const line = description.lines.find(({ kind, rejected }) => kind === "audio" && !rejected);
    if (!line) throw mediaErrors("media-not-supported", { problem: "there is no audio" });
    if (!kindsOf(line).some(isAudio)) throw mediaErrors("no-common-codec");
    if (description.setup === "passive")
      throw mediaErrors("media-not-supported", { problem: "it waits for us" });
    this.#mid = line.mid;
    this.#audio = line;
    this.#theirDirection = line.direction;
    return line;
  }

  #learn(codecs: NegotiatedCodec[]): void {
    const named = codecs.map((codec) => [kindOf(codec), codec.type] as const);
    if (!named.some(([kind]) => kind && isAudio(kind))) throw mediaErrors("no-common-codec");
    this.#agreed = codecs;
    this.types = new Map(named.flatMap(([kind, type]) => (kind ? [[kind, type] as const] : [])));
    this.kinds = new Map([...this.types].map(([kind, type]) => [type, kind]));
  }

  #ownLine(direction: Direction): OwnLine {
    const stream = { id: "hearth", ssrc: this.#continuity.ssrc, rtx: undefined };
    return { kind: "audio", mid: this.#mid, direction, codecs: this.#agreed, extensions: [], stream };
  }

  #describe(setup: "actpass" | "passive", direction: Direction, picture: OwnLine | undefined): string {
    const lines = this.#lines.map((line) =>
      line.mid === this.#mid
        ? this.#ownLine(direction)
        : picture && line.mid === picture.mid
          ? picture
          : refusedLine(line),
    );
    return this.#endpoint.describe(this.#transport, {
      sessionId: this.#sessionId,
      version: ++this.#version,
      setup,
      lines,
    });
  }

  /** For a picture in an offer of ours: where one was before, or at the end. */
  #roomForPicture(): WebRtcPicture {
    const place = this.#lines.find(({ kind }) => kind === "video") ?? ownPlace("video", "picture");
    if (!this.#lines.includes(place)) this.#lines = [...this.#lines, place];
    return this.#pictureAt(place.mid);
  }

  #pictureAt(mid: string): WebRtcPicture {
    this.video ??= new WebRtcPicture(mid, this.#transport, (packet) => this.onPicture(packet));
    return this.video;
  }

  #receive(data: Buffer): void {
    const packet = parseRtp(data);
    if (!packet || this.video?.receive(packet, data)) return;
    const kind = this.kinds.get(packet.payloadType);
    if (!kind) return;
    this.#source = packet.ssrc;
    this.#reception.note(packet, performance.now(), codecDescriptions[kind].clock);
    this.pass(packet, kind);
  }

  #receiveRtcp(data: Buffer): void {
    let isBlind = false;
    for (const said of parseFeedback(data))
      switch (said.kind) {
        case "sender":
          if (said.ssrc === this.#source) this.#reception.noteSenderReport(said.time, performance.now());
          else this.video?.noteSenderReport(said);
          break;
        case "report":
          if (said.block.ssrc === this.#continuity.ssrc) this.#remoteLost = said.block.lost;
          break;
        case "key-frame":
          isBlind ||= said.ssrc === this.video?.ssrc;
      }
    if (isBlind) this.onKeyFrameWanted(); // once, as often as one packet may say it
  }

  #report(): void {
    this.noteCourse(performance.now());
    if (this.#sent.packets === 0) return;
    const received = this.#reception.report(performance.now());
    this.#transport.sendRtcp(writeSenderReport(Date.now(), this.#sent, received));
  }
}
