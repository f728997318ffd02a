/** Who speaks: the levels that browsers write into their packets (RFC 6464), smoothed. */

/** Quieter than this is not speech, in -dBov. */
const threshold = 50;
const forgetAfter = 1500;
const tellEvery = 300;

export class Speakers {
  readonly #levels = new Map<string, { loudness: number; at: number }>();
  readonly #onChange: (speakers: string[]) => void;
  #told = "";
  #toldAt = 0;

  constructor(onChange: (speakers: string[]) => void) {
    this.#onChange = onChange;
  }

  /** @param level 0 (loudest) to 127 (silence) */
  note(participant: string, level: number, now: number): void {
    const known = this.#levels.get(participant);
    const loudness = (known?.loudness ?? 0) * 0.9 + Math.max(0, 127 - level) * 0.1;
    this.#levels.set(participant, { loudness, at: level < threshold ? now : (known?.at ?? 0) });
    if (now - this.#toldAt >= tellEvery) this.#tell(now);
  }

  remove(participant: string): void {
    this.#levels.delete(participant);
  }

  #tell(now: number): void {
    this.#toldAt = now;
    const speaking = [...this.#levels]
      .filter(([, { at }]) => now - at < forgetAfter)
      .sort(([, a], [, b]) => b.loudness - a.loudness)
      .map(([participant]) => participant);
    const told = speaking.join(" ");
    if (told === this.#told) return;
    this.#told = told;
    this.#onChange(speaking);
  }
}
