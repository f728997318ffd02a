/** Plays samples to a leg: once, or over and over until it is stopped. */
import type { Leg } from "./leg.ts";
import type { Ticker } from "./ticker.ts";
import { FrameEncoder, frameSamples } from "./transcoder.ts";

export type PlayEnd = "finished" | "stopped";

export class Player {
  readonly #leg: Leg;
  readonly #samples: Int16Array;
  readonly #loop: boolean;
  readonly #encoder: FrameEncoder | undefined;
  readonly #stopTicking: () => void;
  readonly #ended = Promise.withResolvers<PlayEnd>();
  #position = 0;

  /** @param samples at 8 kHz */
  constructor(leg: Leg, samples: Int16Array, ticker: Ticker, options: { loop: boolean }) {
    this.#leg = leg;
    this.#samples = samples;
    this.#loop = options.loop && samples.length > 0;
    this.#encoder = FrameEncoder.for(leg.codecs);
    this.#stopTicking = ticker.onTick(() => this.#beat());
  }

  /** Resolves when the last sample has gone out, or when it was stopped before. */
  get ended(): Promise<PlayEnd> {
    return this.#ended.promise;
  }

  stop(): void {
    this.#end("stopped");
  }

  #beat(): void {
    if (this.#position >= this.#samples.length) return this.#end("finished");
    const frame = new Int16Array(frameSamples);
    frame.set(this.#samples.subarray(this.#position, this.#position + frameSamples));
    this.#position += frameSamples;
    if (this.#loop && this.#position >= this.#samples.length) this.#position = 0;
    const packet = this.#encoder?.encode(frame);
    if (packet) this.#leg.send(packet, this);
  }

  #end(how: PlayEnd): void {
    this.#stopTicking();
    this.#encoder?.close();
    this.#ended.resolve(how);
  }
}
