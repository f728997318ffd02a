/** Records what a leg says, as samples at 8 kHz: each packet at its own time, so that what was lost is a gap. */
import { codecDescriptions, isAudio } from "../codecs.ts";
import type { Leg, MediaPacket } from "./leg.ts";
import { PacketDecoder } from "./transcoder.ts";

const rate = 8000;
const lookEvery = 100;
/** A timestamp further ahead than this, or behind, is another source's: its sound follows what there is. */
const mostGap = 10 * rate;
/** Root mean square of samples that count as sound; some -50 dBov. */
const quiet = 100;

export interface RecordOptions {
  maxSeconds: number;
  /** Ends after this long without sound. */
  silenceSeconds: number | undefined;
}

export class Recorder {
  readonly #leg: Leg;
  readonly #options: RecordOptions;
  readonly #decoder = new PacketDecoder();
  readonly #ended = Promise.withResolvers<Int16Array>();
  readonly #look: Timer;
  readonly #startedAt = performance.now();
  #soundAt = this.#startedAt;
  #samples = new Int16Array(10 * rate);
  #length = 0;
  /** Of the first packet of the source, and where it was put. */
  #origin: { kind: string; timestamp: number; position: number } | undefined;

  constructor(leg: Leg, options: RecordOptions) {
    this.#leg = leg;
    this.#options = options;
    this.#look = setInterval(() => this.#lookAtClock(), lookEvery);
    leg.onSaid = (packet) => this.#take(packet);
  }

  /** Resolves with what was recorded, when it is long enough, when nobody speaks any more, or when it was stopped. */
  get ended(): Promise<Int16Array> {
    return this.#ended.promise;
  }

  stop(): void {
    clearInterval(this.#look);
    this.#leg.onSaid = undefined;
    this.#decoder.close();
    this.#ended.resolve(this.#samples.slice(0, this.#length));
  }

  #take(packet: MediaPacket): void {
    if (!isAudio(packet.kind)) return;
    const decoded = this.#decoder.decode(packet);
    if (decoded.length === 0) return;
    if (isLoud(decoded)) this.#soundAt = performance.now();
    const position = this.#positionOf(packet);
    const most = Math.floor(this.#options.maxSeconds * rate);
    const fits = decoded.subarray(0, Math.max(0, most - position));
    this.#makeRoom(position + fits.length, most);
    this.#samples.set(fits, position);
    this.#length = Math.max(this.#length, position + fits.length);
    if (this.#length >= most) this.stop();
  }

  #positionOf({ kind, timestamp }: MediaPacket): number {
    const scale = codecDescriptions[kind].clock / rate;
    if (this.#origin?.kind === kind) {
      const position = this.#origin.position + ((timestamp - this.#origin.timestamp) | 0) / scale;
      if (position >= 0 && position <= this.#length + mostGap) return Math.round(position);
    }
    this.#origin = { kind, timestamp, position: this.#length };
    return this.#length;
  }

  #makeRoom(length: number, most: number): void {
    if (length <= this.#samples.length) return;
    const larger = new Int16Array(
      Math.min(Math.max(length, 2 * this.#samples.length), Math.max(length, most)),
    );
    larger.set(this.#samples);
    this.#samples = larger;
  }

  #lookAtClock(): void {
    const now = performance.now();
    const { maxSeconds, silenceSeconds } = this.#options;
    const over = now - this.#startedAt >= maxSeconds * 1000;
    const silent = silenceSeconds !== undefined && now - this.#soundAt >= silenceSeconds * 1000;
    if (over || silent) this.stop();
  }
}

function isLoud(samples: Int16Array): boolean {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy > samples.length * quiet * quiet;
}
