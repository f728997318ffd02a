/**
 * Sends one publication to one browser, past werift's sender: sealed with the keys that its DTLS has agreed
 * (SRTP AEAD_AES_128_GCM, RFC 7714), without the objects and copies of a general sender. Where another suite
 * was agreed, it says so and werift's sender serves.
 */
import { createCipheriv } from "node:crypto";
import type { Socket } from "node:dgram";
import { type RTCDtlsTransport, type RTCRtpTransceiver, RtcpSenderInfo, RtcpSrPacket } from "werift";
import { Continuity } from "./continuity.ts";
import type { PublishedPacket } from "./publication.ts";

const aeadAes128Gcm = 7;
const headerBytes = 12;
/** Packets kept for receivers that ask for them again (RFC 4585 §6.2.1); a power of two. */
const historySize = 512;
const reportEvery = 2000;
const ntpEpoch = 2_208_988_800;

/** What werift keeps of a transport and does not declare. */
interface Internals {
  dtls?: {
    srtp: { srtpProfile?: number };
    extractSessionKeys(key: number, salt: number): { localKey: Buffer; localSalt: Buffer };
  };
  iceTransport: {
    connection: {
      nominated?: {
        remoteAddr: [address: string, port: number];
        protocol: { transport?: { socket?: Socket } };
      };
    };
  };
}

/** RFC 3711 §4.3.1 with the 96-bit salt of RFC 7714 §11, padded with zeros to the right. */
function deriveKey(key: Buffer, salt: Buffer, label: number, length: number): Buffer {
  const iv = Buffer.alloc(16);
  salt.copy(iv);
  iv[7] = (iv[7] ?? 0) ^ label;
  return createCipheriv("aes-128-ctr", key, iv).update(Buffer.alloc(length));
}

interface Path {
  key: Buffer;
  salt: Buffer;
}

export class Forwarder {
  readonly #transceiver: RTCRtpTransceiver;
  readonly #clock: number;
  readonly #continuity = new Continuity();
  readonly #header = Buffer.alloc(headerBytes);
  readonly #nonce = Buffer.alloc(headerBytes);
  readonly #history: (Buffer | undefined)[] | undefined;
  readonly #stopNack: () => void;
  #path: Path | "werift" | undefined;
  #destination: { pair: object; send(data: Buffer): void } | undefined;
  #rollovers = 0;
  #lastSequence: number | undefined;
  #packets = 0;
  #octets = 0;
  #reportedAt = 0;

  constructor(transceiver: RTCRtpTransceiver) {
    this.#transceiver = transceiver;
    const video = transceiver.kind === "video";
    this.#clock = video ? 90_000 : 48_000;
    this.#history = video ? new Array<Buffer | undefined>(historySize) : undefined;
    const { unSubscribe } = transceiver.sender.onGenericNack.subscribe(({ lost }) => this.#sendAgain(lost));
    this.#stopNack = unSubscribe;
  }

  /** False where werift's sender must do it. Packets before the path stands are dropped. */
  send(packet: PublishedPacket): boolean {
    const { sender } = this.#transceiver;
    const transport = sender.dtlsTransport as RTCDtlsTransport | undefined;
    if (transport?.state !== "connected" || !sender.codec) return true;
    this.#path ??= openPath(transport);
    if (this.#path === "werift") return false;
    const destination = this.#findDestination(transport);
    if (!destination) return true;
    const now = performance.now();
    this.#continuity.next(this, packet.sequence, packet.timestamp, this.#clock, now);
    const { sequence, timestamp } = this.#continuity;
    const header = this.#header;
    header[0] = 0x80;
    header[1] = sender.codec.payloadType | (packet.marker ? 128 : 0);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(sender.ssrc, 8);
    const nonce = this.#nonceFor(sender.ssrc, sequence, this.#path.salt);
    const datagram = seal(this.#path.key, nonce, header, packet.payload);
    destination.send(datagram);
    if (this.#history) this.#history[sequence & (historySize - 1)] = datagram;
    this.#packets++;
    this.#octets += packet.payload.length;
    if (now - this.#reportedAt > reportEvery) this.#report(transport, now);
    return true;
  }

  close(): void {
    this.#stopNack();
    this.#path = "werift";
  }

  /** RFC 7714 §8.1: SSRC, rollover counter and sequence number, by XOR with the salt. */
  #nonceFor(ssrc: number, sequence: number, salt: Buffer): Buffer {
    const last = this.#lastSequence;
    let rollovers = this.#rollovers;
    if (last !== undefined && last - sequence > 0x8000) rollovers = ++this.#rollovers;
    else if (last !== undefined && sequence - last > 0x8000) rollovers = Math.max(0, this.#rollovers - 1);
    if (last === undefined || rollovers === this.#rollovers) this.#lastSequence = sequence;
    const nonce = this.#nonce;
    nonce.fill(0);
    nonce.writeUInt32BE(ssrc, 2);
    nonce.writeUInt32BE(rollovers, 6);
    nonce.writeUInt16BE(sequence, 10);
    for (let index = 0; index < headerBytes; index++) nonce[index] = (nonce[index] ?? 0) ^ (salt[index] ?? 0);
    return nonce;
  }

  #sendAgain(lost: readonly number[]): void {
    const destination = this.#destination;
    for (const sequence of lost) {
      const sealed = this.#history?.[sequence & (historySize - 1)];
      if (sealed && destination && sealed.readUInt16BE(2) === sequence) destination.send(sealed);
    }
  }

  #findDestination(transport: RTCDtlsTransport) {
    const pair = (transport as unknown as Internals).iceTransport.connection.nominated;
    if (!pair || this.#destination?.pair === pair) return this.#destination;
    const socket = pair.protocol.transport?.socket;
    if (!socket) return undefined;
    const [address, port] = pair.remoteAddr;
    this.#destination = { pair, send: (data) => socket.send(data, port, address) };
    return this.#destination;
  }

  /** So that the browser keeps sound and picture together (RFC 3550 §6.4.1). */
  #report(transport: RTCDtlsTransport, now: number): void {
    this.#reportedAt = now;
    const seconds = Date.now() / 1000 + ntpEpoch;
    const fraction = BigInt(Math.floor((seconds % 1) * 2 ** 32));
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: (BigInt(Math.floor(seconds)) << 32n) | fraction,
      rtpTimestamp: this.#continuity.timestamp,
      packetCount: this.#packets >>> 0,
      octetCount: this.#octets >>> 0,
    });
    const report = new RtcpSrPacket({ ssrc: this.#transceiver.sender.ssrc, senderInfo });
    void transport.sendRtcp([report]).catch(() => {}); // gone: so is the viewer
  }
}

function seal(key: Buffer, nonce: Buffer, header: Buffer, payload: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  cipher.setAAD(header);
  const body = cipher.update(payload);
  cipher.final(); // GCM adds nothing here
  return Buffer.concat([header, body, cipher.getAuthTag()]);
}

function openPath(transport: RTCDtlsTransport): Path | "werift" {
  const { dtls } = transport as unknown as Internals;
  if (dtls?.srtp.srtpProfile !== aeadAes128Gcm) return "werift";
  const { localKey, localSalt } = dtls.extractSessionKeys(16, 12);
  return {
    key: deriveKey(localKey, localSalt, 0, 16),
    salt: deriveKey(localKey, localSalt, 2, 12),
  };
}
