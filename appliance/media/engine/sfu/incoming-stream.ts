/** One source that a browser sends: repaired where packets were lost, counted for its reports, given on. */
import { Reception } from "../reception.ts";
import { parseRtp, type ReceivedSoFar, type RtpPacket } from "../rtp.ts";
import { LossTracker } from "./loss-tracker.ts";
import { writeNack, writePictureLoss } from "./rtcp.ts";

/** Milliseconds; the way to a browser and back is not measured here. */
const assumedRoundTrip = 80;

export interface IncomingStreamOptions {
  /** Which of the picture's layers it is. */
  layer: number;
  ssrc: number;
  clock: number;
  /** The source that our feedback names as its sender. */
  ownSsrc: number;
  /** Whether lost packets are asked for again. */
  repairs: boolean;
  sendRtcp(packet: Buffer): void;
  onPacket(packet: RtpPacket, now: number): void;
}

export class IncomingStream {
  readonly #options: IncomingStreamOptions;
  readonly #reception = new Reception();
  readonly #losses = new LossTracker();

  constructor(options: IncomingStreamOptions) {
    this.#options = options;
  }

  get layer(): number {
    return this.#options.layer;
  }

  get ssrc(): number {
    return this.#options.ssrc;
  }

  receive(data: Buffer, now: number): void {
    const packet = parseRtp(data);
    if (!packet) return;
    this.#reception.note(packet, now, this.#options.clock);
    this.#deliver(packet, now);
  }

  /** A retransmission (RFC 4588 §4): the original sequence number, then the original payload. */
  receiveRepair(data: Buffer, now: number): void {
    const packet = parseRtp(data);
    if (!packet || packet.payload.length < 3) return; // without a payload it is padding
    packet.sequence = packet.payload.readUInt16BE(0);
    packet.payload = packet.payload.subarray(2);
    packet.ssrc = this.#options.ssrc;
    this.#deliver(packet, now);
  }

  noteSenderReport(time: number, now: number): void {
    this.#reception.noteSenderReport(time, now);
  }

  /** Asks again for what is missing; every 20 ms. */
  beat(now: number): void {
    if (this.#losses.isWhole) return;
    const due = this.#losses.due(now, assumedRoundTrip);
    if (due === "hole") this.requestKeyFrame();
    else if (due.length > 0) this.#options.sendRtcp(writeNack(this.#options.ownSsrc, this.ssrc, due));
  }

  requestKeyFrame(): void {
    this.#options.sendRtcp(writePictureLoss(this.#options.ownSsrc, this.ssrc));
  }

  report(now: number): ReceivedSoFar | undefined {
    return this.#reception.report(now);
  }

  #deliver(packet: RtpPacket, now: number): void {
    if (packet.payload.length === 0) return; // padding that measures the path
    const noted = this.#options.repairs ? this.#losses.note(packet.sequence, now) : "new";
    if (noted === "again") return;
    if (noted === "hole") this.requestKeyFrame();
    this.#options.onPacket(packet, now);
  }
}
