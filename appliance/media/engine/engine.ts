/** The engine of one Worker: its legs, what each of them hears, and its conferences. */
import { addressTowards, OpenDescriptors } from "../../platform/for-workers.ts";
import { isAudio } from "../codecs.ts";
import { mediaErrors } from "../errors.ts";
import { canShow, type StillPicture } from "../pictures.ts";
import type { FromWorker, LegProfile, Operations, WorkerOptions } from "../protocol.ts";
import { sendDigit } from "./events.ts";
import type { Leg, MediaPacket, PicturePacket, Wanted } from "./leg.ts";
import { type PlayEnd, Player } from "./player.ts";
import { PortPairs } from "./port-pairs.ts";
import { Recorder, type RecordOptions } from "./recorder.ts";
import { RtpLeg } from "./rtp-leg.ts";
import { Conference } from "./sfu/conference.ts";
import type { ReceivingStatistics } from "./sfu/receiving.ts";
import { type Sound, soundSamples } from "./sounds.ts";
import { StillShow } from "./still-show.ts";
import { Ticker } from "./ticker.ts";
import { FrameCutter, FrameEncoder, PacketDecoder } from "./transcoder.ts";
import type { WebRtcEndpoint } from "./webrtc/endpoint.ts";
import { WebRtcLeg } from "./webrtc-leg.ts";

type Asynchronous<Table> = {
  [Name in keyof Table]: Table[Name] extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Result | Promise<Result>
    : never;
};

export class Engine implements Asynchronous<Operations> {
  readonly #options: WorkerOptions;
  readonly #endpoint: WebRtcEndpoint;
  readonly #tell: (message: FromWorker) => void;
  readonly #ports: PortPairs;
  readonly #ticker = new Ticker();
  readonly #legs = new Map<string, Leg>();
  readonly #conferences = new Map<string, Conference>();
  /** Ends what a leg hears now. */
  readonly #sources = new Map<string, () => void>();
  readonly #recorders = new Map<string, Recorder>();

  constructor(options: WorkerOptions, endpoint: WebRtcEndpoint, tell: (message: FromWorker) => void) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#tell = tell;
    const [min, max] = options.rtpPorts;
    const descriptors = new OpenDescriptors(options.descriptors);
    this.#ports = new PortPairs({ address: options.address, min, max, descriptors });
  }

  open(id: string, profile: LegProfile, signalled: string): void {
    const { address, outsideAddresses } = this.#options;
    const leg =
      profile === "webrtc"
        ? new WebRtcLeg(id, this.#endpoint)
        : new RtpLeg({
            id,
            secure: profile === "sdes",
            signalled,
            advertised: addressTowards(signalled, address, outsideAddresses[0]),
            ports: this.#ports,
          });
    leg.onDigit = (digit) => this.#tell({ type: "digit", leg: id, digit });
    this.#legs.set(id, leg);
  }

  offer(id: string, wanted: Wanted): Promise<string> {
    return this.#leg(id).offer(wanted);
  }

  receiveOffer(id: string, sdp: string) {
    return this.#leg(id).receiveOffer(sdp);
  }

  answer(id: string, wanted: Wanted): Promise<string> {
    return this.#leg(id).answer(wanted);
  }

  receiveAnswer(id: string, sdp: string) {
    return this.#leg(id).receiveAnswer(sdp);
  }

  bridge(first: string, second: string): void {
    this.#connect(this.#leg(first), this.#leg(second));
    this.#connect(this.#leg(second), this.#leg(first));
  }

  play(id: string, sound: Sound): void {
    this.#play(id, soundSamples(sound), true);
  }

  playAudio(id: string, samples: Uint8Array, loop: boolean): Promise<PlayEnd> {
    return this.#play(id, samplesOf(samples), loop).ended;
  }

  showStill(id: string, stills: readonly StillPicture[]): void {
    const leg = this.#leg(id);
    const show = StillShow.begin(leg, stills);
    if (!show) return;
    const ask = () => show.show();
    leg.onKeyFrameWanted = ask;
    const besides = this.#sources.get(id); // what it hears goes on
    this.#sources.set(id, () => {
      besides?.();
      show.stop();
      if (leg.onKeyFrameWanted === ask) leg.onKeyFrameWanted = () => {};
    });
  }

  async record(id: string, options: RecordOptions): Promise<Uint8Array> {
    const leg = this.#leg(id);
    this.stopRecording(id);
    const recorder = new Recorder(leg, options);
    this.#recorders.set(id, recorder);
    const samples = await recorder.ended;
    if (this.#recorders.get(id) === recorder) this.#recorders.delete(id);
    return new Uint8Array(samples.buffer);
  }

  stopRecording(id: string): void {
    this.#recorders.get(id)?.stop();
    this.#recorders.delete(id);
  }

  silence(id: string): void {
    this.#sources.get(id)?.();
    this.#sources.delete(id);
  }

  sendDigit(id: string, digit: string): void {
    sendDigit(this.#leg(id), digit);
  }

  keyFrameWanted(id: string): void {
    this.#leg(id).onKeyFrameWanted();
  }

  statistics(id: string) {
    return this.#leg(id).statistics();
  }

  async close(id: string): Promise<void> {
    this.silence(id);
    this.stopRecording(id);
    const leg = this.#legs.get(id);
    this.#legs.delete(id);
    await leg?.close();
  }

  openConference(id: string): void {
    const conference = new Conference({
      endpoint: this.#endpoint,
      ticker: this.#ticker,
      onTracks: (participants) => this.#tell({ type: "tracks", conference: id, participants }),
      onSpeakers: (speakers) => this.#tell({ type: "speakers", conference: id, speakers }),
    });
    this.#conferences.set(id, conference);
  }

  publish(conference: string, participant: string, sdp: string): string {
    return this.#conference(conference).publish(participant, sdp);
  }

  subscribe(conference: string, participant: string, restart: boolean): string {
    return this.#conference(conference).subscribe(participant, restart);
  }

  subscribed(conference: string, participant: string, sdp: string): void {
    this.#conference(conference).subscribed(participant, sdp);
  }

  mute(conference: string, participant: string, muted: boolean): void {
    this.#conference(conference).mute(participant, muted);
  }

  show(conference: string, participant: string, heights: Record<string, number>): void {
    this.#conference(conference).show(participant, heights);
  }

  receiving(conference: string, participant: string): ReceivingStatistics | undefined {
    return this.#conference(conference).statistics(participant);
  }

  joinLeg(conference: string, participant: string, leg: string): void {
    this.silence(leg);
    this.#conference(conference).joinLeg(participant, this.#leg(leg));
  }

  leave(conference: string, participant: string): void {
    this.#conference(conference).leave(participant);
  }

  closeConference(id: string): void {
    this.#conferences.get(id)?.close();
    this.#conferences.delete(id);
  }

  load(): { legs: number; conferences: number } {
    return { legs: this.#legs.size, conferences: this.#conferences.size };
  }

  #play(id: string, samples: Int16Array, loop: boolean): Player {
    const leg = this.#leg(id);
    this.silence(id);
    const player = new Player(leg, samples, this.#ticker, { loop });
    this.#sources.set(id, () => player.stop());
    return player;
  }

  /** Lets `to` hear and see `from`. */
  #connect(from: Leg, to: Leg): void {
    this.silence(to.id);
    const { relay, close } = relayBetween(from, to);
    from.onPacket = relay;
    const hide = this.#show(from, to);
    this.#sources.set(to.id, () => {
      if (from.onPacket === relay) from.onPacket = () => {};
      close();
      hide();
    });
  }

  /** Pictures pass as they are; they begin with a whole one, which the peer is asked for. */
  #show(from: Leg, to: Leg): () => void {
    const relay = (packet: PicturePacket) => {
      if (to.picture && from.picture && canShow(to.picture, from.picture)) to.sendPicture(packet, from);
    };
    const ask = () => {
      if (from.picture && !from.requestKeyFrame()) this.#tell({ type: "key-frame", leg: from.id });
    };
    from.onPicture = relay;
    to.onKeyFrameWanted = ask;
    ask();
    return () => {
      if (from.onPicture === relay) from.onPicture = () => {};
      if (to.onKeyFrameWanted === ask) to.onKeyFrameWanted = () => {};
    };
  }

  #leg(id: string): Leg {
    const leg = this.#legs.get(id);
    if (!leg) throw mediaErrors("media-leg-gone");
    return leg;
  }

  #conference(id: string): Conference {
    const conference = this.#conferences.get(id);
    if (!conference) throw mediaErrors("media-leg-gone");
    return conference;
  }
}

/** Little-endian, as every machine of ours is; copied, because an Int16Array must begin at an even address. */
const samplesOf = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.slice(0, bytes.length & ~1).buffer);

/** Samples at 8 kHz of the longest packet that is encoded anew: 240 ms. */
const longestPacket = 1920;

/**
 * What the peer takes passes as it is. Anything else is encoded anew: two may share no codec, and who was answered by
 * the house before it knew whom they would speak with may send what that one does not take.
 */
function relayBetween(from: Leg, to: Leg): { relay: (packet: MediaPacket) => void; close(): void } {
  let again: { decoder: PacketDecoder; cutter: FrameCutter; encoder: FrameEncoder | undefined } | undefined;
  return {
    relay(packet) {
      if (to.takes(packet.kind) || !isAudio(packet.kind)) return to.send(packet, from);
      again ??= {
        decoder: new PacketDecoder(),
        cutter: new FrameCutter(),
        encoder: FrameEncoder.for(to.codecs),
      };
      const samples = again.decoder.decode(packet);
      if (samples.length > longestPacket) return; // nobody packs so much: it is an attack
      for (const frame of again.cutter.cut(samples)) {
        const encoded = again.encoder?.encode(frame);
        if (encoded) to.send(encoded, again);
      }
    },
    close() {
      again?.decoder.close();
      again?.encoder?.close();
    },
  };
}
