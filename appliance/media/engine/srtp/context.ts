/** SRTP of one direction (RFC 3711): what is sent is sealed, what is received is opened, each packet once. */
import { randomBytes } from "node:crypto";
import { PinnedMemory } from "../../../platform/for-workers.ts";
import { isRtcp, rtpHeaderBytes, rtpHeaderLength } from "../rtp.ts";
import { libcrypto } from "./libcrypto.ts";
import { IndexEstimator, ReplayCheck } from "./packet-index.ts";
import { type Primitives, plainPrimitives } from "./primitives.ts";
import { masterBytes, type SrtpSuite } from "./suites.ts";
import { createTransform, type Transform } from "./transforms.ts";

/** A peer that changes its source without end. */
const mostSources = 256;
const mostDatagram = 65_535;
/** One datagram at a time, with room for what a suite adds. */
const datagramScratch = new PinnedMemory(mostDatagram + 64);
export const fastestPrimitives: Primitives = libcrypto ?? plainPrimitives;

export const newSrtpKey = (suite: SrtpSuite): string => randomBytes(masterBytes(suite)).toString("base64");

/** Undefined when it has not the suite's octets of key and salt. */
export function parseSrtpKey(suite: SrtpSuite, key: string): Buffer | undefined {
  const bytes = Buffer.from(key, "base64");
  return bytes.length === masterBytes(suite) ? bytes : undefined;
}

interface KeyedBy {
  suite: SrtpSuite;
  /** Key and salt. */
  master: Buffer;
  primitives?: Primitives;
}

export class SrtpSealer {
  readonly #transform: Transform;
  readonly #indexes = new Map<number, IndexEstimator>();
  #rtcpIndex = 0;

  constructor({ suite, master, primitives = fastestPrimitives }: KeyedBy) {
    this.#transform = createTransform({ suite, master, opens: false, primitives });
  }

  /**
   * Seals the RTP packet at `offset` in place, whose header (extensions included) is `head` octets; the length
   * afterwards. There must be room for 20 octets more.
   */
  sealInPlace(memory: PinnedMemory, offset: number, head: number, length: number): number {
    const ssrc = memory.bytes.readUInt32BE(offset + 8);
    const estimator = this.#estimatorOf(ssrc);
    const index = estimator.estimate(memory.bytes.readUInt16BE(offset + 2));
    estimator.note(index);
    return this.#transform.sealRtp(memory, offset, head, length, ssrc, index);
  }

  /** Of a packet whose header is 12 octets, as this house writes them to telephones; valid until the next call. */
  seal(packet: Buffer): Buffer {
    datagramScratch.bytes.set(packet);
    const length = this.sealInPlace(datagramScratch, 0, rtpHeaderBytes, packet.length);
    return datagramScratch.bytes.subarray(0, length);
  }

  /** Valid until the next call. */
  sealRtcp(packet: Buffer): Buffer {
    datagramScratch.bytes.set(packet);
    const length = this.#transform.sealRtcp(datagramScratch, 0, packet.length, ++this.#rtcpIndex);
    return datagramScratch.bytes.subarray(0, length);
  }

  close(): void {
    this.#transform.close();
  }

  #estimatorOf(ssrc: number): IndexEstimator {
    const known = this.#indexes.get(ssrc);
    if (known) return known;
    const made = new IndexEstimator();
    this.#indexes.set(ssrc, made);
    return made;
  }
}

export class SrtpOpener {
  readonly #transform: Transform;
  readonly #sources = new Map<number, { estimator: IndexEstimator; replay: ReplayCheck }>();
  /** By source too: each counts its RTCP for itself (RFC 3711 §3.2.3). */
  readonly #rtcpReplays = new Map<number, ReplayCheck>();

  constructor({ suite, master, primitives = fastestPrimitives }: KeyedBy) {
    this.#transform = createTransform({ suite, master, opens: true, primitives });
  }

  /** A copy of the plain RTP or RTCP packet; undefined for what was forged, replayed or damaged. */
  open(data: Buffer): Buffer | undefined {
    if (data.length > mostDatagram) return undefined;
    if (isRtcp(data)) return this.#openRtcp(data);
    const head = rtpHeaderLength(data);
    if (head === undefined || data.length < head) return undefined;
    const ssrc = data.readUInt32BE(8);
    const source = this.#sources.get(ssrc) ?? { estimator: new IndexEstimator(), replay: new ReplayCheck() };
    const index = source.estimator.estimate(data.readUInt16BE(2));
    if (!source.replay.isNew(index)) return undefined;
    datagramScratch.bytes.set(data);
    const length = this.#transform.openRtp(datagramScratch, 0, head, data.length, ssrc, index);
    if (length < 0) return undefined;
    remember(this.#sources, ssrc, source);
    source.estimator.note(index);
    source.replay.note(index);
    return Buffer.from(datagramScratch.bytes.subarray(0, length));
  }

  close(): void {
    this.#transform.close();
  }

  #openRtcp(data: Buffer): Buffer | undefined {
    datagramScratch.bytes.set(data);
    const length = this.#transform.openRtcp(datagramScratch, 0, data.length);
    if (length < 0) return undefined;
    const index = data.readUInt32BE(this.#transform.rtcpTrailerAt(data.length, length)) & 0x7fffffff;
    const ssrc = data.readUInt32BE(4);
    const replay = this.#rtcpReplays.get(ssrc) ?? new ReplayCheck();
    if (!replay.isNew(index)) return undefined;
    replay.note(index);
    remember(this.#rtcpReplays, ssrc, replay);
    return Buffer.from(datagramScratch.bytes.subarray(0, length));
  }
}

/** Only a source that has proved itself is remembered. */
function remember<State>(sources: Map<number, State>, ssrc: number, state: State): void {
  if (sources.has(ssrc)) return;
  if (sources.size >= mostSources) sources.clear();
  sources.set(ssrc, state);
}
