/** The picture of a browser in a call: its m=video line, in the same bundle as the sound (RFC 9143). */
import { mostFormats, type PictureFormat, type Pictures, pictureClock, pictureFormat } from "../pictures.ts";
import { type Direction, reversed } from "../sdp.ts";
import { Continuity } from "./continuity.ts";
import { KeyFrameRequests } from "./key-frame-requests.ts";
import type { PicturePacket, PictureStatistics } from "./leg.ts";
import { PictureFormats, type TypedFormat } from "./picture-formats.ts";
import { Reception } from "./reception.ts";
import { type RtpPacket, rtpHeaderBytes, type SentSoFar, writeSenderReport } from "./rtp.ts";
import { type Feedback, writePictureLoss } from "./sfu/rtcp.ts";
import { ArrivalLog } from "./sfu/transport-feedback.ts";
import { extensionsOf } from "./webrtc/codecs.ts";
import type { BrowserLine, NegotiatedCodec, OwnLine } from "./webrtc/description.ts";
import { extensionUri, findExtension } from "./webrtc/extensions.ts";
import { largestPayload, type WebRtcTransport } from "./webrtc/transport.ts";

/** What both may ask for; nothing is sent again, so nobody is to ask for that. */
const feedback = ["nack pli", "ccm fir", "transport-cc"];
const arrivalsEvery = 60;
const reportEvery = 1000;
const proposedExtensions = [[extensionUri.transportSequence, 3]] as const;

export class WebRtcPicture {
  readonly mid: string;
  readonly #transport: WebRtcTransport;
  readonly #onPicture: (packet: PicturePacket) => void;
  readonly #formats = new PictureFormats();
  readonly #requests = new KeyFrameRequests();
  readonly #continuity = new Continuity();
  readonly #reception = new Reception();
  readonly #arrivals = new ArrivalLog();
  readonly #timers: Timer[];
  readonly #sent: SentSoFar = { ssrc: this.#continuity.ssrc, packets: 0, octets: 0, timestamp: 0 };
  #theirs: BrowserLine | undefined;
  #transportSequence = 0;
  #source = 0;

  /** @param mid of its line */
  constructor(mid: string, transport: WebRtcTransport, onPicture: (packet: PicturePacket) => void) {
    this.mid = mid;
    this.#transport = transport;
    this.#onPicture = onPicture;
    this.#timers = [
      setInterval(() => this.#tellArrivals(), arrivalsEvery),
      setInterval(() => this.#report(), reportEvery),
    ];
  }

  get format(): PictureFormat | undefined {
    return this.#formats.agreed;
  }

  get ssrc(): number {
    return this.#continuity.ssrc;
  }

  offer({ formats, bandwidth }: Pictures): OwnLine {
    const codecs = this.#formats.propose(formats).map((one) => codecOf(one, feedback));
    return this.#own("sendrecv", codecs, proposedExtensions, bandwidth);
  }

  /** What the line of an offer takes. */
  receiveOffer(line: BrowserLine): Pictures {
    this.#accept(line);
    return { formats: typedFormatsOf(line).map(({ format }) => format), bandwidth: line.bandwidth };
  }

  /** Undefined where nothing wanted was offered: the line is refused. */
  answer({ formats, bandwidth }: Pictures): OwnLine | undefined {
    const line = this.#theirs;
    const chosen = line && this.#formats.choose(formats, typedFormatsOf(line));
    if (!chosen) return undefined;
    const offered = line.codecs.find(({ type }) => type === chosen.type)?.feedback ?? [];
    const codec = codecOf(
      chosen,
      feedback.filter((each) => offered.includes(each)),
    );
    const extensions = extensionsOf(line, ["transportSequence"]);
    return this.#own(reversed[line.direction], [codec], extensions, bandwidth);
  }

  receiveAnswer(line: BrowserLine): Pictures {
    this.#accept(line);
    const taken = this.#formats.taken(typedFormatsOf(line));
    return { formats: taken ? [taken] : [], bandwidth: line.bandwidth };
  }

  /** False when the packet is none of the picture's. */
  receive(packet: RtpPacket, data: Buffer): boolean {
    if (!this.#formats.receives(packet.payloadType)) return false;
    const now = performance.now();
    const sequence = findExtension(data, this.#transportSequence);
    if (sequence?.length === 2) this.#arrivals.note(data.readUInt16BE(sequence.offset), now);
    this.#source = packet.ssrc;
    this.#reception.note(packet, now, pictureClock);
    this.#onPicture(packet);
    return true;
  }

  noteSenderReport(said: Extract<Feedback, { kind: "sender" }>): void {
    if (said.ssrc === this.#source) this.#reception.noteSenderReport(said.time, performance.now());
  }

  send(packet: PicturePacket, source: object): void {
    const type = this.#formats.sendType;
    const direction = this.#theirs?.direction;
    if (packet.payload.length > largestPayload) return;
    if (type === undefined || direction === "sendonly" || direction === "inactive") return;
    const at = this.#transport.rtpSlot();
    if (at < 0) return;
    const continuity = this.#continuity;
    continuity.next(source, packet.sequence, packet.timestamp, pictureClock, performance.now());
    const { memory } = this.#transport;
    memory[at] = 0x80;
    memory[at + 1] = type | (packet.marker ? 128 : 0);
    memory.writeUInt16BE(continuity.sequence, at + 2);
    memory.writeUInt32BE(continuity.timestamp, at + 4);
    memory.writeUInt32BE(continuity.ssrc, at + 8);
    memory.set(packet.payload, at + rtpHeaderBytes);
    this.#transport.sendRtp(rtpHeaderBytes, rtpHeaderBytes + packet.payload.length);
    this.#sent.packets++;
    this.#sent.octets += packet.payload.length;
    this.#sent.timestamp = continuity.timestamp;
  }

  requestKeyFrame(): void {
    if (this.#source !== 0 && this.#requests.due(performance.now()))
      this.#transport.sendRtcp(writePictureLoss(this.#continuity.ssrc, this.#source));
  }

  statistics(): PictureStatistics | undefined {
    const { agreed } = this.#formats;
    return (
      agreed && {
        codec: agreed.codec,
        packetsSent: this.#sent.packets,
        packetsReceived: this.#reception.packets,
        packetsLost: this.#reception.lost,
      }
    );
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #accept(line: BrowserLine): void {
    this.#theirs = line;
    this.#transportSequence = line.extensions.get(extensionUri.transportSequence) ?? 0;
  }

  #own(
    direction: Direction,
    codecs: NegotiatedCodec[],
    extensions: OwnLine["extensions"],
    bandwidth: number | undefined,
  ): OwnLine {
    const stream = { id: "hearth", track: "picture", ssrc: this.#continuity.ssrc, rtx: undefined };
    return {
      kind: "video",
      mid: this.mid,
      direction,
      codecs,
      extensions,
      stream,
      ...(bandwidth !== undefined && { bandwidth }),
    };
  }

  /** How its packets fared, so that the browser finds out how much it can send. */
  #tellArrivals(): void {
    const told = this.#arrivals.take(this.#continuity.ssrc, this.#source);
    if (told) this.#transport.sendRtcp(told);
  }

  #report(): void {
    if (this.#sent.packets === 0 && this.#source === 0) return;
    const received = this.#reception.report(performance.now());
    this.#transport.sendRtcp(writeSenderReport(Date.now(), this.#sent, received));
  }
}

/** Of H.264 the profile that telephones speak: browsers offer others beside it, in any case after it. */
const typedFormatsOf = (line: BrowserLine): TypedFormat[] =>
  line.codecs
    .flatMap(({ type, name, clock, parameters = "" }) => {
      const format = pictureFormat(name, clock, parameters);
      return format && /^VP8|^H264\/\d\/42/.test(format.key) ? [{ format, type }] : [];
    })
    .slice(0, mostFormats);

const codecOf = ({ format, type }: TypedFormat, wanted: readonly string[]): NegotiatedCodec => ({
  type,
  name: format.codec,
  clock: pictureClock,
  channels: 1,
  feedback: wanted,
  ...(format.parameters && { parameters: format.parameters }),
});
