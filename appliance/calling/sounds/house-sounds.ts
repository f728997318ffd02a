/** What the organisation has callers hear: music while they wait (CA-12), and prompts of its menus (CA-19). */
import { createHash } from "node:crypto";
import type { MediaLeg } from "../../media/index.ts";
import type { SealedSounds } from "./sealed-sounds.ts";
import type { Samples } from "./wave.ts";

const holdMusic = "hold-music";

export class HouseSounds {
  readonly #sounds: SealedSounds;
  /** In memory, because a caller who is held hears it at once. */
  #music: Samples | undefined;

  private constructor(sounds: SealedSounds, music: Samples | undefined) {
    this.#sounds = sounds;
    this.#music = music;
  }

  static async open(sounds: SealedSounds): Promise<HouseSounds> {
    return new HouseSounds(sounds, await sounds.read(holdMusic));
  }

  /** Undefined: what the house plays by itself. */
  get music(): Samples | undefined {
    return this.#music;
  }

  async setMusic(music: Samples | undefined): Promise<void> {
    if (music) await this.#sounds.write(holdMusic, music);
    else this.#sounds.remove(holdMusic);
    this.#music = music;
  }

  /** Whoever is at this leg waits from now on. */
  entertain(leg: MediaLeg): Promise<unknown> {
    if (!this.#music) return leg.play("hold-music");
    leg.playAudio(this.#music, { loop: true }).catch(() => {}); // the leg is gone, and with it who waited
    return Promise.resolve();
  }

  /** What is played in the place of a menu's text; undefined where nothing was recorded. */
  prompt(attendant: string, menu: string): Promise<Samples | undefined> {
    return this.#sounds.read(promptName(attendant, menu));
  }

  async setPrompt(attendant: string, menu: string, prompt: Samples | undefined): Promise<void> {
    if (prompt) await this.#sounds.write(promptName(attendant, menu), prompt);
    else this.#sounds.remove(promptName(attendant, menu));
  }
}

/** Menus are called whatever administrators like: no name for a file. */
const promptName = (attendant: string, menu: string): string =>
  `prompt-${createHash("sha256").update(`${attendant}/${menu}`).digest("hex").slice(0, 32)}`;
