/**
 * The picture of a call with a telephone: a line beside the sound in the same connection, agreed when the call is, so
 * that turning the camera on and off is nothing that anybody has to be asked.
 */
import { cameraConstraints, stopStream } from "../meeting/devices.ts";

export interface CallPictures {
  /** Both ends have agreed on pictures; there may be none yet. */
  agreed: boolean;
  /** What the other side shows; undefined before the first picture. */
  seen: MediaStream | undefined;
  /** What this browser's camera shows; undefined while it is off. */
  camera: MediaStream | undefined;
}

export const noCallPictures: CallPictures = { agreed: false, seen: undefined, camera: undefined };

export class PictureLine {
  readonly #onChange: (pictures: CallPictures) => void;
  #connection: RTCPeerConnection | undefined;
  #pictures = noCallPictures;

  constructor(onChange: (pictures: CallPictures) => void) {
    this.#onChange = onChange;
  }

  /** The call stands; the line may come later, when the other side turns a camera on. */
  attach(connection: RTCPeerConnection): void {
    this.#connection = connection;
    connection.addEventListener("signalingstatechange", () => this.#look());
    this.#look();
  }

  /** Turns the camera on or off. Rejects when it may not be used. */
  async show(on: boolean): Promise<void> {
    stopStream(this.#pictures.camera);
    if (!on) {
      this.#patch({ camera: undefined });
      await this.#transceiver?.sender.replaceTrack(null);
      return;
    }
    const camera = await navigator.mediaDevices.getUserMedia({ video: cameraConstraints() });
    const [track] = camera.getVideoTracks();
    const sender = this.#transceiver?.sender;
    if (!track || !sender) return stopStream(camera); // the call has ended meanwhile
    await sender.replaceTrack(track);
    this.#patch({ camera });
  }

  close(): void {
    stopStream(this.#pictures.camera);
    this.#connection = undefined;
    this.#patch(noCallPictures);
  }

  get #transceiver(): RTCRtpTransceiver | undefined {
    return this.#connection
      ?.getTransceivers()
      .find(({ receiver, currentDirection }) => receiver.track.kind === "video" && isUsed(currentDirection));
  }

  #look(): void {
    const track = this.#transceiver?.receiver.track;
    if (track) track.onunmute = () => this.#look();
    this.#patch({
      agreed: track !== undefined,
      seen: track && !track.muted ? (this.#pictures.seen ?? new MediaStream([track])) : undefined,
    });
  }

  #patch(change: Partial<CallPictures>): void {
    this.#pictures = { ...this.#pictures, ...change };
    this.#onChange(this.#pictures);
  }
}

const isUsed = (direction: RTCRtpTransceiverDirection | null): boolean =>
  direction !== null && direction !== "inactive" && direction !== "stopped";
