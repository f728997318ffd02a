/** The picture of a telephone: the m=video line of its descriptions, and the stream behind it. */
import { type PictureFormat, type Pictures, pictureClock, shortened } from "../pictures.ts";
import { type Direction, type OwnPicture, type PictureDescription, reversed } from "../sdp.ts";
import { KeyFrameRequests } from "./key-frame-requests.ts";
import type { PicturePacket, PictureStatistics } from "./leg.ts";
import { PictureFormats, type TypedFormat } from "./picture-formats.ts";
import { RtpStream, type StreamOptions } from "./rtp-stream.ts";
import { parseFeedback, writeFullIntraRequest, writePictureLoss } from "./sfu/rtcp.ts";

/** What a telephone may send where the other side did not say: 720 lines in good quality. */
const usualBandwidth = 2_500_000;

export class RtpPicture {
  readonly #stream: RtpStream;
  readonly #formats = new PictureFormats();
  readonly #requests = new KeyFrameRequests();
  #source = 0;
  /** What the peer said last. */
  #described: PictureDescription | undefined;
  #requestCount = 0;

  constructor(
    options: Pick<StreamOptions, "secure" | "signalled" | "ports">,
    handlers: { onPicture(packet: PicturePacket): void; onKeyFrameWanted(): void },
  ) {
    this.#stream = new RtpStream({
      ...options,
      kind: "picture",
      onRtp: (packet, now) => {
        if (!this.#formats.receives(packet.payloadType)) return;
        this.#source = packet.ssrc;
        this.#stream.reception.note(packet, now, pictureClock);
        handlers.onPicture(packet);
      },
      onRtcp: (data) => {
        const wanted = parseFeedback(data).some(
          (said) => said.kind === "key-frame" && said.ssrc === this.#stream.ssrc,
        );
        if (wanted) handlers.onKeyFrameWanted();
      },
    });
  }

  get format(): PictureFormat | undefined {
    return this.#formats.agreed;
  }

  /** What our line says in an offer. */
  async offer({ formats, bandwidth }: Pictures): Promise<OwnPicture> {
    return this.#own(this.#formats.propose(shortened(formats)), bandwidth, "sendrecv");
  }

  /** Takes the line of an offer; what it takes is for the other side to choose from. */
  receiveOffer(offered: PictureDescription): void {
    this.#stream.accept(offered);
    this.#described = offered;
  }

  /** Undefined where nothing wanted was offered: the line is refused. */
  async answer({ formats, bandwidth }: Pictures): Promise<OwnPicture | undefined> {
    const offered = this.#described;
    const chosen = offered && this.#formats.choose(formats, offered.formats);
    return chosen && this.#own([chosen], bandwidth, reversed[offered.direction]);
  }

  /** What the peer has taken of our offer. */
  receiveAnswer(answered: PictureDescription): Pictures {
    this.#stream.accept(answered);
    this.#described = answered;
    const taken = this.#formats.taken(answered.formats);
    return { formats: taken ? [taken] : [], bandwidth: answered.bandwidth };
  }

  send(packet: PicturePacket, source: object): void {
    const type = this.#formats.sendType;
    if (type !== undefined) this.#stream.send(type, packet, source, pictureClock);
  }

  /** See Leg. */
  requestKeyFrame(): boolean {
    const takes = this.#described?.takes;
    if (!takes?.pictureLoss && !takes?.fullIntra) return !this.#requests.due(performance.now(), "info");
    if (this.#source !== 0 && this.#requests.due(performance.now()))
      this.#stream.sendReport(
        takes.pictureLoss
          ? writePictureLoss(this.#stream.ssrc, this.#source)
          : writeFullIntraRequest(this.#stream.ssrc, this.#source, ++this.#requestCount),
      );
    return true;
  }

  statistics(): PictureStatistics | undefined {
    const { agreed } = this.#formats;
    const { reception, packetsSent } = this.#stream;
    return (
      agreed && {
        codec: agreed.codec,
        packetsSent,
        packetsReceived: reception.packets,
        packetsLost: reception.lost,
      }
    );
  }

  close(): void {
    this.#stream.close();
  }

  async #own(
    formats: TypedFormat[],
    bandwidth: number | undefined,
    direction: Direction,
  ): Promise<OwnPicture> {
    const stream = await this.#stream.describe();
    return { ...stream, direction, formats, bandwidth: bandwidth ?? usualBandwidth };
  }
}
