/** Even RTP ports with the RTCP port above each (RFC 3550 §11), out of the configured range. */
import {
  type OpenDescriptors,
  openUdp,
  type UdpAddress,
  UdpRounds,
  type UdpSocket,
  udpAddress,
} from "../../platform/for-workers.ts";
import { mediaErrors } from "../errors.ts";

export interface PortPair {
  rtp: UdpSocket;
  rtcp: UdpSocket;
  close(): void;
}

/** @param data valid until this returns */
type OnDatagram = (data: Buffer, port: number, address: UdpAddress) => void;

/**
 * As long as no more are open, the event loop wakes up for each packet; that costs less than a timer does. With more,
 * and until those are closed, RTP is fetched in rounds.
 */
const fewPairs = 16;

export class PortPairs {
  readonly #address: string;
  readonly #first: number;
  readonly #count: number;
  readonly #rounds: UdpRounds;
  /** How a pair's RTP comes to be fetched in rounds; undefined where it is. */
  readonly #open = new Map<PortPair, (() => void) | undefined>();
  #next: number;

  /** @param options.descriptors see UdpRounds */
  constructor(options: { address: string; min: number; max: number; descriptors?: OpenDescriptors }) {
    this.#address = options.address;
    this.#rounds = new UdpRounds(options.descriptors);
    this.#first = options.min + (options.min % 2);
    this.#count = Math.max(1, Math.floor((options.max - this.#first + 1) / 2));
    this.#next = Math.floor(Math.random() * this.#count);
  }

  /** @param handlers with the mark of its packets (RFC 2474) */
  async open(handlers: { dscp: number; onRtp: OnDatagram; onRtcp: OnDatagram }): Promise<PortPair> {
    for (let attempt = 0; attempt < Math.min(this.#count, 200); attempt++) {
      const port = this.#first + 2 * (this.#next++ % this.#count);
      const options = { address: this.#address, dscp: handlers.dscp, bufferBytes: 512 * 1024 };
      const open = (at: number, told: OnDatagram) =>
        openUdp({
          ...options,
          port: at,
          onDatagram: (data, from, address) => told(data, from, udpAddress(address)),
        }).catch(() => undefined);
      const rtp = await open(port, handlers.onRtp);
      if (!rtp) continue; // taken by somebody else
      const rtcp = await open(port + 1, handlers.onRtcp);
      if (rtcp) return this.#opened(rtp, rtcp, handlers.onRtp);
      rtp.close();
    }
    throw mediaErrors("media-ports-used-up");
  }

  #opened(rtp: UdpSocket, rtcp: UdpSocket, onRtp: OnDatagram): PortPair {
    const pair = {
      rtp,
      rtcp,
      close: () => {
        this.#open.delete(pair);
        rtp.close();
        rtcp.close();
      },
    };
    this.#open.set(pair, () => rtp.receiveBy(this.#rounds, onRtp));
    if (this.#open.size > fewPairs) setImmediate(() => this.#gather());
    return pair;
  }

  #gather(): void {
    for (const [pair, receiveByRounds] of this.#open) {
      if (!receiveByRounds) continue;
      receiveByRounds();
      this.#open.set(pair, undefined);
    }
  }
}
