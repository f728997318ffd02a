/** The two connections of a browser to a meeting: what each carries is agreed on, one offer after the other. */
import { api, call } from "../api/client.ts";
import { gathered } from "./gathered.ts";
import { seekWhenLost } from "./lost-path.ts";

const configuration: RTCConfiguration = { iceServers: [], bundlePolicy: "max-bundle" };
/** Sent at once in these sizes, smallest first; the appliance forwards to each the one that fits. */
const cameraLayers: RTCRtpEncodingParameters[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", maxBitrate: 1_600_000 },
];
const screenLayers: RTCRtpEncodingParameters[] = [
  { rid: "l", scaleResolutionDownBy: 2, maxBitrate: 300_000, maxFramerate: 5 },
  { rid: "h", maxBitrate: 2_500_000 },
];

const path = api.meetings[":id"].participants[":participant"];

type Line = "microphone" | "camera" | "screen";

export class Negotiation {
  readonly #sending = new RTCPeerConnection(configuration);
  readonly #receiving = new RTCPeerConnection(configuration);
  /** Lines of the sending connection, in the order that the appliance knows: made at once, empty ones cost nothing. */
  readonly #lines: Record<Line, RTCRtpTransceiver> = {
    microphone: this.#sending.addTransceiver("audio", { direction: "sendonly" }),
    camera: this.#sending.addTransceiver("video", { direction: "sendonly", sendEncodings: cameraLayers }),
    screen: this.#sending.addTransceiver("video", { direction: "sendonly", sendEncodings: screenLayers }),
  };
  readonly #param: { id: string; participant: string };
  readonly #onSubscribed: () => void;
  #publishing: Promise<void> = Promise.resolve();
  #subscribing: Promise<void> = Promise.resolve();
  #resubscribe = false;
  #closed = false;

  constructor(options: {
    /** Id of the meeting. */
    meeting: string;
    /** Which of its participants this browser is. */
    self: string;
    onTrack: (event: RTCTrackEvent) => void;
    /** Whenever the appliance has agreed on what is received. */
    onSubscribed: () => void;
  }) {
    this.#param = { id: options.meeting, participant: options.self };
    this.#onSubscribed = options.onSubscribed;
    this.#receiving.ontrack = options.onTrack;
    seekWhenLost(this.#sending, () => this.publish({ iceRestart: true }));
    seekWhenLost(this.#receiving, () => this.subscribe({ restart: "true" }));
  }

  async send(line: Line, stream: MediaStream): Promise<void> {
    const [track] = stream.getTracks();
    if (track) await this.#lines[line].sender.replaceTrack(track);
  }

  /** Nothing more is sent there; the line stays. */
  stop(line: Line): Promise<void> {
    return this.#lines[line].sender.replaceTrack(null);
  }

  publish(options: RTCOfferOptions = {}): Promise<void> {
    this.#publishing = this.#publishing.catch(told).then(async () => {
      await this.#sending.setLocalDescription(await this.#sending.createOffer(options));
      await gathered(this.#sending);
      const sdp = this.#sending.localDescription?.sdp ?? "";
      const answer = await call(path.publish.$post({ param: this.#param, json: { sdp } }));
      await this.#sending.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    });
    return this.#publishing;
  }

  /** Asks for everything there is to receive; once more when that changed in between. */
  subscribe(query: { restart?: "true" } = {}): Promise<void> {
    if (this.#resubscribe && !query.restart) return this.#subscribing;
    this.#resubscribe = true;
    this.#subscribing = this.#subscribing.catch(told).then(async () => {
      this.#resubscribe = false;
      if (this.#closed) return;
      const { sdp } = await call(path.subscribe.$post({ param: this.#param, query }));
      if (sdp === "") return; // nobody else is here yet
      await this.#receiving.setRemoteDescription({ type: "offer", sdp });
      await this.#receiving.setLocalDescription(await this.#receiving.createAnswer());
      await gathered(this.#receiving);
      const answer = this.#receiving.localDescription?.sdp ?? "";
      await call(path.subscribed.$post({ param: this.#param, json: { sdp: answer } }));
      this.#onSubscribed();
    });
    return this.#subscribing;
  }

  close(): void {
    this.#closed = true;
    this.#sending.close();
    this.#receiving.close();
  }
}

/** Whoever asked for a negotiation that failed knows; the next one is another. */
const told = () => {};
