/**
 * Calls whose packets go from phone to phone: legs that hand one side's description to the other unchanged.
 * The house hears nothing of such a call, so it plays no music and has no statistics.
 */
import { isAudio } from "./codecs.ts";
import { mediaErrors } from "./errors.ts";
import type { Media, MediaLeg } from "./index.ts";
import { type AudioDescription, audioOf, parseSdp } from "./sdp.ts";

/** What a call needs of media. */
export interface CallMedia extends Pick<Media, "leg" | "bridge"> {
  /** Descriptions go from phone to phone; there is nothing of the call to hear in the house. */
  readonly direct?: boolean;
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
  const last = { offer, answer: "" };
  return {
    direct: true,
    async leg(): Promise<MediaLeg> {
      return directLeg(last, { sdp: offer, audio });
    },
    async bridge() {},
  };
}

/** That there is nothing to hear is no news: one error for all, because every such call asks at its end. */
const notHere = mediaErrors("media-not-supported");

/** @param known what the caller's first offer says, read already */
function directLeg(
  last: { offer: string; answer: string },
  known: { sdp: string; audio: AudioDescription },
): MediaLeg {
  const read = (sdp: string) => {
    const { codecs, direction } = sdp === known.sdp ? known.audio : audioOf(parseSdp(sdp));
    return { codecs: codecs.map(({ kind }) => kind).filter(isAudio), direction };
  };
  const nothing = async () => {};
  const refuse = () => Promise.reject(notHere);
  return {
    id: crypto.randomUUID(),
    onDigit() {},
    offer: async () => last.offer,
    async receiveOffer(sdp) {
      last.offer = sdp;
      return read(sdp);
    },
    async answer() {
      const { answer } = last;
      Object.assign(last, { offer: "", answer: "" }); // both ends have them now
      return answer;
    },
    async receiveAnswer(sdp) {
      last.answer = sdp;
      return read(sdp);
    },
    play: nothing,
    playAudio: refuse,
    record: refuse,
    stopRecording: nothing,
    silence: nothing,
    sendDigit: nothing,
    statistics: refuse,
    close: nothing,
  };
}
