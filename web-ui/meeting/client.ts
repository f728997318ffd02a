/** A browser's part in a meeting: its devices, what it is sent of the others, and what everybody is told. */
import type { HostControl, MeetingView } from "../../appliance/meetings/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { Signal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { cameraConstraints, type DeviceKind, microphoneConstraints, stopStream } from "./devices.ts";
import { Negotiation } from "./negotiation.ts";
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

const path = api.meetings[":id"].participants;

/** What to join: the meeting of a space, the pictures beside a call, or a meeting that runs already. */
export type MeetingPlace = { space: string } | { call: string } | { meeting: MeetingView };

export class MeetingClient {
  readonly state: Signal<MeetingState>;
  readonly #negotiation: Negotiation;
  readonly #stopListening: (() => void)[] = [];
  #microphone: MediaStream | undefined;
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
    this.#negotiation = new Negotiation({
      meeting: meeting.id,
      self,
      onTrack: (event) => this.#receive(event),
      onSubscribed: () => this.#heights.tellAgain(),
    });
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
      await this.#negotiation.stop("camera");
      this.#patch({ camera: undefined });
    } else {
      const camera = await navigator.mediaDevices.getUserMedia({ video: cameraConstraints() });
      if (this.#ended) return stopStream(camera); // the person left while the browser asked
      this.#patch({ camera });
      await this.#negotiation.send("camera", camera);
    }
    this.#tell({ camera: on });
  }

  /** Asks the browser which screen; rejects when the person thinks better of it. */
  async shareScreen(on: boolean): Promise<void> {
    if (!on) {
      stopStream(this.state.value.screen);
      await this.#negotiation.stop("screen");
      this.#patch({ screen: undefined });
    } else {
      const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } });
      if (this.#ended) return stopStream(screen);
      const [track] = screen.getVideoTracks();
      if (track) track.onended = () => void this.shareScreen(false); // by the browser's own button
      this.#patch({ screen });
      await this.#negotiation.send("screen", screen);
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
    await this.#negotiation.send("microphone", microphone);
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
    if (!this.#isSilent) {
      this.#microphone = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints() });
      await this.#negotiation.send("microphone", this.#microphone);
    }
    await this.#negotiation.publish();
    await this.#negotiation.subscribe();
    this.#patch({ phase: "joined" });
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
            void this.#negotiation.subscribe().catch((error) => this.#fail(error));
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
    this.#negotiation.close();
    this.#patch({ phase, camera: undefined, screen: undefined, remote: new Map() });
  }

  #patch(change: Partial<MeetingState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
