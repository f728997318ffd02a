/** The connection over which a browser sends: its microphone, its camera in layers, its screen. */
import { randomInt } from "node:crypto";
import { mediaErrors } from "../../errors.ts";
import type { Ticker } from "../ticker.ts";
import { audioOf, extensionsOf, videoOf } from "../webrtc/codecs.ts";
import {
  type BrowserLine,
  type NegotiatedCodec,
  type OwnLine,
  parseBrowserDescription,
} from "../webrtc/description.ts";
import type { WebRtcEndpoint } from "../webrtc/endpoint.ts";
import { extensionUri, findExtension, textExtension } from "../webrtc/extensions.ts";
import type { WebRtcTransport } from "../webrtc/transport.ts";
import { IncomingStream } from "./incoming-stream.ts";
import { Publication, type PublicationSource } from "./publication.ts";
import { parseFeedback, writeReceiverReport } from "./rtcp.ts";
import { ArrivalLog } from "./transport-feedback.ts";

/** The order in which a browser adds what it sends: the n-th of a kind is this source. */
const sources: Readonly<Record<string, readonly PublicationSource[]>> = {
  audio: ["microphone"],
  video: ["camera", "screen"],
};
const feedbackEvery = 60;
const reportEvery = 1000;
const mostStreams = 32;

/** A line of the browser's offer that we take. */
interface Line {
  publication: Publication;
  codec: NegotiatedCodec;
  repairType: number | undefined;
}

interface Route {
  stream: IncomingStream;
  repair: boolean;
  line: Line;
}

export class PublishingConnection {
  readonly publications = new Map<PublicationSource, Publication>();
  readonly #participant: string;
  readonly #transport: WebRtcTransport;
  readonly #endpoint: WebRtcEndpoint;
  readonly #onPublication: (publication: Publication) => void;
  readonly #stopTicking: () => void;
  readonly #sessionId = randomInt(2 ** 31);
  readonly #ownSsrc = randomInt(1, 2 ** 32 - 1);
  readonly #lines = new Map<string, Line>();
  /** By source. */
  readonly #routes = new Map<number, Route>();
  readonly #arrivals = new ArrivalLog();
  /** Ids of header extensions by URI; one table for all lines, which are one bundle (RFC 9143 §9). */
  readonly #extensions = new Map<string, number>();
  #version = 0;
  #toldAt = 0;
  #reportedAt = 0;

  constructor(options: {
    participant: string;
    endpoint: WebRtcEndpoint;
    ticker: Ticker;
    onPublication: (publication: Publication) => void;
  }) {
    this.#participant = options.participant;
    this.#endpoint = options.endpoint;
    this.#onPublication = options.onPublication;
    this.#transport = options.endpoint.open({
      onRtp: (packet) => this.#receive(packet),
      onRtcp: (packet) => this.#receiveRtcp(packet),
    });
    this.#stopTicking = options.ticker.onTick(() => this.#beat(performance.now()));
  }

  /** Takes the browser's offer; our answer. */
  publish(sdp: string): string {
    const offer = parseBrowserDescription(sdp);
    if (offer.setup === "passive") throw mediaErrors("media-not-supported", { problem: "it only answers" });
    this.#transport.takeOffer(offer);
    const counts = new Map<string, number>();
    const lines = offer.lines.map((line) => {
      const nth = counts.get(line.kind) ?? 0;
      counts.set(line.kind, nth + 1);
      return this.#answerLine(line, sources[line.kind]?.[nth]);
    });
    if (lines.every(({ refused }) => refused)) throw mediaErrors("no-common-codec");
    return this.#endpoint.describe(this.#transport, {
      sessionId: this.#sessionId,
      version: ++this.#version,
      setup: "passive",
      lines,
    });
  }

  close(): void {
    this.#stopTicking();
    this.#transport.close();
  }

  #answerLine(line: BrowserLine, source: PublicationSource | undefined): OwnLine {
    const { kind, mid, protocol, formats } = line;
    const codecs = kind === "audio" ? audioOf(line, ["opus"]) : videoOf(line);
    const [codec, repair] = codecs;
    if (!codec || !source || line.rejected)
      return {
        kind,
        mid,
        direction: "inactive",
        codecs: [],
        extensions: [],
        refused: { protocol, formats },
      };
    const extensions = extensionsOf(line, ["mid", "rid", "repairedRid", "audioLevel", "transportSequence"]);
    for (const [uri, id] of extensions) this.#extensions.set(uri, id);
    this.#learnLine(line, source, codec, repair?.type);
    return { kind, mid, direction: "recvonly", codecs, extensions, rids: kind === "video" ? line.rids : [] };
  }

  #learnLine(
    line: BrowserLine,
    source: PublicationSource,
    codec: NegotiatedCodec,
    repairType: number | undefined,
  ): void {
    const known = this.#lines.get(line.mid);
    const publication = known?.publication ?? this.#publicationOf(source, line.rids);
    const learnt: Line = { publication, codec, repairType };
    this.#lines.set(line.mid, learnt);
    if (line.rids.length > 0) return; // their sources are told in the packets
    for (const { ssrc, rtx } of line.sources) {
      const stream = this.#streamOf(learnt, 0, ssrc);
      if (stream && rtx !== undefined) this.#routes.set(rtx, { stream, repair: true, line: learnt });
    }
  }

  #publicationOf(source: PublicationSource, rids: readonly string[]): Publication {
    const made = new Publication(this.#participant, source, rids.length > 0 ? rids : [""]);
    this.publications.set(source, made);
    this.#onPublication(made);
    return made;
  }

  #receive(packet: Buffer): void {
    const now = performance.now();
    const sequence = findExtension(packet, this.#extensions.get(extensionUri.transportSequence) ?? 0);
    if (sequence?.length === 2) this.#arrivals.note(packet.readUInt16BE(sequence.offset), now);
    const ssrc = packet.readUInt32BE(8);
    const route = this.#routes.get(ssrc) ?? this.#learnRoute(packet, ssrc);
    if (!route) return;
    if (route.repair) return route.stream.receiveRepair(packet, now);
    this.#noteLevel(route.line, packet);
    route.stream.receive(packet, now);
  }

  #noteLevel({ publication }: Line, packet: Buffer): void {
    if (publication.kind !== "audio") return;
    const found = findExtension(packet, this.#extensions.get(extensionUri.audioLevel) ?? 0);
    if (found) publication.onLevel((packet[found.offset] ?? 127) & 127);
  }

  /** A source that shows itself by the names it carries (RFC 8852, RFC 9143). */
  #learnRoute(packet: Buffer, ssrc: number): Route | undefined {
    if (this.#routes.size >= mostStreams) return undefined;
    const read = (uri: string) => textExtension(packet, this.#extensions.get(uri) ?? 0);
    const mid = read(extensionUri.mid);
    const line = mid === undefined ? undefined : this.#lines.get(mid);
    if (!line) return undefined;
    const rid = read(extensionUri.rid);
    const repaired = read(extensionUri.repairedRid);
    const layers = line.publication.layers;
    const layer = layers.length === 1 ? 0 : layers.findIndex((each) => each.rid === (repaired ?? rid));
    if (layer < 0) return undefined;
    const repair = repaired !== undefined || ((packet[1] ?? 0) & 127) === line.repairType;
    if (!repair) {
      this.#streamOf(line, layer, ssrc);
      return this.#routes.get(ssrc);
    }
    const primary = [...this.#routes.values()].find(
      (route) => !route.repair && route.line === line && route.stream.layer === layer,
    );
    if (primary) this.#routes.set(ssrc, { ...primary, repair: true });
    return this.#routes.get(ssrc);
  }

  #streamOf(line: Line, layer: number, ssrc: number): IncomingStream | undefined {
    const known = this.#routes.get(ssrc);
    if (known) return known.stream;
    if (this.#routes.size >= mostStreams) return undefined;
    const { publication, codec } = line;
    const stream = new IncomingStream({
      ssrc,
      layer,
      clock: codec.clock,
      ownSsrc: this.#ownSsrc,
      repairs: publication.kind === "video",
      sendRtcp: (packet) => this.#transport.sendRtcp(packet),
      onPacket: (packet, now) => {
        if (packet.payloadType === codec.type || packet.payloadType === line.repairType)
          publication.publish(layer, packet, now);
      },
    });
    const published = publication.layers[layer];
    if (published) published.onKeyFrameWanted = () => stream.requestKeyFrame();
    this.#routes.set(ssrc, { stream, repair: false, line });
    return stream;
  }

  #receiveRtcp(packet: Buffer): void {
    for (const said of parseFeedback(packet)) {
      if (said.kind !== "sender") continue;
      const route = this.#routes.get(said.ssrc);
      if (route && !route.repair) route.stream.noteSenderReport(said.time, performance.now());
    }
  }

  /** Every 20 ms: what is missing is asked for; the browser learns how its packets fared. */
  #beat(now: number): void {
    if (!this.#transport.connected) return;
    const streams = [...this.#routes.values()].flatMap(({ stream, repair }) => (repair ? [] : [stream]));
    for (const stream of streams) stream.beat(now);
    const [first] = streams;
    if (first && now - this.#toldAt >= feedbackEvery) {
      this.#toldAt = now;
      const feedback = this.#arrivals.take(this.#ownSsrc, first.ssrc);
      if (feedback) this.#transport.sendRtcp(feedback);
    }
    if (first && now - this.#reportedAt >= reportEvery) {
      this.#reportedAt = now;
      const blocks = streams.flatMap((stream) => stream.report(now) ?? []);
      if (blocks.length > 0) this.#transport.sendRtcp(writeReceiverReport(this.#ownSsrc, blocks));
    }
  }
}
