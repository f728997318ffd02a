/** A browser in a call: DTLS-SRTP with ICE, by werift. */
import { type RTCPeerConnection, type RTCRtpTransceiver, RtpHeader, RtpPacket } from "werift";
import { type AudioCodec, codecDescriptions, isAudio, type PayloadKind } from "../codecs.ts";
import { mediaErrors } from "../errors.ts";
import { audioOf, type Direction, parseSdp, reversed } from "../sdp.ts";
import { Continuity } from "./continuity.ts";
import { digits, type Leg, type LegStatistics, type MediaPacket, type Offered } from "./leg.ts";
import {
  audioParameters,
  type ConnectionOptions,
  describeLocally,
  openConnection,
} from "./peer-connection.ts";
import { Reception } from "./reception.ts";

const eventParameters = () => {
  const parameters = audioParameters("PCMU");
  return Object.assign(parameters, { mimeType: "audio/telephone-event", payloadType: 101 });
};

/** Drops telephone-event at clocks other than 8 kHz: werift takes the first of that name, telephones the latter. */
function withNarrowEvents(sdp: string): string {
  const wide = [...sdp.matchAll(/^a=rtpmap:(\d+) telephone-event\/(?!8000\b)\d+/gm)].map(([, type]) => type);
  return wide.reduce<string>(
    (text, type) =>
      text
        .replace(new RegExp(`^a=(?:rtpmap|fmtp|rtcp-fb):${type} .*\r?\n`, "gm"), "")
        .replace(new RegExp(`^(m=audio .*?) ${type}(?= |\r?$)`, "m"), "$1"),
    sdp,
  );
}

export class WebRtcLeg implements Leg {
  readonly id: string;
  onPacket: (packet: MediaPacket) => void = () => {};
  onSaid: ((packet: MediaPacket) => void) | undefined;
  onDigit: (digit: string) => void = () => {};
  readonly #options: ConnectionOptions;
  readonly #continuity = new Continuity();
  readonly #reception = new Reception();
  #connection: RTCPeerConnection | undefined;
  #transceiver: RTCRtpTransceiver | undefined;
  #pendingOffer: string | undefined;
  #codecs: AudioCodec[] = [];
  #types = new Map<PayloadKind, number>();
  #kinds = new Map<number, PayloadKind>();
  #direction: Direction = "sendrecv";
  #sent = 0;
  #lastEvent = -1;
  #codec: AudioCodec | undefined;

  constructor(options: { id: string } & ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
  }

  get codecs(): readonly AudioCodec[] {
    return this.#codecs;
  }

  get speaksEvents(): boolean {
    return this.#types.has("telephone-event");
  }

  async offer(codecs: readonly AudioCodec[], direction: Direction = "sendrecv"): Promise<string> {
    const connection = this.#open(codecs);
    this.#transceiver ??= this.#follow(connection.addTransceiver("audio", { direction }));
    this.#transceiver.setDirection(direction);
    return describeLocally(connection, (await connection.createOffer()) as { type: "offer"; sdp: string });
  }

  async receiveOffer(sdp: string): Promise<Offered> {
    const audio = audioOf(parseSdp(sdp));
    this.#pendingOffer = withNarrowEvents(sdp);
    this.#direction = audio.direction;
    return { codecs: audio.codecs.map(({ kind }) => kind).filter(isAudio), direction: audio.direction };
  }

  async answer(codecs: readonly AudioCodec[], direction?: Direction): Promise<string> {
    const offer = this.#pendingOffer;
    if (offer === undefined)
      throw mediaErrors("session-description-invalid", { problem: "there was no offer" });
    this.#pendingOffer = undefined;
    const connection = this.#open(codecs);
    await connection.setRemoteDescription({ type: "offer", sdp: offer });
    const transceiver = connection.getTransceivers().find(({ kind }) => kind === "audio");
    if (!transceiver) throw mediaErrors("media-not-supported");
    this.#transceiver ??= this.#follow(transceiver);
    transceiver.setDirection(direction ?? reversed[this.#direction]);
    const answer = (await connection.createAnswer()) as { type: "answer"; sdp: string };
    const sdp = await describeLocally(connection, answer);
    this.#learn(sdp);
    return sdp;
  }

  async receiveAnswer(sdp: string): Promise<Offered> {
    const audio = audioOf(parseSdp(sdp));
    await this.#connection?.setRemoteDescription({ type: "answer", sdp });
    this.#direction = audio.direction;
    this.#learn(sdp);
    return { codecs: this.#codecs, direction: audio.direction };
  }

  send(packet: MediaPacket, source: object): void {
    const type = this.#types.get(packet.kind);
    // werift sends one payload type, and browsers have no use for events.
    if (
      type === undefined ||
      packet.kind !== this.#codecs[0] ||
      this.#direction === "sendonly" ||
      this.#direction === "inactive"
    )
      return;
    const clock = codecDescriptions[packet.kind].clock;
    const changed = this.#continuity.next(
      source,
      packet.sequence,
      packet.timestamp,
      clock,
      performance.now(),
    );
    const header = new RtpHeader({
      payloadType: type,
      sequenceNumber: this.#continuity.sequence,
      timestamp: this.#continuity.timestamp,
      marker: packet.marker || changed,
    });
    if (isAudio(packet.kind)) this.#codec = packet.kind;
    this.#sent++;
    void this.#transceiver?.sender.sendRtp(new RtpPacket(header, packet.payload)).catch(() => {}); // gone: so is the call
  }

  statistics(): LegStatistics {
    const clock = codecDescriptions[this.#codec ?? "opus"].clock;
    return {
      codec: this.#codec ?? this.#codecs[0] ?? "",
      packetsSent: this.#sent,
      packetsReceived: this.#reception.packets,
      packetsLost: this.#reception.lost,
      jitter: (this.#reception.jitter * 1000) / clock,
      roundTrip: undefined,
      remoteLost: undefined,
      encryption: "dtls",
    };
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }

  /** The codecs stand in the connection's configuration, so they are known when it is made. */
  #open(codecs: readonly AudioCodec[]): RTCPeerConnection {
    this.#connection ??= openConnection(this.#options, {
      audio: [...codecs.map(audioParameters), eventParameters()],
    });
    return this.#connection;
  }

  #follow(transceiver: RTCRtpTransceiver): RTCRtpTransceiver {
    transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#receive(packet));
    });
    for (const track of transceiver.receiver.tracks)
      track.onReceiveRtp.subscribe((packet) => this.#receive(packet));
    return transceiver;
  }

  #receive({ header, payload }: RtpPacket): void {
    const kind = this.#kinds.get(header.payloadType);
    if (!kind) return;
    const packet = {
      kind,
      payload,
      payloadType: header.payloadType,
      marker: header.marker,
      sequence: header.sequenceNumber,
      timestamp: header.timestamp,
      ssrc: header.ssrc,
    };
    this.#reception.note(packet, performance.now(), codecDescriptions[kind].clock);
    if (kind === "telephone-event" && header.timestamp !== this.#lastEvent) {
      this.#lastEvent = header.timestamp;
      const digit = digits[payload[0] ?? 255];
      if (digit) this.onDigit(digit);
    }
    this.onSaid?.(packet);
    this.onPacket(packet);
  }

  /** What an answer has settled: payload types are the same both ways. */
  #learn(sdp: string): void {
    const { codecs } = audioOf(parseSdp(sdp));
    this.#types = new Map([...codecs].reverse().map(({ kind, type }) => [kind, type]));
    this.#kinds = new Map(codecs.map(({ kind, type }) => [type, kind]));
    this.#codecs = codecs.map(({ kind }) => kind).filter(isAudio);
  }
}
