/** When each packet of a connection was sent, by its transport-wide sequence number. */
import type { SentPacket } from "./bandwidth.ts";
import type { ArrivedPacket } from "./transport-feedback.ts";

/** A power of two; some seconds of a large meeting. */
const size = 8192;

export class SendLog {
  /** The probe that packets belong to now; 0 for none. */
  probe = 0;
  /** Octets sent since the beginning. */
  octets = 0;
  #sequence = 0;
  readonly #sentAt = new Float64Array(size);
  readonly #octets = new Uint16Array(size);
  readonly #probe = new Uint32Array(size);

  /** The number of the next packet. @param now milliseconds */
  note(octets: number, now: number): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const at = this.#sequence & (size - 1);
    this.#sentAt[at] = now;
    this.#octets[at] = octets;
    this.#probe[at] = this.probe;
    this.octets += octets;
    return this.#sequence;
  }

  /** What is known of the packets that a receiver speaks of; each is spoken of once. */
  resolve(packets: readonly ArrivedPacket[]): SentPacket[] {
    return packets.flatMap(({ sequence, arrivedAt }) => {
      const at = sequence & (size - 1);
      const octets = this.#octets[at] ?? 0;
      if (octets === 0 || ((this.#sequence - sequence) & 0xffff) >= size) return [];
      this.#octets[at] = 0;
      return [{ sentAt: this.#sentAt[at] ?? 0, arrivedAt, octets, probe: this.#probe[at] ?? 0 }];
    });
  }
}
