/** A telephone's media end for tests: G.711 over RTP or SRTP, tones out, measured sound in. */
import { randomBytes } from "node:crypto";
import { decodeG711, encodeG711, type G711 } from "../../appliance/media/engine/g711.ts";
import { parseRtp, writeRtp } from "../../appliance/media/engine/rtp.ts";
import {
  newSrtpKey,
  parseSrtpKey,
  SrtpOpener,
  SrtpSealer,
} from "../../appliance/media/engine/srtp/context.ts";
import { isSrtpSuite, type SrtpSuite } from "../../appliance/media/engine/srtp/suites.ts";
import { audioOf, parseSdp } from "../../appliance/media/sdp.ts";
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";

const rate = 8000;
const frame = 160;

/** One second of a sine of amplitude 8000, at 8 kHz. */
export const tone = (hertz: number): Int16Array =>
  Int16Array.from({ length: rate }, (_, index) => 8000 * Math.sin((2 * Math.PI * hertz * index) / rate));

/** Amplitude of one frequency in samples (Goertzel). */
export function level(samples: Int16Array, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [first, second] = [0, 0];
  for (const sample of samples) [first, second] = [sample + coefficient * first - second, first];
  const power = first * first + second * second - coefficient * first * second;
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, samples.length);
}

export class RtpPhone {
  /** Sequence numbers that were skipped, besides digits. */
  gaps = 0;
  remotePort = 0;
  /** The SSRC of what is heard. */
  heardSource: number | undefined;
  /** None: plain RTP. */
  readonly #suite: SrtpSuite | undefined;
  readonly #address: string;
  #socket!: UdpSocket;
  readonly #key: string;
  readonly #sealer: SrtpSealer | undefined;
  #opener: SrtpOpener | undefined;
  #timer: Timer | undefined;
  #sequence = 0;
  #pressedAt = 0;
  #tag = 1;
  #last: number | undefined;
  #heard: Int16Array[] = [];
  #waiting: { frames: number; resolve: () => void } | undefined;
  #digit = Promise.withResolvers<string>();

  private constructor(suite: SrtpSuite | undefined, address: string) {
    this.#suite = suite;
    this.#address = address;
    this.#key = suite ? newSrtpKey(suite) : "";
    if (suite) this.#sealer = new SrtpSealer({ suite, master: Buffer.from(this.#key, "base64") });
  }

  static async open(suite?: SrtpSuite, address = "127.0.0.1"): Promise<RtpPhone> {
    const phone = new RtpPhone(suite, address);
    phone.#socket = await openUdp({ address, port: 0, onDatagram: (data) => phone.#receive(data) });
    return phone;
  }

  offer(): string {
    return this.#describe([0, 8, 101]);
  }

  answer(offer: string): string {
    this.accept(offer);
    return this.#describe([0, 101]);
  }

  accept(sdp: string): void {
    const audio = audioOf(parseSdp(sdp));
    this.remotePort = audio.port;
    const crypto = audio.crypto.find(({ suite }) => suite === this.#suite);
    const master = crypto && isSrtpSuite(crypto.suite) && parseSrtpKey(crypto.suite, crypto.key);
    this.#tag = crypto?.tag ?? 1;
    if (master && this.#suite) this.#opener = new SrtpOpener({ suite: this.#suite, master });
  }

  /** @param packed samples in each packet, at 8 kHz */
  speak(samples: Int16Array, law: G711 = "PCMU", packed = frame): void {
    this.speakTo(this.remotePort, samples, law, packed);
  }

  hush(): void {
    clearInterval(this.#timer);
  }

  speakTo(port: number, samples: Int16Array, law: G711 = "PCMU", packed = frame): void {
    this.hush();
    let position = 0;
    this.#timer = setInterval(() => {
      const payload = encodeG711(law, samples.subarray(position, position + packed));
      position = (position + packed) % samples.length;
      this.#send(port, law === "PCMU" ? 0 : 8, payload, this.#sequence * packed);
    }, packed / 8);
  }

  /** Says a frame of every second, a thousand seconds in one: how time flies for a hearer. */
  async rush(samples: Int16Array, isOver: () => boolean): Promise<void> {
    this.hush();
    const payload = encodeG711("PCMU", samples.subarray(0, frame));
    for (let at = this.#sequence * frame; !isOver(); at += rate) {
      this.#send(this.remotePort, 0, payload, at);
      await Bun.sleep(1);
    }
  }

  press(digit: string): void {
    const payload = Buffer.from([Number(digit), 0x8a, 0, 160]);
    this.#pressedAt += 1600;
    for (let copy = 0; copy < 3; copy++) this.#send(this.remotePort, 101, payload, this.#pressedAt);
  }

  throwRubbish(count: number): void {
    for (let index = 0; index < count; index++)
      this.#socket.send(randomBytes(Math.floor(Math.random() * 200)), this.remotePort, "127.0.0.1");
  }

  /** From its own address, so that what latches to it hears it. @param beside 1 for the port of RTCP */
  throwPacket(packet: Uint8Array, beside: 0 | 1 = 0): void {
    this.#socket.send(packet, this.remotePort + beside, this.#address);
  }

  /** The next `frames` frames of 20 ms. */
  async hear(frames: number): Promise<Int16Array> {
    if (this.#heard.length < frames)
      await new Promise<void>((resolve) => {
        this.#waiting = { frames, resolve };
      });
    const taken = this.#heard.splice(0, frames);
    return Int16Array.from(taken.flatMap((samples) => [...samples]));
  }

  get packetsSent(): number {
    return this.#sequence;
  }

  forget(): void {
    this.#heard = [];
  }

  digit(): Promise<string> {
    return this.#digit.promise;
  }

  close(): void {
    this.hush();
    this.#socket.close();
  }

  #send(port: number, payloadType: number, payload: Buffer, timestamp: number): void {
    const sequence = this.#sequence++ & 0xffff;
    const packet = writeRtp(payloadType, false, sequence, timestamp, 7, payload);
    this.#socket.send(this.#sealer?.seal(packet) ?? packet, port, "127.0.0.1");
  }

  #receive(data: Buffer): void {
    const packet = parseRtp((this.#opener ? this.#opener.open(data) : data) ?? Buffer.alloc(0));
    if (!packet) return;
    if (this.#last !== undefined && packet.sequence !== ((this.#last + 1) & 0xffff)) this.gaps++;
    this.#last = packet.sequence;
    this.heardSource = packet.ssrc;
    if (packet.payloadType === 101) this.#digit.resolve(String(packet.payload[0]));
    else this.#heard.push(decodeG711("PCMU", packet.payload));
    if (!this.#waiting || this.#heard.length < this.#waiting.frames) return;
    this.#waiting.resolve();
    this.#waiting = undefined;
  }

  #describe(types: number[]): string {
    const protocol = this.#suite ? "RTP/SAVP" : "RTP/AVP";
    return [
      "v=0",
      `o=phone 1 1 IN IP4 ${this.#address}`,
      "s=-",
      `c=IN IP4 ${this.#address}`,
      "t=0 0",
      `m=audio ${this.#socket.port} ${protocol} ${types.join(" ")}`,
      "a=rtpmap:101 telephone-event/8000",
      ...(this.#suite ? [`a=crypto:${this.#tag} ${this.#suite} inline:${this.#key}`] : []),
      "a=sendrecv",
      "",
    ].join("\r\n");
  }
}
