/** A telephone: RTP or SDES-SRTP on a pair of ports (RFC 3550, RFC 3711, RFC 4568). */
import { randomInt } from "node:crypto";
import { type AudioCodec, codecDescriptions, isAudio, type PayloadKind } from "../codecs.ts";
import { mediaErrors } from "../errors.ts";
import {
  type AudioDescription,
  audioOf,
  type CryptoAttribute,
  type Direction,
  type MediaLine,
  parseSdp,
  reversed,
  writeAudio,
} from "../sdp.ts";
import { Continuity } from "./continuity.ts";
import { Latch } from "./latch.ts";
import { digits, type Leg, type LegStatistics, type MediaPacket, type Offered } from "./leg.ts";
import type { PortPair, PortPairs } from "./port-pairs.ts";
import { Reception } from "./reception.ts";
import { isRtcp, parseRtcp, parseRtp, type SentSoFar, writeRtp, writeSenderReport } from "./rtp.ts";
import { newSrtpKey, parseSrtpKey, SrtpOpener, SrtpSealer } from "./srtp/context.ts";
import { type SrtpSuite, suiteNames } from "./srtp/suites.ts";

const reportEvery = 5000;

interface Remote {
  audio: AudioDescription;
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

export class RtpLeg implements Leg {
  readonly id: string;
  onPacket: (packet: MediaPacket) => void = () => {};
  onSaid: ((packet: MediaPacket) => void) | undefined;
  onDigit: (digit: string) => void = () => {};
  readonly #secure: boolean;
  readonly #signalled: string;
  readonly #ports: PortPairs;
  readonly #advertised: string;
  readonly #continuity = new Continuity();
  readonly #reception = new Reception();
  readonly #sessionId = randomInt(2 ** 31);
  readonly #ownKeys = newKeys();
  readonly #sealers = new Map<SrtpSuite, SrtpSealer>();
  readonly #reports: Timer;
  #version = 0;
  #pair: PortPair | undefined;
  #remote: Remote | undefined;
  #direction: Direction = "sendrecv";
  #otherLines: MediaLine[] = [];
  #audioIndex = 0;
  #cryptoTag = 1;
  /** Payload types by kind, agreed with the peer. */
  #types = new Map<PayloadKind, number>();
  #kinds = new Map<number, PayloadKind>();
  #sent: SentSoFar = { ssrc: this.#continuity.ssrc, packets: 0, octets: 0, timestamp: 0 };
  #lastEvent = -1;
  #roundTrip: number | undefined;
  #remoteLost: number | undefined;
  #codec: AudioCodec | undefined;

  constructor(options: {
    id: string;
    secure: boolean;
    signalled: string;
    advertised: string;
    ports: PortPairs;
  }) {
    this.id = options.id;
    this.#secure = options.secure;
    this.#signalled = options.signalled;
    this.#advertised = options.advertised;
    this.#ports = options.ports;
    this.#reports = setInterval(() => this.#report(), reportEvery);
  }

  get codecs(): readonly AudioCodec[] {
    return [...this.#types.keys()].filter(isAudio);
  }

  get speaksEvents(): boolean {
    return this.#types.has("telephone-event");
  }

  async offer(codecs: readonly AudioCodec[], direction: Direction = "sendrecv"): Promise<string> {
    if (this.#types.size === 0)
      for (const kind of [...codecs, "telephone-event" as const])
        this.#types.set(kind, codecDescriptions[kind].proposedType);
    this.#direction = direction;
    return this.#describe([...this.#types.keys()]);
  }

  async receiveOffer(sdp: string): Promise<Offered> {
    const session = parseSdp(sdp);
    const audio = audioOf(session);
    this.#audioIndex = session.media.findIndex(({ kind, port }) => kind === "audio" && port !== 0);
    this.#otherLines = session.media.filter((_line, index) => index !== this.#audioIndex);
    this.#accept(audio);
    return { codecs: audio.codecs.map(({ kind }) => kind).filter(isAudio), direction: audio.direction };
  }

  async answer(codecs: readonly AudioCodec[], direction?: Direction): Promise<string> {
    if (!this.#remote) throw mediaErrors("session-description-invalid", { problem: "there was no offer" });
    const { audio } = this.#remote;
    const kinds = codecs.filter((codec) => audio.codecs.some(({ kind }) => kind === codec));
    if (kinds.length === 0) throw mediaErrors("no-common-codec");
    const events = audio.codecs.some(({ kind }) => kind === "telephone-event");
    this.#learnTypes(audio, [...kinds, ...(events ? (["telephone-event"] as const) : [])]);
    this.#direction = direction ?? reversed[audio.direction];
    return this.#describe([...this.#types.keys()]);
  }

  async receiveAnswer(sdp: string): Promise<Offered> {
    const audio = audioOf(parseSdp(sdp));
    this.#accept(audio);
    this.#learnTypes(
      audio,
      audio.codecs.map(({ kind }) => kind),
    );
    return { codecs: [...this.codecs], direction: audio.direction };
  }

  send(packet: MediaPacket, source: object): void {
    const remote = this.#remote;
    const type = this.#types.get(packet.kind);
    if (!remote || type === undefined || !this.#pair) return;
    if (remote.audio.direction === "sendonly" || remote.audio.direction === "inactive") return;
    const { clock } = codecDescriptions[packet.kind];
    const { payload } = packet;
    const continuity = this.#continuity;
    const changed = continuity.next(source, packet.sequence, packet.timestamp, clock, performance.now());
    const { sequence, timestamp, ssrc } = continuity;
    const data = writeRtp(type, packet.marker || changed, sequence, timestamp, ssrc, payload);
    if (isAudio(packet.kind)) this.#codec = packet.kind;
    this.#sent.packets++;
    this.#sent.octets += payload.length;
    this.#sent.timestamp = timestamp;
    this.#pair.rtp.send(
      remote.srtp ? this.#sealer(remote.srtp.suite).seal(data) : data,
      remote.latch.port,
      remote.latch.address,
    );
  }

  statistics(): LegStatistics {
    const clock = codecDescriptions[this.#codec ?? "PCMU"].clock;
    return {
      codec: this.#codec ?? this.codecs[0] ?? "",
      packetsSent: this.#sent.packets,
      packetsReceived: this.#reception.packets,
      packetsLost: this.#reception.lost,
      jitter: (this.#reception.jitter * 1000) / clock,
      roundTrip: this.#roundTrip,
      remoteLost: this.#remoteLost,
      encryption: this.#remote?.srtp ? "sdes" : "none",
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#reports);
    this.#pair?.rtp.close();
    this.#pair?.rtcp.close();
    this.#pair = undefined;
    for (const sealer of this.#sealers.values()) sealer.close();
    this.#remote?.srtp?.opener.close();
    this.#remote = undefined;
  }

  #sealer(suite: SrtpSuite): SrtpSealer {
    const known = this.#sealers.get(suite);
    if (known) return known;
    const made = new SrtpSealer({ suite, master: Buffer.from(this.#ownKeys[suite], "base64") });
    this.#sealers.set(suite, made);
    return made;
  }

  #accept(audio: AudioDescription): void {
    const crypto = usableCrypto(audio.crypto);
    if (this.#secure && !crypto) throw mediaErrors("media-not-supported", { problem: "no usable SRTP key" });
    if (!crypto && !/^RTP\/AVPF?$/.test(audio.protocol))
      throw mediaErrors("media-not-supported", { problem: `${audio.protocol} without a usable key` });
    const before = this.#remote?.audio;
    const moved = before?.address !== audio.address || before.port !== audio.port;
    if (crypto) this.#cryptoTag = crypto.tag;
    this.#remote = {
      audio,
      latch: moved || !this.#remote ? new Latch(audio, this.#signalled) : this.#remote.latch,
      rtcpLatch:
        moved || !this.#remote
          ? new Latch({ address: audio.address, port: audio.rtcpPort }, this.#signalled)
          : this.#remote.rtcpLatch,
      srtp: crypto && this.#openerFor(crypto),
    };
  }

  /** The one that serves, unless the peer has taken another key. */
  #openerFor({ suite, key, master }: NonNullable<ReturnType<typeof usableCrypto>>): Remote["srtp"] {
    const known = this.#remote?.srtp;
    if (known?.suite === suite && known.key === key) return known;
    known?.opener.close();
    return { suite, key, opener: new SrtpOpener({ suite, master }) };
  }

  #learnTypes(audio: AudioDescription, kinds: readonly PayloadKind[]): void {
    const entries = kinds.flatMap((kind) => audio.codecs.find((codec) => codec.kind === kind) ?? []);
    this.#types = new Map(entries.map(({ kind, type }) => [kind, type]));
    for (const { kind, type } of audio.codecs) this.#kinds.set(type, kind);
  }

  async #describe(kinds: readonly PayloadKind[]): Promise<string> {
    this.#pair ??= await this.#ports.open({
      onRtp: (data, port, address) => this.#receive(data, port, address),
      onRtcp: (data, port, address) => this.#receiveRtcp(data, port, address),
    });
    const codecs = kinds.map((kind) => ({
      kind,
      type: this.#types.get(kind) ?? codecDescriptions[kind].proposedType,
    }));
    for (const { kind, type } of codecs) if (!this.#kinds.has(type)) this.#kinds.set(type, kind);
    const secure = this.#secure || this.#remote?.srtp !== undefined;
    const own = {
      sessionId: this.#sessionId,
      version: ++this.#version,
      address: this.#advertised,
      port: this.#pair.rtp.port,
      protocol: this.#remote?.audio.protocol ?? (secure ? "RTP/SAVP" : "RTP/AVP"),
      direction: this.#direction,
      codecs,
      crypto: secure ? this.#ownCrypto() : [],
    };
    return writeAudio(own, this.#otherLines, this.#audioIndex);
  }

  /** What was agreed, or all that may be. */
  #ownCrypto(): CryptoAttribute[] {
    const agreed = this.#remote?.srtp?.suite;
    if (agreed) return [{ tag: this.#cryptoTag, suite: agreed, key: this.#ownKeys[agreed] }];
    return suiteNames.map((suite, index) => ({ tag: index + 1, suite, key: this.#ownKeys[suite] }));
  }

  #receive(data: Buffer, port: number, address: string): void {
    const remote = this.#remote;
    if (!remote || data.length < 12) return;
    if (isRtcp(data)) return this.#receiveRtcp(data, port, address); // multiplexed (RFC 5761)
    const now = performance.now();
    const trusted = address === remote.latch.address && port === remote.latch.port;
    // With SRTP a packet must prove itself before the latch follows it.
    if (!remote.srtp && !remote.latch.admits(address, port, now)) return;
    const plain = remote.srtp ? remote.srtp.opener.open(data) : data;
    const packet = plain && parseRtp(plain);
    if (!packet) return;
    if (remote.srtp && !trusted && !remote.latch.admits(address, port, now)) return;
    const kind = this.#kinds.get(packet.payloadType);
    if (!kind) return;
    this.#reception.note(packet, now, codecDescriptions[kind].clock);
    if (kind === "telephone-event") this.#noteEvent(packet.timestamp, packet.payload);
    packet.kind = kind;
    this.onSaid?.(packet);
    this.onPacket(packet);
  }

  #noteEvent(timestamp: number, payload: Buffer): void {
    if (timestamp === this.#lastEvent || payload.length < 4) return;
    this.#lastEvent = timestamp;
    const digit = digits[payload[0] ?? 255];
    if (digit) this.onDigit(digit);
  }

  #receiveRtcp(data: Buffer, port: number, address: string): void {
    const remote = this.#remote;
    if (!remote || data.length < 8) return;
    const plain = remote.srtp ? remote.srtp.opener.open(data) : data;
    if (
      !plain ||
      !(address === remote.latch.address || remote.rtcpLatch.admits(address, port, performance.now()))
    )
      return;
    const { blocks, senderTime } = parseRtcp(plain);
    const now = performance.now();
    if (senderTime !== undefined) this.#reception.noteSenderReport(senderTime, now);
    const block = blocks.find(({ ssrc }) => ssrc === this.#continuity.ssrc);
    if (!block) return;
    this.#remoteLost = block.lost;
    if (block.lastReport === 0) return;
    const wall = Date.now() / 1000 + 2_208_988_800;
    const middle = Math.floor((wall % 65_536) * 65_536) >>> 0;
    const units = (middle - block.lastReport - block.delaySinceLastReport) >>> 0;
    if (units < 65_536 * 10) this.#roundTrip = (units * 1000) / 65_536;
  }

  #report(): void {
    const remote = this.#remote;
    if (!remote || !this.#pair || this.#sent.packets === 0) return;
    const report = writeSenderReport(Date.now(), this.#sent, this.#reception.report(performance.now()));
    const { address, port } = remote.rtcpLatch;
    this.#pair.rtcp.send(
      remote.srtp ? this.#sealer(remote.srtp.suite).sealRtcp(report) : report,
      port,
      address,
    );
  }
}
