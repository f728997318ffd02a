/** A telephone's picture for tests: packets of any payload out, over RTP or SRTP; packets and requests in. */
import { randomBytes } from "node:crypto";
import { parseRtp, type RtpPacket, writeRtp } from "../../appliance/media/engine/rtp.ts";
import { type Feedback, parseFeedback, writePictureLoss } from "../../appliance/media/engine/sfu/rtcp.ts";
import {
  newSrtpKey,
  parseSrtpKey,
  SrtpOpener,
  SrtpSealer,
} from "../../appliance/media/engine/srtp/context.ts";
import { parseSdp, pictureOf } from "../../appliance/media/sdp.ts";
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";

const suite = "AES_CM_128_HMAC_SHA1_80";
const ssrc = 99;

export interface PicturePhoneOptions {
  secure?: boolean;
  /** Lines of its m=video: rtpmap, fmtp, rtcp-fb. */
  attributes: string[];
  /** In its order. */
  types: number[];
}

export class PicturePhone {
  readonly #options: PicturePhoneOptions;
  readonly #key = newSrtpKey(suite);
  readonly #sealer = new SrtpSealer({ suite, master: Buffer.from(this.#key, "base64") });
  #opener: SrtpOpener | undefined;
  #socket!: UdpSocket;
  #remote = { rtp: 0, rtcp: 0 };
  #sequence = 65_530; // numbers go round in every test
  #houseSource = 0;
  readonly #seen: RtpPacket[] = [];
  readonly #asked: Feedback[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(options: PicturePhoneOptions) {
    this.#options = options;
  }

  static async open(options: PicturePhoneOptions): Promise<PicturePhone> {
    const phone = new PicturePhone(options);
    phone.#socket = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram: (data) => phone.#receive(data),
    });
    return phone;
  }

  /** With sound beside it, that nobody sends. */
  describe(): string {
    const { secure, types, attributes } = this.#options;
    const protocol = secure ? "RTP/SAVP" : "RTP/AVP";
    const crypto = secure ? [`a=crypto:1 ${suite} inline:${this.#key}`] : [];
    return [
      "v=0",
      "o=phone 1 1 IN IP4 127.0.0.1",
      "s=-",
      "c=IN IP4 127.0.0.1",
      "t=0 0",
      `m=audio 9 ${protocol} 0`,
      ...crypto,
      ...(types.length > 0
        ? [`m=video ${this.#socket.port} ${protocol} ${types.join(" ")}`, ...attributes, ...crypto]
        : []),
      ...(types.length > 0 ? ["a=rtcp-mux"] : []),
      "",
    ].join("\r\n");
  }

  /** Takes what the house describes; the payload type of the picture, undefined where it was refused. */
  accept(sdp: string): number | undefined {
    const picture = pictureOf(parseSdp(sdp));
    if (!picture) return undefined;
    this.#remote = { rtp: picture.port, rtcp: picture.rtcpPort };
    const key = picture.crypto.find((one) => one.suite === suite)?.key;
    const master = key && parseSrtpKey(suite, key);
    if (master) this.#opener = new SrtpOpener({ suite, master });
    return picture.formats[0]?.type;
  }

  send(type: number, payload: Buffer, marker = true): void {
    const sequence = this.#sequence++ & 0xffff;
    const packet = writeRtp(type, marker, sequence, sequence * 3000, ssrc, payload);
    this.#socket.send(
      this.#options.secure ? this.#sealer.seal(packet) : packet,
      this.#remote.rtp,
      "127.0.0.1",
    );
  }

  /** Says that it cannot go on (PLI), to what it sees. */
  complain(): void {
    const loss = writePictureLoss(ssrc, this.#houseSource);
    const sealed = this.#options.secure ? this.#sealer.sealRtcp(loss) : loss;
    this.#socket.send(sealed, this.#remote.rtcp, "127.0.0.1");
  }

  throwRubbish(count: number): void {
    for (let index = 0; index < count; index++) {
      const bytes = randomBytes(Math.floor(Math.random() * 1500));
      if (index % 3 > 0 && bytes.length > 1) bytes[0] = 0x80; // version 2
      if (index % 3 > 1 && bytes.length > 1) bytes[1] = 200 + (index % 8); // RTCP of all kinds
      this.#socket.send(bytes, index % 2 ? this.#remote.rtp : this.#remote.rtcp, "127.0.0.1");
    }
  }

  /** The next packet that the house sends. */
  async sees(): Promise<RtpPacket> {
    for (;;) {
      const packet = this.#seen.shift();
      if (packet) return packet;
      await this.#something();
    }
  }

  /** Resolves when it is asked for a whole picture. */
  async isAsked(): Promise<void> {
    for (;;) {
      const index = this.#asked.findIndex((said) => said.kind === "key-frame" && said.ssrc === ssrc);
      if (index >= 0) return void this.#asked.splice(0, index + 1);
      await this.#something();
    }
  }

  close(): void {
    this.#socket.close();
  }

  #something(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #receive(data: Buffer): void {
    const plain = this.#opener ? this.#opener.open(data) : data;
    if (!plain) return;
    const isRtcp = (plain[1] ?? 0) >= 192 && (plain[1] ?? 0) <= 223;
    const packet = isRtcp ? undefined : parseRtp(plain);
    if (isRtcp) this.#asked.push(...parseFeedback(plain));
    else if (packet) {
      this.#houseSource = packet.ssrc;
      this.#seen.push(packet);
    }
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }
}
