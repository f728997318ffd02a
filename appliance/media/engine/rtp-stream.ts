/**
 * One stream with a telephone, as an m= line describes it: RTP or SDES-SRTP on a pair of ports (RFC 3550, RFC 3711,
 * RFC 4568), what it sends in one piece, and reports. What the payloads are is for its owner to know.
 */
import { dscp, PinnedMemory, type UdpAddress } from "../../platform/for-workers.ts";
import { mediaErrors } from "../errors.ts";
import type { CryptoAttribute, StreamDescription } from "../sdp.ts";
import { Continuity } from "./continuity.ts";
import { Latch } from "./latch.ts";
import type { PortPair, PortPairs } from "./port-pairs.ts";
import { Reception } from "./reception.ts";
import {
  isRtcp,
  parseRtcp,
  type RtpPacket,
  RtpReader,
  rtpHeaderBytes,
  type SentSoFar,
  writeRtpInto,
  writeSenderReport,
} from "./rtp.ts";
import { newSrtpKey, parseSrtpKey, SrtpOpener, SrtpSealer } from "./srtp/context.ts";
import { type SrtpSuite, suiteNames } from "./srtp/suites.ts";
import { parseVoipMetrics, type VoipMetrics } from "./voip-metrics.ts";

const reportEvery = 5000;
/** The packet on its way out, with room for what a suite adds. */
const largestPacket = 65_000;
const outgoing = new PinnedMemory(largestPacket + 64);

export interface StreamOptions {
  kind: "sound" | "picture";
  /** Whether the peer must encrypt. */
  secure: boolean;
  /** The address that its signalling comes from. */
  signalled: string;
  ports: PortPairs;
  /** A packet of the peer, decrypted; valid until this returns. */
  onRtp(packet: RtpPacket, now: number): void;
  /** A compound packet of the peer, decrypted. */
  onRtcp?(data: Buffer): void;
  /** A report is due; told whether or not one is sent. */
  onInterval?(now: number): void;
}

interface Remote {
  stream: StreamDescription;
  latch: Latch;
  rtcpLatch: Latch;
  srtp: { suite: SrtpSuite; key: string; opener: SrtpOpener } | undefined;
}

const newKeys = () =>
  Object.fromEntries(suiteNames.map((suite) => [suite, newSrtpKey(suite)])) as Record<SrtpSuite, string>;

/** The best suite that both speak. */
function usableCrypto(offered: readonly CryptoAttribute[]) {
  for (const suite of suiteNames)
    for (const { tag, suite: name, key } of offered) {
      const master = name === suite ? parseSrtpKey(suite, key) : undefined;
      if (master) return { tag, suite, key, master };
    }
  return undefined;
}

export class RtpStream {
  readonly reception = new Reception();
  /** What the peer says of the time that a packet takes, both ways, in milliseconds. */
  roundTrip: number | undefined;
  /** What the peer says it lost of ours. */
  remoteLost: number | undefined;
  /** How the peer says that it heard us. */
  reported: VoipMetrics | undefined;
  readonly #options: StreamOptions;
  readonly #reader = new RtpReader();
  readonly #continuity = new Continuity();
  readonly #ownKeys = newKeys();
  readonly #sealers = new Map<SrtpSuite, SrtpSealer>();
  readonly #reports: Timer;
  readonly #sent: SentSoFar = { ssrc: this.#continuity.ssrc, packets: 0, octets: 0, timestamp: 0 };
  #pair: PortPair | undefined;
  /** The pair on its way, or there: one, however many ask. */
  #opening: Promise<PortPair> | undefined;
  #closed = false;
  #remote: Remote | undefined;
  #cryptoTag = 1;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#reports = setInterval(() => this.#report(), reportEvery);
  }

  get ssrc(): number {
    return this.#continuity.ssrc;
  }

  get packetsSent(): number {
    return this.#sent.packets;
  }

  get encrypted(): boolean {
    return this.#remote?.srtp !== undefined;
  }

  /** As the peer said it last; undefined before. */
  get remote(): StreamDescription | undefined {
    return this.#remote?.stream;
  }

  /** Whether the peer wants packets now. */
  get wanted(): boolean {
    const direction = this.#remote?.stream.direction;
    return direction === "sendrecv" || direction === "recvonly";
  }

  /** Takes the peer's description; throws where it cannot be as secure as it must. */
  accept(stream: StreamDescription): void {
    const { secure, signalled } = this.#options;
    const crypto = usableCrypto(stream.crypto);
    if (secure && !crypto) throw mediaErrors("media-not-supported", { problem: "no usable SRTP key" });
    if (!crypto && !/^RTP\/AVPF?$/.test(stream.protocol))
      throw mediaErrors("media-not-supported", { problem: `${stream.protocol} without a usable key` });
    const known = this.#remote;
    const stays =
      known && known.stream.address === stream.address && known.stream.port === stream.port
        ? known
        : undefined;
    const rtcp = { address: stream.address, port: stream.rtcpPort };
    if (crypto) this.#cryptoTag = crypto.tag;
    this.#remote = {
      stream,
      latch: stays?.latch ?? new Latch(stream, signalled),
      rtcpLatch: stays?.rtcpLatch ?? new Latch(rtcp, signalled),
      srtp: crypto && this.#openerFor(crypto),
    };
  }

  /** What our m= line says of ports and keys; opens the ports. Rejects with `media-leg-gone` once it is closed. */
  async describe(): Promise<{ port: number; protocol: string; crypto: CryptoAttribute[] }> {
    this.#opening ??= this.#open();
    const pair = await this.#opening;
    const secure = this.#options.secure || this.encrypted;
    return {
      port: pair.rtp.port,
      protocol: this.#remote?.stream.protocol ?? (secure ? "RTP/SAVP" : "RTP/AVP"),
      crypto: secure ? this.#ownCrypto() : [],
    };
  }

  /** @param clock Hz of the timestamp. @returns whether it went out */
  send(
    type: number,
    packet: Pick<RtpPacket, "marker" | "sequence" | "timestamp" | "payload">,
    source: object,
    clock: number,
  ): boolean {
    const remote = this.#remote;
    const { payload } = packet;
    if (!remote || !this.#pair || !this.wanted || payload.length > largestPacket - rtpHeaderBytes)
      return false;
    const continuity = this.#continuity;
    const changed = continuity.next(source, packet.sequence, packet.timestamp, clock, performance.now());
    const { sequence, timestamp, ssrc } = continuity;
    // In sound it begins a spurt (RFC 3551 §4.1), in pictures it ends one (RFC 6184 §5.1).
    const marker = packet.marker || (changed && this.#options.kind === "sound");
    const length = writeRtpInto(outgoing.bytes, type, marker, sequence, timestamp, ssrc, payload);
    this.#sent.packets++;
    this.#sent.octets += payload.length;
    this.#sent.timestamp = timestamp;
    const whole = remote.srtp
      ? this.#sealer(remote.srtp.suite).sealInPlace(outgoing, 0, rtpHeaderBytes, length)
      : length;
    this.#pair.rtp.sendPinned(outgoing, whole, remote.latch.port, remote.latch.address);
    return true;
  }

  /** @param feedback what follows a report (RFC 4585 §3.1) */
  sendReport(feedback?: Buffer): void {
    const remote = this.#remote;
    if (!remote || !this.#pair) return;
    const report = writeSenderReport(Date.now(), this.#sent, this.reception.report(performance.now()));
    const compound = feedback ? Buffer.concat([report, feedback]) : report;
    const { address, port } = remote.rtcpLatch;
    const sealed = remote.srtp ? this.#sealer(remote.srtp.suite).sealRtcp(compound) : compound;
    this.#pair.rtcp.send(sealed, port, address);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#reports);
    this.#pair?.close();
    this.#pair = undefined;
    for (const sealer of this.#sealers.values()) sealer.close();
    this.#remote?.srtp?.opener.close();
    this.#remote = undefined;
  }

  async #open(): Promise<PortPair> {
    try {
      if (this.#closed) throw mediaErrors("media-leg-gone");
      const pair = await this.#options.ports.open({
        dscp: this.#options.kind === "picture" ? dscp.video : dscp.audio,
        onRtp: (data, port, address) => this.#receive(data, port, address),
        onRtcp: (data, port, address) => this.#receiveRtcp(data, port, address),
      });
      if (!this.#closed) {
        this.#pair = pair;
        return pair;
      }
      pair.close();
      throw mediaErrors("media-leg-gone");
    } catch (error) {
      this.#opening = undefined; // ports may be free the next time
      throw error;
    }
  }

  #sealer(suite: SrtpSuite): SrtpSealer {
    const known = this.#sealers.get(suite);
    if (known) return known;
    const made = new SrtpSealer({ suite, master: Buffer.from(this.#ownKeys[suite], "base64") });
    this.#sealers.set(suite, made);
    return made;
  }

  /** The one that serves, unless the peer has taken another key. */
  #openerFor({ suite, key, master }: NonNullable<ReturnType<typeof usableCrypto>>): Remote["srtp"] {
    const known = this.#remote?.srtp;
    if (known?.suite === suite && known.key === key) return known;
    known?.opener.close();
    return { suite, key, opener: new SrtpOpener({ suite, master }) };
  }

  /** What was agreed, or all that may be. */
  #ownCrypto(): CryptoAttribute[] {
    const agreed = this.#remote?.srtp?.suite;
    if (agreed) return [{ tag: this.#cryptoTag, suite: agreed, key: this.#ownKeys[agreed] }];
    return suiteNames.map((suite, index) => ({ tag: index + 1, suite, key: this.#ownKeys[suite] }));
  }

  #receive(data: Buffer, port: number, address: UdpAddress): void {
    const remote = this.#remote;
    if (!remote || data.length < 12) return;
    if (isRtcp(data)) return this.#receiveRtcp(data, port, address); // multiplexed (RFC 5761)
    const now = performance.now();
    const trusted = address === remote.latch.address && port === remote.latch.port;
    // With SRTP a packet must prove itself before the latch follows it.
    if (!remote.srtp && !remote.latch.admits(address, port, now)) return;
    const plain = remote.srtp ? remote.srtp.opener.open(data) : data;
    const packet = plain && this.#reader.read(plain);
    if (!packet) return;
    if (remote.srtp && !trusted && !remote.latch.admits(address, port, now)) return;
    this.#options.onRtp(packet, now);
  }

  #receiveRtcp(data: Buffer, port: number, address: UdpAddress): void {
    const remote = this.#remote;
    if (!remote || data.length < 8) return;
    const plain = remote.srtp ? remote.srtp.opener.open(data) : data;
    if (
      !plain ||
      !(address === remote.latch.address || remote.rtcpLatch.admits(address, port, performance.now()))
    )
      return;
    this.#options.onRtcp?.(plain);
    const { blocks, senderTime } = parseRtcp(plain);
    const now = performance.now();
    if (senderTime !== undefined) this.reception.noteSenderReport(senderTime, now);
    this.reported = parseVoipMetrics(plain, this.ssrc) ?? this.reported;
    const block = blocks.find(({ ssrc }) => ssrc === this.ssrc);
    if (!block) return;
    this.remoteLost = block.lost;
    if (block.lastReport === 0) return;
    const wall = Date.now() / 1000 + 2_208_988_800;
    const middle = Math.floor((wall % 65_536) * 65_536) >>> 0;
    const units = (middle - block.lastReport - block.delaySinceLastReport) >>> 0;
    if (units < 65_536 * 10) this.roundTrip = (units * 1000) / 65_536;
  }

  #report(): void {
    this.#options.onInterval?.(performance.now());
    if (this.#sent.packets > 0) this.sendReport();
  }
}
