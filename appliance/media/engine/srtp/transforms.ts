/** The packet transforms of the suites, in place: RFC 3711 §4 for AES_CM_128_HMAC_SHA1_80, RFC 7714 for GCM. */
import { timingSafeEqual } from "node:crypto";
import type { PinnedMemory } from "../../../platform/for-workers.ts";
import type { CounterMode, Galois, KeyedHash, Primitives } from "./primitives.ts";
import { deriveKeys, type SrtpSuite, srtpSuites } from "./suites.ts";

/** Octets of an RTCP packet that stay readable: header and SSRC. */
const rtcpHead = 8;
/** The E flag and the index of SRTCP (RFC 3711 §3.4). */
const rtcpTrailer = 4;
const encryptedFlag = 0x80000000;

/**
 * A packet is `length` octets at `offset` of the memory. Every method answers with the length afterwards; opening
 * answers -1 for what is forged or damaged, and then leaves rubbish in the memory.
 */
export interface Transform {
  sealRtp(
    memory: PinnedMemory,
    offset: number,
    head: number,
    length: number,
    ssrc: number,
    index: number,
  ): number;
  openRtp(
    memory: PinnedMemory,
    offset: number,
    head: number,
    length: number,
    ssrc: number,
    index: number,
  ): number;
  sealRtcp(memory: PinnedMemory, offset: number, length: number, index: number): number;
  openRtcp(memory: PinnedMemory, offset: number, length: number): number;
  /** Where the index stands in a sealed RTCP packet of `length` octets that held `plain`. */
  rtcpTrailerAt(length: number, plain: number): number;
  close(): void;
}

export function createTransform(options: {
  suite: SrtpSuite;
  master: Buffer;
  opens: boolean;
  primitives: Primitives;
}): Transform {
  return options.suite === "AEAD_AES_128_GCM" ? new GcmTransform(options) : new CounterTransform(options);
}

type TransformOptions = Parameters<typeof createTransform>[0];

class GcmTransform implements Transform {
  readonly #rtp: Galois;
  readonly #rtcp: Galois;
  readonly #rtpSalt: Buffer;
  readonly #rtcpSalt: Buffer;
  readonly #nonce = Buffer.alloc(12);
  readonly #tag: number;

  constructor({ suite, master, opens, primitives }: TransformOptions) {
    const [rtp, rtcp] = [deriveKeys(suite, master, false), deriveKeys(suite, master, true)];
    this.#rtp = primitives.galois(rtp.cipher, opens);
    this.#rtcp = primitives.galois(rtcp.cipher, opens);
    this.#rtpSalt = rtp.salt;
    this.#rtcpSalt = rtcp.salt;
    this.#tag = srtpSuites[suite].tagBytes;
  }

  sealRtp(memory: PinnedMemory, offset: number, head: number, length: number, ssrc: number, index: number) {
    const nonce = this.#rtpNonce(ssrc, index);
    this.#rtp.seal(memory, offset + head, length - head, offset, head, -1, nonce);
    return length + this.#tag;
  }

  openRtp(memory: PinnedMemory, offset: number, head: number, length: number, ssrc: number, index: number) {
    const body = length - head - this.#tag;
    if (body < 0) return -1;
    const nonce = this.#rtpNonce(ssrc, index);
    return this.#rtp.open(memory, offset + head, body, offset, head, -1, nonce) ? head + body : -1;
  }

  /** RFC 7714 §9: the trailer is associated with the packet although it comes after the tag. */
  sealRtcp(memory: PinnedMemory, offset: number, length: number, index: number): number {
    const trailer = offset + length + this.#tag;
    memory.bytes.writeUInt32BE((index | encryptedFlag) >>> 0, trailer);
    const nonce = this.#rtcpNonce(memory.bytes.readUInt32BE(offset + 4), index);
    this.#rtcp.seal(memory, offset + rtcpHead, length - rtcpHead, offset, rtcpHead, trailer, nonce);
    return length + this.#tag + rtcpTrailer;
  }

  openRtcp(memory: PinnedMemory, offset: number, length: number): number {
    const body = length - rtcpHead - this.#tag - rtcpTrailer;
    if (body < 0) return -1;
    const trailer = offset + length - rtcpTrailer;
    const word = memory.bytes.readUInt32BE(trailer);
    if (word < encryptedFlag) return -1; // nobody sends RTCP in the clear under GCM
    const nonce = this.#rtcpNonce(memory.bytes.readUInt32BE(offset + 4), word - encryptedFlag);
    const opened = this.#rtcp.open(memory, offset + rtcpHead, body, offset, rtcpHead, trailer, nonce);
    return opened ? rtcpHead + body : -1;
  }

  rtcpTrailerAt(length: number): number {
    return length - rtcpTrailer;
  }

  close(): void {
    this.#rtp.close();
    this.#rtcp.close();
  }

  /** RFC 7714 §8.1: SSRC, rollover counter and sequence number, by XOR with the salt. */
  #rtpNonce(ssrc: number, index: number): Buffer {
    const nonce = this.#nonce;
    nonce.writeUInt16BE(0, 0);
    nonce.writeUInt32BE(ssrc, 2);
    nonce.writeUInt16BE(Math.floor(index / 2 ** 32), 6);
    nonce.writeUInt32BE(index >>> 0, 8);
    return salted(nonce, this.#rtpSalt);
  }

  /** RFC 7714 §9.1. */
  #rtcpNonce(ssrc: number, index: number): Buffer {
    const nonce = this.#nonce;
    nonce.writeUInt16BE(0, 0);
    nonce.writeUInt32BE(ssrc, 2);
    nonce.writeUInt16BE(0, 6);
    nonce.writeUInt32BE(index, 8);
    return salted(nonce, this.#rtcpSalt);
  }
}

function salted(nonce: Buffer, salt: Buffer): Buffer {
  for (let index = 0; index < nonce.length; index++) nonce[index] = (nonce[index] ?? 0) ^ (salt[index] ?? 0);
  return nonce;
}

class CounterTransform implements Transform {
  readonly #rtp: KeyedStream;
  readonly #rtcp: KeyedStream;
  readonly #given: Buffer;

  constructor({ suite, master, primitives }: TransformOptions) {
    this.#rtp = new KeyedStream(suite, master, false, primitives);
    this.#rtcp = new KeyedStream(suite, master, true, primitives);
    this.#given = Buffer.alloc(srtpSuites[suite].tagBytes);
  }

  sealRtp(memory: PinnedMemory, offset: number, head: number, length: number, ssrc: number, index: number) {
    this.#rtp.crypt(memory, offset + head, length - head, ssrc, index);
    return length + this.#sign(memory, offset, length, index);
  }

  openRtp(memory: PinnedMemory, offset: number, head: number, length: number, ssrc: number, index: number) {
    const signed = length - this.#given.length;
    if (signed < head) return -1;
    memory.bytes.copy(this.#given, 0, offset + signed, offset + length);
    this.#sign(memory, offset, signed, index);
    if (!timingSafeEqual(memory.bytes.subarray(offset + signed, offset + length), this.#given)) return -1;
    this.#rtp.crypt(memory, offset + head, signed - head, ssrc, index);
    return signed;
  }

  /** RFC 3711 §3.4. */
  sealRtcp(memory: PinnedMemory, offset: number, length: number, index: number): number {
    const { bytes } = memory;
    this.#rtcp.crypt(memory, offset + rtcpHead, length - rtcpHead, bytes.readUInt32BE(offset + 4), index);
    bytes.writeUInt32BE((index | encryptedFlag) >>> 0, offset + length);
    const signed = length + rtcpTrailer;
    this.#rtcp.digest(memory, offset, signed).copy(bytes, offset + signed, 0, this.#given.length);
    return signed + this.#given.length;
  }

  openRtcp(memory: PinnedMemory, offset: number, length: number): number {
    const { bytes } = memory;
    const signed = length - this.#given.length;
    const body = signed - rtcpTrailer - rtcpHead;
    if (body < 0) return -1;
    const digest = this.#rtcp.digest(memory, offset, signed).subarray(0, this.#given.length);
    if (!timingSafeEqual(digest, bytes.subarray(offset + signed, offset + length))) return -1;
    const word = bytes.readUInt32BE(offset + signed - rtcpTrailer);
    if (word >= encryptedFlag)
      this.#rtcp.crypt(memory, offset + rtcpHead, body, bytes.readUInt32BE(offset + 4), word - encryptedFlag);
    return rtcpHead + body;
  }

  rtcpTrailerAt(_length: number, plain: number): number {
    return plain;
  }

  close(): void {
    this.#rtp.close();
    this.#rtcp.close();
  }

  /** Writes the tag behind the packet, over what is there; the rollover counter is signed with it. */
  #sign(memory: PinnedMemory, offset: number, length: number, index: number): number {
    const end = offset + length;
    memory.bytes.writeUInt32BE(Math.floor(index / 65_536) >>> 0, end);
    this.#rtp.digest(memory, offset, length + 4).copy(memory.bytes, end, 0, this.#given.length);
    return this.#given.length;
  }
}

/** The session keys of RTP or of RTCP. */
class KeyedStream {
  readonly #cipher: CounterMode;
  readonly #hash: KeyedHash;
  readonly #salt: Buffer;
  readonly #counter = Buffer.alloc(16);

  constructor(suite: SrtpSuite, master: Buffer, rtcp: boolean, primitives: Primitives) {
    const keys = deriveKeys(suite, master, rtcp);
    this.#cipher = primitives.counterMode(keys.cipher);
    this.#hash = primitives.hmacSha1(keys.authentication);
    this.#salt = keys.salt;
  }

  /** AES in counter mode at this packet index (RFC 3711 §4.1.1). */
  crypt(memory: PinnedMemory, offset: number, length: number, ssrc: number, index: number): void {
    const counter = this.#counter;
    counter.writeUInt32BE(0, 0);
    counter.writeUInt32BE(ssrc, 4);
    counter.writeUInt16BE(Math.floor(index / 2 ** 32), 8);
    counter.writeUInt32BE(index >>> 0, 10);
    counter.writeUInt16BE(0, 14);
    for (let at = 0; at < 14; at++) counter[at] = (counter[at] ?? 0) ^ (this.#salt[at] ?? 0);
    this.#cipher.crypt(memory, offset, length, counter);
  }

  digest(memory: PinnedMemory, offset: number, length: number): Buffer {
    return this.#hash.digest(memory, offset, length);
  }

  close(): void {
    this.#cipher.close();
    this.#hash.close();
  }
}
