/** Plays a sound to a leg, over and over, until it is stopped. */
import type { Leg } from "./leg.ts";
import type { Ticker } from "./ticker.ts";
import { FrameEncoder, frameSamples } from "./transcoder.ts";

export class Player {
  readonly #stop: () => void;

  /** @param samples at 8 kHz */
  constructor(leg: Leg, samples: Int16Array, ticker: Ticker) {
    const encoder = FrameEncoder.for(leg.codecs);
    let position = 0;
    const stopTicking = ticker.onTick(() => {
      const frame = samples.subarray(position, position + frameSamples);
      position = position + frameSamples >= samples.length ? 0 : position + frameSamples;
      if (frame.length < frameSamples) return;
      const packet = encoder?.encode(frame);
      if (packet) leg.send(packet, this);
    });
    this.#stop = () => {
      stopTicking();
      encoder?.close();
    };
  }

  stop(): void {
    this.#stop();
  }
}
