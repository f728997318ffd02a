/**
 * Where a peer's packets come from, learnt from the packets themselves (symmetric RTP, RFC 4961), but only
 * from addresses that the signalling vouches for: a stranger cannot pull a conversation over to itself.
 */
import { type UdpAddress, udpAddress } from "../../platform/for-workers.ts";

/** A peer may move to another port (it restarted) only after this long without a packet. */
const silence = 2000;

export class Latch {
  /** The addresses that may speak: the one in the SDP, and the one that signalling comes from. */
  readonly #trusted: ReadonlySet<UdpAddress>;
  #address: UdpAddress;
  #port: number;
  #latched = false;
  #heardAt = 0;

  constructor(described: { address: string; port: number }, signalled: string) {
    this.#trusted = new Set(
      [described.address, signalled].filter((address) => address !== "").map(udpAddress),
    );
    this.#address = udpAddress(described.address);
    this.#port = described.port;
  }

  get address(): UdpAddress {
    return this.#address;
  }

  get port(): number {
    return this.#port;
  }

  /** Whether a packet from there belongs to the peer; follows it the first time, and after a silence. */
  admits(address: UdpAddress, port: number, now: number): boolean {
    if (address === this.#address && port === this.#port) {
      this.#latched = true;
      this.#heardAt = now;
      return true;
    }
    if (!this.#trusted.has(address) || (this.#latched && now - this.#heardAt < silence)) return false;
    this.#latched = true;
    this.#heardAt = now;
    this.#address = address;
    this.#port = port;
    return true;
  }
}
