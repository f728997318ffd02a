/** The mixer for telephones in a conference: each hears everybody but itself. 8 kHz, in beats of 20 ms. */
import type { MediaPacket } from "./leg.ts";
import type { Ticker } from "./ticker.ts";
import { FrameCutter, frameSamples, PacketDecoder } from "./transcoder.ts";

/** Frames to gather before a voice is heard, against the network's jitter; and the most to keep. */
const startFrames = 3;
const mostFrames = 10;

/** One voice: its packets in, its frames out. */
class Voice {
  readonly #decoder = new PacketDecoder();
  #frames: Int16Array[] = [];
  readonly #cutter = new FrameCutter();
  #started = false;

  push(packet: MediaPacket): void {
    this.#frames.push(...this.#cutter.cut(this.#decoder.decode(packet)));
    if (this.#frames.length > mostFrames) this.#frames = this.#frames.slice(-startFrames);
    this.#started ||= this.#frames.length >= startFrames;
  }

  /** The next 20 ms; undefined for silence. */
  next(): Int16Array | undefined {
    if (!this.#started) return undefined;
    const frame = this.#frames.shift();
    if (!frame) this.#started = false;
    return frame;
  }

  close(): void {
    this.#decoder.close();
  }
}

export class Mixer {
  readonly #ticker: Ticker;
  readonly #voices = new Map<string, Voice>();
  readonly #listeners = new Map<string, (frame: Int16Array) => void>();
  readonly #taps = new Map<string, (frame: Int16Array) => void>();
  #stop: (() => void) | undefined;

  constructor(ticker: Ticker) {
    this.#ticker = ticker;
  }

  /** Without listeners nothing is decoded. */
  get wanted(): boolean {
    return this.#listeners.size > 0;
  }

  push(voice: string, packet: MediaPacket): void {
    if (!this.wanted) return;
    const known = this.#voices.get(voice) ?? new Voice();
    this.#voices.set(voice, known);
    known.push(packet);
  }

  /** Gives the mix without the listener's own voice, every 20 ms. */
  listen(listener: string, onFrame: (frame: Int16Array) => void): void {
    this.#listeners.set(listener, onFrame);
    this.#stop ??= this.#ticker.onTick(() => this.#beat());
  }

  /** Gives one voice alone, in the mixer's own time. */
  tap(voice: string, onFrame: (frame: Int16Array) => void): void {
    this.#taps.set(voice, onFrame);
  }

  remove(participant: string): void {
    this.#listeners.delete(participant);
    this.#taps.delete(participant);
    this.#voices.get(participant)?.close();
    this.#voices.delete(participant);
    if (this.wanted) return;
    this.#stop?.();
    this.#stop = undefined;
    for (const voice of this.#voices.values()) voice.close();
    this.#voices.clear();
  }

  #beat(): void {
    const sum = new Int32Array(frameSamples);
    const frames = new Map<string, Int16Array>();
    for (const [name, voice] of this.#voices) {
      const frame = voice.next();
      if (!frame) continue;
      frames.set(name, frame);
      this.#taps.get(name)?.(frame);
      for (let index = 0; index < frameSamples; index++) sum[index] = (sum[index] ?? 0) + (frame[index] ?? 0);
    }
    for (const [name, onFrame] of this.#listeners) {
      const own = frames.get(name);
      const mixed = new Int16Array(frameSamples);
      for (let index = 0; index < frameSamples; index++) {
        const sample = (sum[index] ?? 0) - (own?.[index] ?? 0);
        mixed[index] = Math.max(-32_768, Math.min(32_767, sample));
      }
      onFrame(mixed);
    }
  }
}
