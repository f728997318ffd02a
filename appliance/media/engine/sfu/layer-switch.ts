/**
 * Makes one unbroken stream out of a picture's layers: it changes at key frames, and goes on counting where it was
 * (sequence, time, PictureID, TL0PICIDX), so that the decoder takes it for one encoder that changed its mind.
 */
import { randomInt } from "node:crypto";
import type { PublishedPacket } from "./publication.ts";

const clock = 90_000;
const longestPause = 60_000;
/** Of 30 frames a second; the least that time advances when layers change. */
const oneFrame = 3000;

export class LayerSwitch {
  /** The layer that is being forwarded; -1 for none. */
  current = -1;
  /** The layer that is wanted; -1 for none. */
  #target = -1;
  /** Of the last packet that was let through, as it goes out. */
  sequence = randomInt(0x8000);
  timestamp = randomInt(2 ** 31);
  pictureId = randomInt(0x8000);
  tl0 = 0;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #pictureOffset = 0;
  #tl0Offset = 0;
  /** The highest of what went out: late packets do not take the count back. */
  #highest = { sequence: this.sequence, timestamp: this.timestamp, pictureId: this.pictureId, tl0: this.tl0 };
  #firstOfLayer = 0;
  #sentAt = 0;

  get target(): number {
    return this.#target;
  }

  /**
   * @param layer -1 pauses; another layer begins with its next key frame
   * @param atOnce the old layer ends now, whether or not the new one has begun
   */
  want(layer: number, atOnce = false): void {
    this.#target = layer;
    if (layer < 0 || (atOnce && layer !== this.current)) this.current = -1;
  }

  /** Whether a key frame of the target is needed. */
  get waits(): boolean {
    return this.#target >= 0 && this.#target !== this.current;
  }

  /** True for a packet that goes out; its numbers are this object's then. */
  take(packet: PublishedPacket, now: number): boolean {
    if (packet.layer === this.#target && this.waits && packet.vp8?.keyFrame) this.#begin(packet, now);
    return this.#forward(packet, now);
  }

  #begin(packet: PublishedPacket, now: number): void {
    const elapsed = this.#sentAt === 0 ? 0 : Math.min(now - this.#sentAt, longestPause);
    const advance = Math.max(oneFrame, Math.round((elapsed * clock) / 1000));
    const { sequence, timestamp, pictureId, tl0 } = this.#highest;
    this.#sequenceOffset = sequence + 1 - packet.sequence;
    this.#timestampOffset = timestamp + advance - packet.timestamp;
    this.#pictureOffset = pictureId + 1 - (packet.vp8?.pictureId ?? 0);
    this.#tl0Offset = tl0 + 1 - (packet.vp8?.tl0 ?? 0);
    this.#firstOfLayer = packet.sequence;
    this.current = packet.layer;
  }

  #forward(packet: PublishedPacket, now: number): boolean {
    if (packet.layer !== this.current) return false;
    // What comes late from before the key frame has no place in the new count.
    if (((packet.sequence - this.#firstOfLayer) & 0xffff) > 0x8000 && this.#isYoung(packet)) return false;
    this.sequence = (packet.sequence + this.#sequenceOffset) & 0xffff;
    this.timestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    this.pictureId = ((packet.vp8?.pictureId ?? 0) + this.#pictureOffset) & 0x7fff;
    this.tl0 = ((packet.vp8?.tl0 ?? 0) + this.#tl0Offset) & 0xff;
    const ahead = (this.sequence - this.#highest.sequence) & 0xffff;
    if (ahead > 0 && ahead < 0x8000) {
      const highest = this.#highest;
      highest.sequence = this.sequence;
      highest.timestamp = this.timestamp;
      highest.pictureId = this.pictureId;
      highest.tl0 = this.tl0;
      this.#sentAt = now;
    }
    return true;
  }

  /** Whether the layer is so new that its sequence cannot have come round yet. */
  #isYoung({ sequence }: PublishedPacket): boolean {
    const begun = (this.#firstOfLayer + this.#sequenceOffset) & 0xffff;
    const age = (this.#highest.sequence - begun) & 0xffff;
    if (age < 0x4000) return true;
    this.#firstOfLayer = sequence; // long ago: the guard moves along
    return false;
  }
}
