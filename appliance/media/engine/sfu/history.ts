/** The last packets of an outgoing stream, for receivers that ask again: numbers in tables, payloads shared by all. */
import type { LayerSwitch } from "./layer-switch.ts";
import type { PublishedPacket } from "./publication.ts";

/** A power of two; some seconds of picture. */
const size = 1024;

export interface KeptPacket {
  packet: PublishedPacket;
  sequence: number;
  timestamp: number;
  pictureId: number;
  tl0: number;
}

export class History {
  readonly #packets: (PublishedPacket | undefined)[] = new Array<PublishedPacket | undefined>(size);
  readonly #sequences = new Int32Array(size).fill(-1);
  readonly #timestamps = new Uint32Array(size);
  readonly #pictureIds = new Uint16Array(size);
  readonly #tl0s = new Uint8Array(size);
  readonly #sentAgainAt = new Float64Array(size);

  /** False when it is kept already: what was sealed under a number is never sealed under it again. */
  keep(packet: PublishedPacket, numbers: LayerSwitch): boolean {
    const at = numbers.sequence & (size - 1);
    if (this.#sequences[at] === numbers.sequence) return false;
    this.#packets[at] = packet;
    this.#sequences[at] = numbers.sequence;
    this.#timestamps[at] = numbers.timestamp;
    this.#pictureIds[at] = numbers.pictureId;
    this.#tl0s[at] = numbers.tl0;
    this.#sentAgainAt[at] = Number.NEGATIVE_INFINITY;
    return true;
  }

  forget(): void {
    this.#sequences.fill(-1);
    this.#packets.fill(undefined);
  }

  find(sequence: number): KeptPacket | undefined {
    const at = sequence & (size - 1);
    const packet = this.#packets[at];
    if (!packet || this.#sequences[at] !== sequence) return undefined;
    return {
      packet,
      sequence,
      timestamp: this.#timestamps[at] ?? 0,
      pictureId: this.#pictureIds[at] ?? 0,
      tl0: this.#tl0s[at] ?? 0,
    };
  }

  /** False when it was sent again less than `interval` milliseconds ago. */
  mayAgain(sequence: number, now: number, interval: number): boolean {
    const at = sequence & (size - 1);
    if (now - (this.#sentAgainAt[at] ?? 0) < interval) return false;
    this.#sentAgainAt[at] = now;
    return true;
  }
}
