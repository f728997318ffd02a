/** Even RTP ports with the RTCP port above each (RFC 3550 §11), out of the configured range. */
import { openUdp, type UdpSocket } from "../../platform/for-workers.ts";
import { mediaErrors } from "../errors.ts";

export interface PortPair {
  rtp: UdpSocket;
  rtcp: UdpSocket;
}

export class PortPairs {
  readonly #address: string;
  readonly #first: number;
  readonly #count: number;
  #next: number;

  constructor(options: { address: string; min: number; max: number }) {
    this.#address = options.address;
    this.#first = options.min + (options.min % 2);
    this.#count = Math.max(1, Math.floor((options.max - this.#first + 1) / 2));
    this.#next = Math.floor(Math.random() * this.#count);
  }

  /** @param handlers with the mark of its packets (RFC 2474) */
  async open(handlers: {
    dscp: number;
    onRtp(data: Buffer, port: number, address: string): void;
    onRtcp(data: Buffer, port: number, address: string): void;
  }): Promise<PortPair> {
    for (let attempt = 0; attempt < Math.min(this.#count, 200); attempt++) {
      const port = this.#first + 2 * (this.#next++ % this.#count);
      const options = { address: this.#address, dscp: handlers.dscp, bufferBytes: 512 * 1024 };
      const rtp = await openUdp({ ...options, port, onDatagram: handlers.onRtp }).catch(() => undefined);
      if (!rtp) continue; // taken by somebody else
      const rtcp = await openUdp({ ...options, port: port + 1, onDatagram: handlers.onRtcp }).catch(
        () => undefined,
      );
      if (rtcp) return { rtp, rtcp };
      rtp.close();
    }
    throw mediaErrors("media-ports-used-up");
  }
}
