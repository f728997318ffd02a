/** SRTP with AES_CM_128_HMAC_SHA1_80 (RFC 3711), keyed by SDES (RFC 4568). */
import { createCipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isRtcp, rtpHeaderBytes } from "./rtp.ts";

export const srtpSuite = "AES_CM_128_HMAC_SHA1_80";
const tagBytes = 10;
const replayWindow = 64n;

export const newSrtpKey = (): string => randomBytes(30).toString("base64");

/** Undefined when it is not 16 octets of key and 14 of salt. */
export function parseSrtpKey(key: string): Buffer | undefined {
  const bytes = Buffer.from(key, "base64");
  return bytes.length === 30 ? bytes : undefined;
}

interface SessionKeys {
  cipher: Buffer;
  salt: Buffer;
  authentication: Buffer;
}

/** RFC 3711 §4.3.1; label 0–2 for RTP, 3–5 for RTCP. */
function deriveKeys(master: Buffer, rtcp: boolean): SessionKeys {
  const key = master.subarray(0, 16);
  const derive = (label: number, length: number) => {
    const iv = Buffer.alloc(16);
    master.copy(iv, 0, 16, 30);
    iv[7] = (iv[7] ?? 0) ^ label;
    return createCipheriv("aes-128-ctr", key, iv).update(Buffer.alloc(length));
  };
  const first = rtcp ? 3 : 0;
  return { cipher: derive(first, 16), authentication: derive(first + 1, 20), salt: derive(first + 2, 14) };
}

/** AES in counter mode at this packet index (RFC 3711 §4.1.1). */
function crypt(keys: SessionKeys, ssrc: number, index: bigint, data: Buffer): Buffer {
  const iv = Buffer.alloc(16);
  keys.salt.copy(iv);
  iv.writeUInt32BE((iv.readUInt32BE(4) ^ ssrc) >>> 0, 4);
  const low = iv.readUIntBE(8, 6);
  iv.writeUIntBE(Number((BigInt(low) ^ index) & 0xffffffffffffn), 8, 6);
  return createCipheriv("aes-128-ctr", keys.cipher, iv).update(data);
}

const tagOf = (keys: SessionKeys, data: Buffer, suffix: Buffer): Buffer =>
  createHmac("sha1", keys.authentication).update(data).update(suffix).digest().subarray(0, tagBytes);

function rolloverBytes(index: bigint): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Number((index >> 16n) & 0xffffffffn));
  return bytes;
}

/** Accepts each index once, and none that is too old (RFC 3711 §3.3.2). */
class ReplayCheck {
  #highest = -1n;
  #seen = 0n;

  isNew(index: bigint): boolean {
    if (index > this.#highest) return true;
    const age = this.#highest - index;
    return age < replayWindow && ((this.#seen >> age) & 1n) === 0n;
  }

  note(index: bigint): void {
    if (index > this.#highest) {
      const shift = this.#highest < 0n ? replayWindow : index - this.#highest;
      this.#seen = shift >= replayWindow ? 1n : ((this.#seen << shift) | 1n) & ((1n << replayWindow) - 1n);
      this.#highest = index;
    } else this.#seen |= 1n << (this.#highest - index);
  }
}

/** How far a sequence number has come, with its rollovers (RFC 3711 §3.3.1). */
class IndexEstimator {
  #rollovers = 0n;
  #last: number | undefined;

  estimate(sequence: number): bigint {
    if (this.#last === undefined) return BigInt(sequence);
    let rollovers = this.#rollovers;
    if (this.#last < 0x8000 && sequence - this.#last > 0x8000) rollovers -= 1n;
    else if (this.#last >= 0x8000 && this.#last - 0x8000 > sequence) rollovers += 1n;
    return (rollovers < 0n ? 0n : rollovers) * 65_536n + BigInt(sequence);
  }

  note(index: bigint): void {
    const rollovers = index >> 16n;
    const sequence = Number(index & 0xffffn);
    if (this.#last === undefined || rollovers > this.#rollovers || sequence > this.#last) {
      this.#rollovers = rollovers;
      this.#last = sequence;
    }
  }
}

/** One direction of one session. */
export class SrtpContext {
  readonly #rtp: SessionKeys;
  readonly #rtcp: SessionKeys;
  readonly #indexes = new Map<number, { estimator: IndexEstimator; replay: ReplayCheck }>();
  readonly #rtcpReplay = new ReplayCheck();
  #rtcpIndex = 0n;

  /** @param master 16 octets of key, 14 of salt */
  constructor(master: Buffer) {
    this.#rtp = deriveKeys(master, false);
    this.#rtcp = deriveKeys(master, true);
  }

  /** @param packet a plain RTP packet whose header is 12 octets, as this house writes them */
  protect(packet: Buffer): Buffer {
    const ssrc = packet.readUInt32BE(8);
    const { estimator } = this.#stateOf(ssrc);
    const index = estimator.estimate(packet.readUInt16BE(2));
    estimator.note(index);
    const header = packet.subarray(0, rtpHeaderBytes);
    const body = crypt(this.#rtp, ssrc, index, packet.subarray(rtpHeaderBytes));
    const protectedPacket = Buffer.concat([header, body]);
    return Buffer.concat([protectedPacket, tagOf(this.#rtp, protectedPacket, rolloverBytes(index))]);
  }

  /** Undefined for what was forged, replayed or damaged. */
  unprotect(data: Buffer): Buffer | undefined {
    if (isRtcp(data)) return this.#unprotectRtcp(data);
    const headerBytes = rtpHeaderLength(data);
    if (headerBytes === undefined || data.length < headerBytes + tagBytes) return undefined;
    const ssrc = data.readUInt32BE(8);
    const { estimator, replay } = this.#stateOf(ssrc);
    const index = estimator.estimate(data.readUInt16BE(2));
    const signed = data.subarray(0, -tagBytes);
    const tag = tagOf(this.#rtp, signed, rolloverBytes(index));
    if (!replay.isNew(index) || !timingSafeEqual(tag, data.subarray(-tagBytes))) return undefined;
    estimator.note(index);
    replay.note(index);
    const body = crypt(this.#rtp, ssrc, index, signed.subarray(headerBytes));
    return Buffer.concat([signed.subarray(0, headerBytes), body]);
  }

  /** RFC 3711 §3.4. */
  protectRtcp(packet: Buffer): Buffer {
    const index = ++this.#rtcpIndex;
    const trailer = Buffer.alloc(4);
    trailer.writeUInt32BE(Number(index | 0x80000000n));
    const body = crypt(this.#rtcp, packet.readUInt32BE(4), index << 0n, packet.subarray(8));
    const signed = Buffer.concat([packet.subarray(0, 8), body, trailer]);
    return Buffer.concat([signed, tagOf(this.#rtcp, signed, Buffer.alloc(0))]);
  }

  #unprotectRtcp(data: Buffer): Buffer | undefined {
    if (data.length < 8 + 4 + tagBytes) return undefined;
    const signed = data.subarray(0, -tagBytes);
    if (!timingSafeEqual(tagOf(this.#rtcp, signed, Buffer.alloc(0)), data.subarray(-tagBytes)))
      return undefined;
    const trailer = signed.readUInt32BE(signed.length - 4);
    const index = BigInt(trailer & 0x7fffffff);
    if (!this.#rtcpReplay.isNew(index)) return undefined;
    this.#rtcpReplay.note(index);
    const body = signed.subarray(8, -4);
    const plain = trailer >>> 31 ? crypt(this.#rtcp, data.readUInt32BE(4), index, body) : body;
    return Buffer.concat([signed.subarray(0, 8), plain]);
  }

  #stateOf(ssrc: number) {
    const known = this.#indexes.get(ssrc);
    if (known) return known;
    const made = { estimator: new IndexEstimator(), replay: new ReplayCheck() };
    if (this.#indexes.size >= 16) this.#indexes.clear(); // a peer that changes its source without end
    this.#indexes.set(ssrc, made);
    return made;
  }
}

function rtpHeaderLength(data: Buffer): number | undefined {
  if (data.length < rtpHeaderBytes || (data[0] ?? 0) >> 6 !== 2) return undefined;
  let length = rtpHeaderBytes + ((data[0] ?? 0) & 15) * 4;
  if ((data[0] ?? 0) & 16) {
    if (data.length < length + 4) return undefined;
    length += 4 + data.readUInt16BE(length + 2) * 4;
  }
  return length;
}
