/** A browser in a conference: one connection for what it sends, one for what it receives. */
import {
  MediaStream,
  type RTCPeerConnection,
  type RTCRtpTransceiver,
  RtpHeader,
  RtpPacket,
  useAudioLevelIndication,
  useSdesMid,
} from "werift";
import { mediaErrors } from "../errors.ts";
import { Forwarder } from "./forwarder.ts";
import {
  audioParameters,
  type ConnectionOptions,
  describeLocally,
  openConnection,
  videoParameters,
} from "./peer-connection.ts";
import { Publication, type PublicationSource } from "./publication.ts";

/** The order in which a browser adds what it sends: the n-th of a kind is this source. */
const sources: Readonly<Record<string, readonly PublicationSource[]>> = {
  audio: ["microphone"],
  video: ["camera", "screen"],
};
const largestOffer = 64 * 1024;
/** A browser sends three lines and receives three from each of the largest meeting's others. */
const mostLines = 3 * 200;

const codecs = () => ({ audio: [audioParameters("opus")], video: videoParameters() });
const extensions = () => ({
  audio: [useSdesMid(), useAudioLevelIndication()],
  video: [useSdesMid()],
});

interface Subscription {
  transceiver: RTCRtpTransceiver;
  /** The browser knows of it: a packet that comes earlier would be taken for somebody else's. */
  answered: boolean;
  stop(): void;
}

export class BrowserParticipant {
  readonly id: string;
  readonly publications = new Map<PublicationSource, Publication>();
  readonly #options: ConnectionOptions;
  readonly #onPublication: (publication: Publication) => void;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Sending lines that somebody left behind, to be used again. */
  readonly #free: RTCRtpTransceiver[] = [];
  /** What the offer that waits for its answer holds. */
  #offered: string[] = [];
  readonly #keyFrames = new Set<(now: number) => void>();
  #sending: RTCPeerConnection | undefined;
  #receiving: RTCPeerConnection | undefined;

  constructor(id: string, options: ConnectionOptions, onPublication: (publication: Publication) => void) {
    this.id = id;
    this.#options = options;
    this.#onPublication = onPublication;
  }

  async publish(offer: string): Promise<string> {
    checkOffer(offer);
    this.#sending ??= this.#openSending();
    await apply(this.#sending, { type: "offer", sdp: offer });
    for (const transceiver of this.#sending.getTransceivers()) transceiver.setDirection("recvonly");
    const answer = await this.#sending.createAnswer();
    return describeLocally(this.#sending, answer as { type: "answer"; sdp: string });
  }

  /** Offers everything in `wanted`, and takes back what is no longer in it; empty while there is nothing. */
  async subscribe(wanted: readonly Publication[]): Promise<string> {
    if (wanted.length === 0 && !this.#receiving) return "";
    this.#receiving ??= openConnection(this.#options, codecs(), extensions());
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, subscription] of this.#subscriptions)
      if (!ids.has(id)) {
        subscription.stop();
        subscription.transceiver.setDirection("inactive");
        this.#subscriptions.delete(id);
        this.#free.push(subscription.transceiver);
      }
    for (const publication of wanted)
      if (!this.#subscriptions.has(publication.id)) this.#subscribeTo(publication);
    this.#offered = [...this.#subscriptions.keys()];
    const offer = await this.#receiving.createOffer();
    return describeLocally(this.#receiving, offer as { type: "offer"; sdp: string });
  }

  async subscribed(answer: string): Promise<void> {
    checkOffer(answer);
    const offered = this.#offered;
    if (this.#receiving) await apply(this.#receiving, { type: "answer", sdp: answer });
    for (const id of offered) {
      const subscription = this.#subscriptions.get(id);
      if (subscription) subscription.answered = true;
    }
    for (const ask of this.#keyFrames) ask(performance.now());
  }

  async close(): Promise<void> {
    for (const { stop } of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
    await Promise.allSettled([this.#sending?.close(), this.#receiving?.close()]);
  }

  #openSending(): RTCPeerConnection {
    const connection = openConnection(this.#options, codecs(), extensions());
    connection.onRemoteTransceiverAdded.subscribe((transceiver) => {
      const ofKind = connection.getTransceivers().filter(({ kind }) => kind === transceiver.kind);
      const source = sources[transceiver.kind]?.[ofKind.indexOf(transceiver)];
      if (!source) return;
      const publication = new Publication(this.id, source);
      transceiver.onTrack.subscribe((track) => {
        publication.follow(track, transceiver.receiver);
        this.publications.set(source, publication);
        this.#onPublication(publication);
      });
    });
    return connection;
  }

  #subscribeTo(publication: Publication): void {
    const connection = this.#receiving;
    if (!connection) return;
    const reused = this.#free.findIndex(({ kind }) => kind === publication.kind);
    const transceiver =
      this.#free.splice(reused, reused < 0 ? 0 : 1)[0] ??
      connection.addTransceiver(publication.kind, { direction: "sendonly" });
    transceiver.setDirection("sendonly");
    transceiver.sender.setStreams([new MediaStream({ id: publication.id })]);
    const ask = (now: number) => publication.requestKeyFrame(now);
    this.#keyFrames.add(ask);
    const lost = transceiver.sender.onPictureLossIndication.subscribe(() => ask(performance.now()));
    transceiver.sender.replaceRTP({ sequenceNumber: 0, timestamp: 0 });
    const forwarder = new Forwarder(transceiver);
    const stopForwarding = publication.onPacket((packet) => {
      if (!subscription.answered || forwarder.send(packet)) return;
      const { sequence, timestamp, marker, payload } = packet;
      const header = new RtpHeader({ sequenceNumber: sequence, timestamp, marker, payloadType: 0 });
      void transceiver.sender.sendRtp(new RtpPacket(header, payload)).catch(() => {}); // gone: so is the viewer
    });
    const subscription: Subscription = {
      transceiver,
      answered: false,
      stop: () => {
        stopForwarding();
        forwarder.close();
        lost.unSubscribe();
        this.#keyFrames.delete(ask);
      },
    };
    this.#subscriptions.set(publication.id, subscription);
  }
}

/** A description that werift cannot read is the browser's fault, not the house's. */
async function apply(
  connection: RTCPeerConnection,
  description: { type: "offer" | "answer"; sdp: string },
): Promise<void> {
  try {
    await connection.setRemoteDescription(description);
  } catch (cause) {
    throw mediaErrors("session-description-invalid", { problem: String(cause) }, { cause });
  }
}

function checkOffer(sdp: string): void {
  const lines = sdp.match(/^m=/gm)?.length ?? 0;
  if (sdp.length > largestOffer || lines < 1 || lines > mostLines || !sdp.startsWith("v=0\r\n"))
    throw mediaErrors("session-description-invalid", { problem: "it is not a session description" });
}
