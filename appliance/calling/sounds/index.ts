/** What callers hear and see of the house: speech, music, the picture on hold, and recordings under seal. */
import type { KeyService } from "../../keys/index.ts";
import type { MediaLeg } from "../../media/index.ts";
import type { Logger } from "../../platform/index.ts";
import { Voices, type VoicesParts } from "../prompts/voices.ts";
import { HoldPicture } from "./hold-picture.ts";
import { HouseSounds } from "./house-sounds.ts";
import { SealedSounds } from "./sealed-sounds.ts";
import { Speech } from "./speech.ts";

interface SoundParts extends Omit<VoicesParts, "speech"> {
  keys: KeyService;
  log: Logger;
  folder: string;
}

export async function openSounds(parts: SoundParts) {
  const sealed = new SealedSounds(parts);
  const [sounds, holdPicture] = await Promise.all([HouseSounds.open(sealed), HoldPicture.open(sealed)]);
  return {
    voices: new Voices({ ...parts, speech: new Speech(parts) }),
    sounds,
    holdPicture,
    /** Plays to who waits; music first: a picture is shown beside what is heard. */
    entertain: (leg: MediaLeg): Promise<unknown> =>
      Promise.all([sounds.entertain(leg), holdPicture.show(leg)]),
  };
}
