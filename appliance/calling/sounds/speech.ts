/** What the house says: text to samples by Debian's espeak-ng, where it is installed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../platform/index.ts";
import { readWave, type Samples, sampleRate } from "./wave.ts";

const bytesPerSecond = 2 * sampleRate;
const remembered = 200;
/** Of a text: a minute or so. Names of callers from outside are as long as these like. */
const longestText = 1000;

export const secondsOf = (samples: Samples): number => samples.length / bytesPerSecond;

export const silence = (seconds: number): Samples => new Uint8Array(2 * Math.round(seconds * sampleRate));

export function tone(hertz: number, seconds: number): Samples {
  const samples = Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate)),
  );
  return new Uint8Array(samples.buffer);
}

export const concatenate = (...parts: readonly Samples[]): Samples => new Uint8Array(Buffer.concat(parts));

export class Speech {
  /** False where espeak-ng is missing: the house beeps instead of speaking. */
  readonly available: boolean;
  /** By name, as `espeak-ng --voices` lists them. */
  readonly voices: ReadonlySet<string>;
  readonly #log: Logger;
  readonly #known = new Map<string, Promise<Samples>>();

  constructor(options: { log: Logger }) {
    this.#log = options.log;
    this.available = Bun.which("espeak-ng") !== null;
    this.voices = this.available ? voicesHere() : new Set();
  }

  /** The sentence as samples; a short tone where it cannot be spoken. @param voice one of espeak-ng */
  say(text: string, voice: string): Promise<Samples> {
    const said = text.slice(0, longestText);
    const key = `${voice} ${said}`;
    const spoken = this.#known.get(key) ?? this.#speak(said, voice, key);
    this.#known.delete(key); // what was said longest ago is forgotten first
    this.#known.set(key, spoken);
    if (this.#known.size > remembered) this.#known.delete(this.#known.keys().next().value ?? "");
    return spoken;
  }

  #speak(text: string, voice: string, key: string): Promise<Samples> {
    return this.#synthesise(text, voice).catch((error: unknown) => {
      this.#log.warn("a sentence could not be spoken", { error });
      this.#known.delete(key);
      return tone(440, 0.3);
    });
  }

  async #synthesise(text: string, voice: string): Promise<Samples> {
    if (!this.available) return tone(440, 0.3);
    const folder = mkdtempSync(join(tmpdir(), "hearth-speech-"));
    try {
      const file = join(folder, "spoken.wav");
      // The text comes over standard input: a sentence that begins with a dash is no option.
      const child = Bun.spawn(["espeak-ng", "-v", voice, "-s", "150", "--stdin", "-w", file], {
        stdin: Buffer.from(text),
        stdout: "ignore",
        stderr: "ignore",
      });
      if ((await child.exited) !== 0) throw new Error("espeak-ng failed");
      return readWave(readFileSync(file));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The second column of its list. */
function voicesHere(): Set<string> {
  const { stdout } = Bun.spawnSync(["espeak-ng", "--voices"], { stderr: "ignore" });
  const lines = stdout.toString().split("\n").slice(1);
  return new Set(lines.flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}
