/** One publication on its way to one browser: the layer that it gets, under numbers of its own, sent again on demand. */
import { randomInt } from "node:crypto";
import { writeSenderReport } from "../rtp.ts";
import type { WebRtcTransport } from "../webrtc/transport.ts";
import { History, type KeptPacket } from "./history.ts";
import { LayerSwitch } from "./layer-switch.ts";
import type { Publication, PublishedPacket } from "./publication.ts";
import type { SendLog } from "./send-log.ts";
import { rewriteVp8 } from "./vp8.ts";

const plainHead = 12;
/** With the transport-wide sequence number: one extension of two octets, padded (RFC 8285 §4.2). */
const extendedHead = 20;
const sendAgainEvery = 25;

/** What the browser's answer has settled. */
export interface Agreed {
  type: number;
  /** Payload type of retransmissions; undefined where the browser takes none. */
  repairType: number | undefined;
  /** Id of the transport-wide sequence number's extension; 0 where the browser takes none. */
  sequenceExtension: number;
}

export class OutgoingStream {
  readonly publication: Publication;
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  readonly repairSsrc: number | undefined;
  /** Undefined before the browser knows of it: a packet that comes earlier would be taken for somebody else's. */
  agreed: Agreed | undefined;
  readonly #transport: WebRtcTransport;
  readonly #log: SendLog;
  readonly #layers = new LayerSwitch();
  readonly #history: History | undefined;
  readonly #stop: () => void;
  #repairSequence = randomInt(0x8000);
  #packets = 0;
  #octets = 0;
  #sentAt = 0;

  constructor(publication: Publication, transport: WebRtcTransport, log: SendLog) {
    this.publication = publication;
    this.#transport = transport;
    this.#log = log;
    if (publication.kind === "video") {
      this.repairSsrc = randomInt(1, 2 ** 32 - 1);
      this.#history = new History();
    }
    this.#stop = publication.onPacket((packet, now) => this.#send(packet, now));
  }

  /** The layer that is forwarded; -1 for none. */
  get layer(): number {
    return this.#layers.current;
  }

  /** The layer that it waits for; undefined when it has what it wants. */
  get awaited(): number | undefined {
    return this.#layers.waits ? this.#layers.target : undefined;
  }

  /**
   * @param layer -1 for none
   * @param atOnce the path is full: better no picture than a large one until the small one begins
   */
  want(layer: number, atOnce = false): void {
    if (layer === this.#layers.target) return;
    this.#layers.want(layer, atOnce);
    if (this.#layers.current < 0) this.#history?.forget();
  }

  /**
   * Sends again what was lost, under a source and numbers of its own (RFC 4588 §4); without that, sealing anew
   * would break the cipher's rules. @param mayCost asked before each, with its octets
   */
  sendAgain(lost: readonly number[], now: number, mayCost: (octets: number) => boolean): void {
    if (this.agreed?.repairType === undefined) return;
    for (const sequence of lost) {
      const kept = this.#history?.find(sequence);
      if (!kept || !this.#history?.mayAgain(sequence, now, sendAgainEvery)) continue;
      if (!mayCost(kept.packet.payload.length + extendedHead)) return;
      this.#repair(kept, now);
    }
  }

  /** Repeats what was sent last, to measure the path; the octets that went out. */
  pad(now: number): number {
    const kept = this.#history?.find(this.#layers.sequence);
    if (!kept || this.agreed?.repairType === undefined) return 0;
    this.#repair(kept, now);
    return kept.packet.payload.length + extendedHead;
  }

  /** So that the browser keeps sound and picture together (RFC 3550 §6.4.1). */
  report(now: number): void {
    if (!this.agreed || this.#packets === 0) return;
    const clock = this.publication.kind === "video" ? 90_000 : 48_000;
    const since = Math.round(((now - this.#sentAt) * clock) / 1000);
    const timestamp = (this.#layers.timestamp + since) >>> 0;
    const sent = { ssrc: this.ssrc, packets: this.#packets, octets: this.#octets, timestamp };
    this.#transport.sendRtcp(writeSenderReport(Date.now(), sent, undefined));
  }

  close(): void {
    this.#stop();
  }

  #send(packet: PublishedPacket, now: number): void {
    const agreed = this.agreed;
    if (!agreed) return;
    const numbers = this.#layers;
    if (this.#history) {
      const before = numbers.current;
      if (!numbers.take(packet, now)) return;
      if (numbers.current !== before) this.#history.forget(); // a key frame makes what was before it worthless
      if (!this.#history.keep(packet, numbers)) return;
    } else {
      numbers.sequence = packet.sequence;
      numbers.timestamp = packet.timestamp;
    }
    const { sequence, timestamp } = numbers;
    const octets = packet.payload.length;
    const at = this.#head(agreed.type, packet.marker, sequence, timestamp, this.ssrc, octets, now);
    if (at < 0) return;
    const { memory } = this.#transport;
    memory.set(packet.payload, at);
    if (packet.vp8) rewriteVp8(memory, at, packet.vp8, numbers);
    this.#packets++;
    this.#octets += octets;
    this.#sentAt = now;
    const head = agreed.sequenceExtension ? extendedHead : plainHead;
    this.#transport.sendRtp(head, head + octets);
  }

  #repair(kept: KeptPacket, now: number): void {
    const { agreed, repairSsrc } = this;
    if (agreed?.repairType === undefined || repairSsrc === undefined) return;
    const { packet, sequence, timestamp } = kept;
    this.#repairSequence = (this.#repairSequence + 1) & 0xffff;
    const octets = packet.payload.length + 2;
    const at = this.#head(
      agreed.repairType,
      packet.marker,
      this.#repairSequence,
      timestamp,
      repairSsrc,
      octets,
      now,
    );
    if (at < 0) return;
    const { memory } = this.#transport;
    memory.writeUInt16BE(sequence, at);
    memory.set(packet.payload, at + 2);
    if (packet.vp8) rewriteVp8(memory, at + 2, packet.vp8, kept);
    const head = agreed.sequenceExtension ? extendedHead : plainHead;
    this.#transport.sendRtp(head, head + octets);
  }

  /** Writes the header; where the payload goes, -1 while there is no connection. */
  #head(
    type: number,
    marker: boolean,
    sequence: number,
    timestamp: number,
    ssrc: number,
    octets: number,
    now: number,
  ): number {
    const at = this.#transport.rtpSlot();
    if (at < 0) return -1;
    const { memory } = this.#transport;
    const extension = this.agreed?.sequenceExtension ?? 0;
    memory[at] = extension ? 0x90 : 0x80;
    memory[at + 1] = type | (marker ? 128 : 0);
    memory.writeUInt16BE(sequence, at + 2);
    memory.writeUInt32BE(timestamp, at + 4);
    memory.writeUInt32BE(ssrc, at + 8);
    if (!extension) return at + plainHead;
    memory.writeUInt32BE(0xbede0001, at + 12);
    memory[at + 16] = (extension << 4) | 1;
    memory.writeUInt16BE(this.#log.note(octets + extendedHead, now), at + 17);
    memory[at + 19] = 0;
    return at + extendedHead;
  }
}
