/** Shows a still picture to a leg: a whole one when it begins, when its decoder asks, and every two seconds. */
import { fits, pictureClock, type StillPicture } from "../pictures.ts";
import { KeyFrameRequests } from "./key-frame-requests.ts";
import type { Leg } from "./leg.ts";
import { packetizeH264, packetizeVp8 } from "./packetize.ts";

const again = 2000;

export class StillShow {
  readonly #leg: Leg;
  readonly #frames: readonly Buffer[][];
  readonly #timer: Timer;
  readonly #requests = new KeyFrameRequests();
  #sequence = 0;
  #shown = 0;

  private constructor(leg: Leg, frames: readonly Buffer[][]) {
    this.#leg = leg;
    this.#frames = frames;
    this.#timer = setInterval(() => this.show(), again);
    this.show();
  }

  /** The largest of the pictures that the leg's peer takes; undefined where there is none in its format. */
  static begin(leg: Leg, stills: readonly StillPicture[]): StillShow | undefined {
    const { picture: format, largestPicturePacket: limit } = leg;
    const usable = stills.filter(({ codec }) => codec === format?.codec).sort((a, b) => b.height - a.height);
    const still = usable.find(({ height }) => format && fits(format, height)) ?? usable.at(-1);
    if (!still) return undefined;
    const packetize = still.codec === "H264" ? packetizeH264 : packetizeVp8;
    return new StillShow(
      leg,
      still.frames.map((frame) => packetize(Buffer.from(frame), limit)),
    );
  }

  show(): void {
    const now = performance.now();
    if (!this.#requests.due(now)) return;
    // By turns, because two whole pictures in a row must not have the same number (H.264 §7.4.3, idr_pic_id).
    const packets = this.#frames[this.#shown++ % this.#frames.length] ?? [];
    const timestamp = Math.round((now * pictureClock) / 1000) >>> 0;
    for (const [index, payload] of packets.entries()) {
      const marker = index === packets.length - 1;
      const sequence = this.#sequence++ & 0xffff;
      this.#leg.sendPicture({ marker, timestamp, sequence, payload }, this);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
