/** A browser's part in a meeting: what it sends over one connection, what it receives over another. */
import type { HostControl, MeetingView } from "../../appliance/meetings/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { Signal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { cameraConstraints, type DeviceKind, microphoneConstraints, stopStream } from "./devices.ts";
import { gathered } from "./gathered.ts";
import { seekWhenLost } from "./lost-path.ts";
import { ShownHeights } from "./shown-heights.ts";

/** What is received of one participant. */
export interface RemoteMedia {
  audio?: MediaStream;
  camera?: MediaStream;
  screen?: MediaStream;
}

export interface MeetingState {
  phase: "joining" | "joined" | "left" | "failed";
  meeting: MeetingView;
  /** Which of the meeting's participants this browser is. */
  self: string;
  microphone: boolean;
  camera: MediaStream | undefined;
  screen: MediaStream | undefined;
  remote: ReadonlyMap<string, RemoteMedia>;
  /** Participants who speak, loudest first. */
  speakers: readonly string[];
  error: string;
}

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

const path = api.meetings[":id"].participants;

/** What to join: the meeting of a space, the pictures beside a call, or a meeting that runs already. */
export type MeetingPlace = { space: string } | { call: string } | { meeting: MeetingView };

export class MeetingClient {
  readonly state: Signal<MeetingState>;
  readonly #sending = new RTCPeerConnection(configuration);
  readonly #receiving = new RTCPeerConnection(configuration);
  readonly #stopListening: (() => void)[] = [];
  #microphone: MediaStream | undefined;
  /** Lines of the sending connection, in the order that the appliance knows: microphone, camera, screen. */
  #lines: { microphone?: RTCRtpTransceiver; camera?: RTCRtpTransceiver; screen?: RTCRtpTransceiver } = {};
  /** Negotiations, one after the other on each connection. */
  #publishing: Promise<void> = Promise.resolve();
  #subscribing: Promise<void> = Promise.resolve();
  #resubscribe = false;
  readonly #heights = new ShownHeights((heights) => {
    if (this.#ended) return;
    void call(path[":participant"].view.$put({ param: this.#param, json: { heights } })).catch(() => {}); // it has ended
  });

  private constructor(session: Session, meeting: MeetingView, self: string) {
    this.state = new Signal<MeetingState>({
      phase: "joining",
      meeting,
      self,
      microphone: true,
      camera: undefined,
      screen: undefined,
      remote: new Map(),
      speakers: [],
      error: "",
    });
    this.#receiving.ontrack = (event) => this.#receive(event);
    seekWhenLost(this.#sending, () => this.#publish({ iceRestart: true }));
    seekWhenLost(this.#receiving, () => this.#subscribe({ restart: "true" }));
    this.#listen(session);
  }

  /** Starts what is not running yet, and joins. Rejects with the appliance's reason. */
  static async join(session: Session, place: MeetingPlace): Promise<MeetingClient> {
    const { meeting } = "meeting" in place ? place : await call(api.meetings.$post({ json: place }));
    const joined = await call(path.$post({ param: { id: meeting.id } }));
    const client = new MeetingClient(session, joined.meeting, joined.participant.id);
    try {
      await client.#start();
    } catch (error) {
      await client.leave();
      throw error;
    }
    return client;
  }

  mute(muted: boolean): void {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#patch({ microphone: !muted });
    this.#tell({ muted });
  }

  async showCamera(on: boolean): Promise<void> {
    if (!on) {
      stopStream(this.state.value.camera);
      await this.#lines.camera?.sender.replaceTrack(null);
      this.#patch({ camera: undefined });
    } else {
      const camera = await navigator.mediaDevices.getUserMedia({ video: cameraConstraints() });
      if (this.#ended) return stopStream(camera); // the person left while the browser asked
      this.#patch({ camera });
      await this.#send("camera", camera);
    }
    this.#tell({ camera: on });
  }

  /** Asks the browser which screen; rejects when the person thinks better of it. */
  async shareScreen(on: boolean): Promise<void> {
    if (!on) {
      stopStream(this.state.value.screen);
      await this.#lines.screen?.sender.replaceTrack(null);
      this.#patch({ screen: undefined });
    } else {
      const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } });
      if (this.#ended) return stopStream(screen);
      const [track] = screen.getVideoTracks();
      if (track) track.onended = () => void this.shareScreen(false); // by the browser's own button
      this.#patch({ screen });
      await this.#send("screen", screen);
    }
    this.#tell({ screen: on });
  }

  /** Goes over to the device that was chosen; the speaker is the page's own affair. */
  async followDevice(kind: DeviceKind): Promise<void> {
    if (kind === "camera" && this.state.value.camera) {
      const before = this.state.value.camera;
      await this.showCamera(true);
      stopStream(before);
    }
    if (kind !== "microphone" || this.#isSilent) return;
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints() });
    if (this.#ended) return stopStream(microphone);
    for (const track of microphone.getAudioTracks()) track.enabled = this.state.value.microphone;
    stopStream(this.#microphone);
    this.#microphone = microphone;
    await this.#send("microphone", microphone);
  }

  /** As the host. Rejects with the appliance's reason. */
  async control(json: HostControl): Promise<void> {
    await call(api.meetings[":id"].controls.$post({ param: { id: this.state.value.meeting.id }, json }));
  }

  /** Shows what went wrong beside the stage. */
  complain(error: unknown): void {
    this.#patch({ error: error instanceof Error ? error.message : String(error) });
  }

  /** Says how large a stream is shown, in the screen's own pixels; 0 when it is not. */
  show(participant: string, source: "camera" | "screen", height: number): void {
    this.#heights.show(`${participant}|${source}`, height);
  }

  async leave(): Promise<void> {
    if (this.state.value.phase === "left") return;
    const { meeting, self } = this.state.value;
    this.#close("left");
    await call(path[":participant"].$delete({ param: { id: meeting.id, participant: self } })).catch(
      () => {},
    ); // it has ended
  }

  async end(): Promise<void> {
    await call(api.meetings[":id"].$delete({ param: { id: this.state.value.meeting.id } }));
    this.#close("left");
  }

  /** Beside a call there are only pictures: its sound goes another way. */
  get #isSilent(): boolean {
    return this.state.value.meeting.call !== undefined;
  }

  async #start(): Promise<void> {
    if (!this.#isSilent)
      this.#microphone = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints() });
    // The lines are made at once, so that their order is what the appliance expects; empty ones cost nothing.
    this.#lines.microphone = this.#sending.addTransceiver("audio", { direction: "sendonly" });
    this.#lines.camera = this.#sending.addTransceiver("video", {
      direction: "sendonly",
      sendEncodings: cameraLayers,
    });
    this.#lines.screen = this.#sending.addTransceiver("video", {
      direction: "sendonly",
      sendEncodings: screenLayers,
    });
    if (this.#microphone) await this.#send("microphone", this.#microphone);
    await this.#publish();
    await this.#subscribe();
    this.#patch({ phase: "joined" });
  }

  async #send(line: "microphone" | "camera" | "screen", stream: MediaStream): Promise<void> {
    const [track] = stream.getTracks();
    if (track) await this.#lines[line]?.sender.replaceTrack(track);
  }

  #publish(options: RTCOfferOptions = {}): Promise<void> {
    this.#publishing = this.#publishing.catch(told).then(async () => {
      await this.#sending.setLocalDescription(await this.#sending.createOffer(options));
      await gathered(this.#sending);
      const sdp = this.#sending.localDescription?.sdp ?? "";
      const answer = await call(path[":participant"].publish.$post({ param: this.#param, json: { sdp } }));
      await this.#sending.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    });
    return this.#publishing;
  }

  /** Asks for everything there is to receive; once more when that changed in between. */
  #subscribe(query: { restart?: "true" } = {}): Promise<void> {
    if (this.#resubscribe && !query.restart) return this.#subscribing;
    this.#resubscribe = true;
    this.#subscribing = this.#subscribing.catch(told).then(async () => {
      this.#resubscribe = false;
      if (this.#ended) return;
      const { sdp } = await call(path[":participant"].subscribe.$post({ param: this.#param, query }));
      if (sdp === "") return; // nobody else is here yet
      await this.#receiving.setRemoteDescription({ type: "offer", sdp });
      await this.#receiving.setLocalDescription(await this.#receiving.createAnswer());
      await gathered(this.#receiving);
      const answer = this.#receiving.localDescription?.sdp ?? "";
      await call(path[":participant"].subscribed.$post({ param: this.#param, json: { sdp: answer } }));
      this.#heights.tellAgain();
    });
    return this.#subscribing;
  }

  /** The stream's id says whose it is and what it shows: `participant|source`. */
  #receive({ streams, track }: RTCTrackEvent): void {
    const [participant, source] = streams[0]?.id.split("|") ?? [];
    if (!participant || !source) return;
    const kind = source === "microphone" ? "audio" : (source as "camera" | "screen");
    const remote = new Map(this.state.value.remote);
    remote.set(participant, { ...remote.get(participant), [kind]: new MediaStream([track]) });
    this.#patch({ remote });
  }

  #listen(session: Session): void {
    const own = (data: unknown, take: (data: Record<string, unknown>) => void) => {
      const about = data as Record<string, unknown>;
      if (about.meeting === this.state.value.meeting.id) take(about);
    };
    this.#stopListening.push(
      session.onSignal("meeting", (data) => this.#update(data as MeetingView)),
      session.onSignal("meeting.tracks", (data) =>
        own(data, ({ participant }) => {
          if (participant === this.state.value.self)
            void this.#subscribe().catch((error) => this.#fail(error));
        }),
      ),
      session.onSignal("meeting.muted", (data) =>
        own(data, ({ participant }) => {
          if (participant !== this.state.value.self) return;
          for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = false;
          this.#patch({ microphone: false });
        }),
      ),
      session.onSignal("meeting.expelled", (data) =>
        own(data, ({ participant }) => {
          if (participant === this.state.value.self) this.#fail(new Error(t("meeting.expelled")));
        }),
      ),
      session.onSignal("meeting.speakers", (data) =>
        own(data, ({ speakers }) => this.#patch({ speakers: speakers as string[] })),
      ),
    );
    const onLeave = () => void this.leave();
    addEventListener("pagehide", onLeave);
    this.#stopListening.push(() => removeEventListener("pagehide", onLeave));
  }

  #update(meeting: MeetingView): void {
    if (meeting.id !== this.state.value.meeting.id) return;
    const ids = new Set(meeting.participants.map(({ id }) => id));
    const remote = new Map([...this.state.value.remote].filter(([id]) => ids.has(id)));
    this.#patch({ meeting, remote });
    if (!ids.has(this.state.value.self)) this.#close("left"); // the host ended it
  }

  #tell(json: { muted?: boolean; camera?: boolean; screen?: boolean }): void {
    void call(path[":participant"].$patch({ param: this.#param, json })).catch(() => {}); // it has ended
  }

  get #param() {
    const { meeting, self } = this.state.value;
    return { id: meeting.id, participant: self };
  }

  get #ended(): boolean {
    return this.state.value.phase === "left" || this.state.value.phase === "failed";
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#close("failed");
    this.complain(error);
  }

  #close(phase: "left" | "failed"): void {
    const { camera, screen } = this.state.value;
    for (const each of this.#stopListening.splice(0)) each();
    for (const stream of [this.#microphone, camera, screen]) stopStream(stream);
    this.#heights.close();
    this.#sending.close();
    this.#receiving.close();
    this.#patch({ phase, camera: undefined, screen: undefined, remote: new Map() });
  }

  #patch(change: Partial<MeetingState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}

/** Whoever asked for a negotiation that failed knows; the next one is another. */
const told = () => {};
