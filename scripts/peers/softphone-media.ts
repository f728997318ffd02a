/** The sound of a softphone: G.711 over RTP as a desk phone has it, or over WebRTC as a browser has it. */
import type { BodyAndContentType, SessionDescriptionHandler } from "sip.js";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { decodeG711, encodeG711 } from "../../appliance/media/engine/g711.ts";
import { writeRtp } from "../../appliance/media/engine/rtp.ts";
import { bearSecondAnswer } from "./dtls-client.ts";
import { level, RtpPhone, tone } from "./rtp-phone.ts";
import { until } from "./until.ts";

/** Frames of 20 ms in which a tone is looked for. */
const window = 5;
const frame = 160;
/** Of a tone that is heard; it is sent with 8000. */
const audible = 3000;

/** One end of a call, in the terms of sip.js. */
export interface SoftphoneMedia extends SessionDescriptionHandler {
  /** Sends this tone from now on. */
  speak(hertz: number): Promise<void>;
  /** Resolves when this tone is heard, and none of the others. */
  hears(hertz: number, others: readonly number[]): Promise<void>;
  /** Resolves when something is heard that is none of these tones: a voice, a beep. */
  hearsOther(known: readonly number[]): Promise<void>;
}

type Hear = () => Promise<Int16Array>;

async function heard(hear: Hear, hertz: number, others: readonly number[]): Promise<void> {
  for (;;) {
    const samples = await hear();
    const disturbed = others.some((other) => level(samples, other) > audible / 3);
    if (level(samples, hertz) > audible && !disturbed) return;
  }
}

async function heardOther(hear: Hear, known: readonly number[]): Promise<void> {
  for (;;) {
    const samples = await hear();
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (loudest > audible && known.every((hertz) => level(samples, hertz) < audible)) return;
  }
}

const described = (body: string): BodyAndContentType => ({ body, contentType: "application/sdp" });

/** What is the same for both: they offer, or answer what was offered to them. */
abstract class Described {
  #offered: string | undefined;
  #hasOffered = false;

  protected abstract offer(): Promise<string>;
  protected abstract answer(offer: string): Promise<string>;
  protected abstract accept(answer: string): Promise<void>;

  async getDescription(): Promise<BodyAndContentType> {
    const offered = this.#offered;
    this.#offered = undefined;
    if (offered !== undefined) return described(await this.answer(offered));
    this.#hasOffered = true;
    return described(await this.offer());
  }

  async setDescription(sdp: string): Promise<void> {
    if (!this.#hasOffered) this.#offered = sdp;
    else await this.accept(sdp);
    this.#hasOffered = false;
  }

  hasDescription(contentType: string): boolean {
    return contentType === "application/sdp";
  }

  sendDtmf(): boolean {
    return false;
  }
}

export class RtpSound extends Described implements SoftphoneMedia {
  readonly #phone = RtpPhone.open();

  async speak(hertz: number): Promise<void> {
    (await this.#phone).speak(tone(hertz));
  }

  /** See RtpPhone. */
  async rush(hertz: number, isOver: () => boolean): Promise<void> {
    await (await this.#phone).rush(tone(hertz), isOver);
  }

  /** Resolves when so many more packets of 20 ms have gone out. */
  async goesOn(packets: number): Promise<void> {
    const phone = await this.#phone;
    const enough = phone.packetsSent + packets;
    await until(() => phone.packetsSent >= enough);
  }

  async hears(hertz: number, others: readonly number[]): Promise<void> {
    return heard(await this.#hearing(), hertz, others);
  }

  async hearsOther(known: readonly number[]): Promise<void> {
    return heardOther(await this.#hearing(), known);
  }

  async #hearing(): Promise<Hear> {
    const phone = await this.#phone;
    return () => {
      phone.forget();
      return phone.hear(window);
    };
  }

  async close(): Promise<void> {
    (await this.#phone).close();
  }

  protected async offer(): Promise<string> {
    return (await this.#phone).offer();
  }

  protected async answer(offer: string): Promise<string> {
    return (await this.#phone).answer(offer);
  }

  protected async accept(answer: string): Promise<void> {
    (await this.#phone).accept(answer);
  }
}

export class WebrtcSound extends Described implements SoftphoneMedia {
  readonly #connection = new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    codecs: {
      audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, payloadType: 0 })],
      video: [],
    },
  });
  readonly #track = new MediaStreamTrack({ kind: "audio" });
  #timer: Timer | undefined;
  #sequence = 0;
  #heard: Int16Array[] = [];
  #wanted: (() => void) | undefined;

  constructor() {
    super();
    this.#connection.onTrack.subscribe((track) =>
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType !== 0) return;
        this.#heard.push(decodeG711("PCMU", payload));
        if (this.#heard.length >= window) this.#wanted?.();
      }),
    );
    this.#connection.addTransceiver(this.#track, { direction: "sendrecv" });
  }

  async speak(hertz: number): Promise<void> {
    clearInterval(this.#timer);
    const samples = tone(hertz);
    this.#timer = setInterval(() => {
      const at = (this.#sequence * frame) % samples.length;
      const payload = encodeG711("PCMU", samples.subarray(at, at + frame));
      this.#track.writeRtp(writeRtp(0, false, this.#sequence & 0xffff, this.#sequence * frame, 7, payload));
      this.#sequence++;
    }, 20);
  }

  hears(hertz: number, others: readonly number[]): Promise<void> {
    return heard(() => this.#hear(), hertz, others);
  }

  hearsOther(known: readonly number[]): Promise<void> {
    return heardOther(() => this.#hear(), known);
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#connection.close();
  }

  async #hear(): Promise<Int16Array> {
    this.#heard = [];
    await new Promise<void>((resolve) => {
      this.#wanted = resolve;
    });
    return Int16Array.from(this.#heard.flatMap((samples) => [...samples]));
  }

  protected async offer(): Promise<string> {
    return this.#describe(await this.#connection.createOffer());
  }

  protected async answer(offer: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: "offer", sdp: offer });
    return this.#describe(await this.#connection.createAnswer());
  }

  protected async accept(answer: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /** @param own made by the connection, whose transports are known now and have not begun */
  async #describe(own: Awaited<ReturnType<RTCPeerConnection["createOffer"]>>): Promise<string> {
    for (const transport of this.#connection.dtlsTransports)
      transport.onStateChange.once(() => queueMicrotask(() => bearSecondAnswer(transport.dtls)));
    await this.#connection.setLocalDescription(own);
    if (this.#connection.iceGatheringState !== "complete")
      await this.#connection.iceGatheringStateChange.watch((state) => state === "complete");
    return this.#connection.localDescription?.sdp ?? "";
  }
}
