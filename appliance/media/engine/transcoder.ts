/** Between samples at 8 kHz, which the mixer and the player work with, and what a leg speaks. */
import type { AudioCodec } from "../codecs.ts";
import { decodeG711, encodeG711, type G711 } from "./g711.ts";
import { G722Decoder, G722Encoder } from "./g722.ts";
import type { MediaPacket } from "./leg.ts";
import { hasOpus, OpusDecoder, OpusEncoder } from "./opus.ts";

/** Samples of 20 ms at 8 kHz: the house's unit of mixed sound. */
export const frameSamples = 160;
export const frameMilliseconds = 20;

const isG711 = (codec: string): codec is G711 => codec === "PCMU" || codec === "PCMA";
const canEncode = (codec: AudioCodec): boolean => codec !== "opus" || hasOpus;

/** Cuts sound of whatever length into frames of 20 ms. */
export class FrameCutter {
  #rest = new Int16Array();

  /** The frames that are whole now. */
  cut(samples: Int16Array): Int16Array[] {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const whole = Math.floor(all.length / frameSamples);
    this.#rest = all.slice(whole * frameSamples);
    return Array.from({ length: whole }, (_, at) => all.subarray(at * frameSamples, (at + 1) * frameSamples));
  }
}

/** Turns frames into packets with running sequence and time. */
export class FrameEncoder {
  readonly #codec: AudioCodec;
  readonly #opus: OpusEncoder | undefined;
  readonly #g722: G722Encoder | undefined;
  #sequence = 0;
  #timestamp = 0;

  private constructor(codec: AudioCodec) {
    this.#codec = codec;
    if (codec === "opus") this.#opus = new OpusEncoder();
    if (codec === "G722") this.#g722 = new G722Encoder();
  }

  /** For the first codec that the house can make; undefined where it can make none. */
  static for(codecs: readonly AudioCodec[]): FrameEncoder | undefined {
    const codec = codecs.find(canEncode);
    return codec && new FrameEncoder(codec);
  }

  encode(samples: Int16Array): MediaPacket | undefined {
    const payload = isG711(this.#codec)
      ? encodeG711(this.#codec, samples)
      : (this.#g722 ?? this.#opus)?.encode(samples);
    if (!payload) return undefined;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + (this.#codec === "opus" ? 960 : frameSamples)) >>> 0;
    return {
      kind: this.#codec,
      marker: false,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      payload,
    };
  }

  close(): void {
    this.#opus?.close();
  }
}

/** Turns packets into samples; what it cannot read is silence. */
export class PacketDecoder {
  #opus: OpusDecoder | undefined;
  #g722: G722Decoder | undefined;

  decode(packet: MediaPacket): Int16Array {
    if (isG711(packet.kind)) return decodeG711(packet.kind, packet.payload);
    if (packet.kind === "G722") {
      this.#g722 ??= new G722Decoder();
      return this.#g722.decode(packet.payload);
    }
    if (packet.kind !== "opus") return new Int16Array();
    this.#opus ??= new OpusDecoder();
    return this.#opus.decode(packet.payload);
  }

  close(): void {
    this.#opus?.close();
  }
}
