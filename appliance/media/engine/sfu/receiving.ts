/** The connection over which a browser receives: the others' streams, each in the layer that fits tile and path. */
import { randomInt } from "node:crypto";
import { mediaErrors } from "../../errors.ts";
import type { Ticker } from "../ticker.ts";
import { audioCodec, videoCodecs } from "../webrtc/codecs.ts";
import { type BrowserLine, type OwnLine, parseBrowserDescription } from "../webrtc/description.ts";
import type { WebRtcEndpoint } from "../webrtc/endpoint.ts";
import { extensionUri } from "../webrtc/extensions.ts";
import type { WebRtcTransport } from "../webrtc/transport.ts";
import { allocate, type Request, wantedBitrate, wantedLayer } from "./allocation.ts";
import { BandwidthEstimator, probeLength } from "./bandwidth.ts";
import { OutgoingStream } from "./outgoing-stream.ts";
import type { Publication } from "./publication.ts";
import { RepairBudget } from "./repair-budget.ts";
import { type Feedback, parseFeedback } from "./rtcp.ts";
import { SendLog } from "./send-log.ts";

const allocateEvery = 200;
const reportEvery = 2000;
/** The largest datagrams of a probe in one beat of 20 ms. */
const mostPadding = 40;
/** Pixels; for a browser that has not said how large it shows a picture. */
const usualHeight = 360;
/** Of layers that have not sent a key frame yet, from the largest down. */
const likelyHeight = 720;
const sequenceExtension = 3;

interface Line {
  mid: string;
  kind: "audio" | "video";
  stream: OutgoingStream | undefined;
}

interface OngoingProbe {
  /** Bits per second. */
  rate: number;
  startedAt: number;
  /** Of the connection when it began. */
  octets: number;
}

export interface ReceivingStatistics {
  /** Bits per second that the path is thought to carry. */
  estimate: number;
  /** Layer that is forwarded by publication; -1 for none. */
  layers: Record<string, number>;
}

export class ReceivingConnection {
  readonly #transport: WebRtcTransport;
  readonly #endpoint: WebRtcEndpoint;
  readonly #stopTicking: () => void;
  readonly #sessionId = randomInt(2 ** 31);
  readonly #log = new SendLog();
  readonly #bandwidth = new BandwidthEstimator();
  /** What retransmissions may take of the path, so that they never fill it by themselves. */
  readonly #repairs = new RepairBudget(() => this.#bandwidth.estimate);
  /** In the order of the description; what somebody left behind is used again. */
  readonly #lines: Line[] = [];
  readonly #streams = new Map<string, OutgoingStream>();
  /** By the source that receivers name. */
  readonly #bySource = new Map<number, OutgoingStream>();
  /** Height in pixels at which each publication is shown. */
  readonly #heights = new Map<string, number>();
  /** What the offer that waits for its answer holds. */
  #offered: OutgoingStream[] = [];
  #version = 0;
  #allocatedAt = 0;
  #reportedAt = 0;
  #probe: OngoingProbe | undefined;

  constructor(options: { endpoint: WebRtcEndpoint; ticker: Ticker }) {
    this.#endpoint = options.endpoint;
    this.#transport = options.endpoint.open({
      onRtp: () => {}, // it only receives
      onRtcp: (packet) => this.#receiveRtcp(packet),
    });
    this.#stopTicking = options.ticker.onTick(() => this.#beat(performance.now()));
  }

  get statistics(): ReceivingStatistics {
    const layers = [...this.#streams].map(([id, stream]) => [id, stream.layer] as const);
    return { estimate: this.#bandwidth.estimate, layers: Object.fromEntries(layers) };
  }

  /** Offers everything in `wanted`, and takes back what is no longer in it. @param restart over a path of its own */
  offer(wanted: readonly Publication[], restart: boolean): string {
    if (restart) this.#transport.restart();
    const kept = new Set(wanted.map(({ id }) => id));
    for (const line of this.#lines)
      if (line.stream && !kept.has(line.stream.publication.id)) this.#takeBack(line);
    for (const publication of wanted) if (!this.#streams.has(publication.id)) this.#add(publication);
    this.#offered = [...this.#streams.values()];
    return this.#endpoint.describe(this.#transport, {
      sessionId: this.#sessionId,
      version: ++this.#version,
      setup: "actpass",
      lines: this.#lines.map(ownLine),
    });
  }

  /** The browser's answer to the last offer. */
  answer(sdp: string): void {
    const answer = parseBrowserDescription(sdp, true);
    if (answer.setup !== "active") throw mediaErrors("media-not-supported", { problem: "it waits for us" });
    this.#transport.takeAnswer(answer);
    const offered = new Set(this.#offered);
    const lines = new Map(answer.lines.map((line) => [line.mid, line]));
    for (const { mid, stream } of this.#lines) {
      const line = lines.get(mid);
      if (stream && offered.has(stream) && line && !line.rejected) stream.agreed = agreedIn(line);
    }
    this.#allocatedAt = 0;
  }

  /** @param heights in the browser's pixels by publication; 0 for one that is not shown */
  show(heights: Readonly<Record<string, number>>): void {
    for (const [id, height] of Object.entries(heights))
      if (this.#streams.has(id)) this.#heights.set(id, height);
    this.#allocatedAt = 0;
  }

  close(): void {
    this.#stopTicking();
    for (const stream of this.#streams.values()) stream.close();
    this.#transport.close();
  }

  #add(publication: Publication): void {
    const stream = new OutgoingStream(publication, this.#transport, this.#log);
    const free = this.#lines.find((line) => !line.stream && line.kind === publication.kind);
    if (free) free.stream = stream;
    else this.#lines.push({ mid: String(this.#lines.length), kind: publication.kind, stream });
    this.#streams.set(publication.id, stream);
    this.#bySource.set(stream.ssrc, stream);
  }

  #takeBack(line: Line): void {
    const { stream } = line;
    if (!stream) return;
    line.stream = undefined;
    stream.close();
    this.#streams.delete(stream.publication.id);
    this.#heights.delete(stream.publication.id);
    this.#bySource.delete(stream.ssrc);
  }

  #receiveRtcp(packet: Buffer): void {
    const now = performance.now();
    for (const said of parseFeedback(packet)) this.#hear(said, now);
  }

  #hear(said: Feedback, now: number): void {
    if (said.kind === "arrivals") this.#bandwidth.onFeedback(this.#log.resolve(said.packets), now);
    else if (said.kind === "bitrate") this.#bandwidth.onTold(said.bitrate);
    else if (said.kind === "nack")
      this.#bySource.get(said.ssrc)?.sendAgain(said.lost, now, (octets) => this.#repairs.take(octets, now));
    else if (said.kind === "key-frame") {
      const stream = this.#bySource.get(said.ssrc);
      stream?.publication.layers[stream.layer]?.requestKeyFrame(now);
    } else if (said.kind === "report" && this.#bySource.get(said.block.ssrc)?.agreed?.sequenceExtension === 0)
      this.#bandwidth.onLossReport(said.block.lossShare, now);
  }

  #beat(now: number): void {
    if (!this.#transport.connected) return;
    if (now - this.#allocatedAt >= allocateEvery) {
      this.#allocatedAt = now;
      this.#allocate(now);
    }
    if (this.#probe) this.#pad(this.#probe, now);
    if (now - this.#reportedAt >= reportEvery) {
      this.#reportedAt = now;
      for (const stream of this.#streams.values()) stream.report(now);
    }
  }

  #allocate(now: number): void {
    const requests = [...this.#streams.values()].flatMap((stream) => this.#requestOf(stream, now) ?? []);
    const sound = [...this.#streams.values()]
      .filter(({ publication }) => publication.kind === "audio")
      .reduce((sum, { publication }) => sum + (publication.layers[0]?.bitrate ?? 0), 0);
    const given = allocate(requests, this.#bandwidth.estimate - sound);
    for (const [id, layer] of given) {
      const stream = this.#streams.get(id);
      if (!stream) continue;
      const request = requests.find((each) => each.id === id);
      stream.want(layer, request !== undefined && layer < wantedLayer(request) && layer < request.current);
      const awaited = stream.publication.layers[stream.awaited ?? -1];
      if (awaited?.isSent(now)) awaited.requestKeyFrame(now);
    }
    const probe = this.#bandwidth.probe(wantedBitrate(requests) * 1.1 + sound, now);
    if (!probe) return;
    this.#log.probe = probe.id;
    this.#probe = { rate: probe.rate, startedAt: now, octets: this.#log.octets };
  }

  #requestOf({ publication, agreed, layer: current }: OutgoingStream, now: number): Request | undefined {
    if (publication.source === "microphone" || !agreed) return undefined;
    const { layers } = publication;
    const silent = !layers.some((layer) => layer.isSent(now));
    return {
      id: publication.id,
      source: publication.source,
      height: this.#heights.get(publication.id) ?? usualHeight,
      current,
      layers: layers.map((layer, index) => ({
        bitrate: layer.isSent(now) ? layer.bitrate : 0,
        height: layer.height || likelyHeight / 2 ** (layers.length - 1 - index),
        // Nothing comes yet: the smallest is waited for, so that its first key frame passes at once.
        sent: layer.isSent(now) || (silent && index === 0),
      })),
    };
  }

  /** Fills what the streams leave of the probe's rate. */
  #pad(probe: OngoingProbe, now: number): void {
    if (now - probe.startedAt > probeLength) {
      this.#probe = undefined;
      this.#log.probe = 0;
      return;
    }
    const due = (probe.rate * (now - probe.startedAt + 20)) / 8000;
    let missing = due - (this.#log.octets - probe.octets);
    const [stream] = [...this.#streams.values()].filter((each) => each.layer >= 0 && each.repairSsrc);
    for (let count = 0; stream && missing > 0 && count < mostPadding; count++) {
      const padded = stream.pad(now);
      if (padded === 0) return;
      missing -= padded;
    }
  }
}

const ownLine = ({ mid, kind, stream }: Line): OwnLine => ({
  mid,
  kind,
  direction: stream ? "sendonly" : "inactive",
  codecs: kind === "audio" ? [audioCodec("opus")] : videoCodecs,
  extensions: [[extensionUri.transportSequence, sequenceExtension]],
  ...(stream && { stream: { id: stream.publication.id, ssrc: stream.ssrc, rtx: stream.repairSsrc } }),
});

function agreedIn(line: BrowserLine): OutgoingStream["agreed"] {
  const [codec] = line.codecs;
  if (!codec) return undefined;
  return {
    type: codec.type,
    repairType: line.codecs.find(({ parameters }) => parameters === `apt=${codec.type}`)?.type,
    sequenceExtension: line.extensions.get(extensionUri.transportSequence) ?? 0,
  };
}
