/**
 * Calls whose packets go from phone to phone: legs that hand one side's description to the other unchanged.
 * The house hears nothing of such a call, so it plays no music and has no statistics.
 */
import { isAudio } from "./codecs.ts";
import { mediaErrors } from "./errors.ts";
import type { Media, MediaLeg } from "./index.ts";
import { noPictures } from "./pictures.ts";
import { type AudioDescription, audioOf, parseSdp } from "./sdp.ts";

/** What a call needs of media. */
export interface CallMedia extends Pick<Media, "leg" | "bridge" | "speaksOpus"> {
  /** Descriptions go from phone to phone; there is nothing of the call to hear in the house. */
  readonly direct?: boolean;
}

/** What the two sides have said last. */
interface Descriptions {
  offer: string;
  answer: string;
  /** What the caller's first offer says, read already. */
  known: { sdp: string; audio: AudioDescription } | undefined;
}

/**
 * Media for one call that need not pass through the house: plain RTP that the caller receives where it signals
 * from. Undefined when this offer needs the house, because it is behind a translator of addresses or encrypted.
 */
export function directMedia(offer: string, signalled: string): CallMedia | undefined {
  let audio: AudioDescription;
  try {
    audio = audioOf(parseSdp(offer));
    if (audio.address !== signalled || audio.protocol !== "RTP/AVP") return undefined;
  } catch {
    return undefined; // the anchored leg will refuse it, with the reason
  }
  const descriptions: Descriptions = { offer, answer: "", known: { sdp: offer, audio } };
  return {
    direct: true,
    speaksOpus: false, // nothing is converted
    async leg(): Promise<MediaLeg> {
      return new DirectLeg(descriptions);
    },
    async bridge() {},
  };
}

/** That there is nothing to hear is no news: one error for all, because every such call asks at its end. */
const notHere = mediaErrors("media-not-supported");

/** A class, and not an object of closures: ten thousand calls have two each. */
class DirectLeg implements MediaLeg {
  readonly id = crypto.randomUUID();
  readonly #descriptions: Descriptions;

  constructor(descriptions: Descriptions) {
    this.#descriptions = descriptions;
  }

  onDigit(): void {}
  onKeyFrameWanted(): void {}
  onLost(): void {}

  async offer(): Promise<string> {
    return this.#descriptions.offer;
  }

  async receiveOffer(sdp: string) {
    this.#descriptions.offer = sdp;
    return this.#read(sdp);
  }

  async answer(): Promise<string> {
    const { answer } = this.#descriptions;
    Object.assign(this.#descriptions, { offer: "", answer: "", known: undefined }); // both ends have them now
    return answer;
  }

  async receiveAnswer(sdp: string) {
    this.#descriptions.answer = sdp;
    return this.#read(sdp);
  }

  async play(): Promise<void> {}
  async showStill(): Promise<void> {}
  async stopRecording(): Promise<void> {}
  async silence(): Promise<void> {}
  async sendDigit(): Promise<void> {}
  async keyFrameWanted(): Promise<void> {}
  async close(): Promise<void> {}

  playAudio(): Promise<never> {
    return Promise.reject(notHere);
  }

  record(): Promise<never> {
    return Promise.reject(notHere);
  }

  statistics(): Promise<never> {
    return Promise.reject(notHere);
  }

  #read(sdp: string) {
    const { known } = this.#descriptions;
    const { codecs, direction } = sdp === known?.sdp ? known.audio : audioOf(parseSdp(sdp));
    // Those that are there pass in the descriptions, and the house has no part in them.
    return { codecs: codecs.map(({ kind }) => kind).filter(isAudio), direction, pictures: noPictures };
  }
}
