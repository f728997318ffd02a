/** What the house says: text to samples by Debian's espeak-ng, where it is installed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../platform/index.ts";
import { resample } from "./resample.ts";

/** Samples that Media plays: 16 bit, mono, 8 kHz, little-endian. */
export type Samples = Uint8Array;

export const sampleRate = 8000;
const bytesPerSecond = 2 * sampleRate;
const remembered = 200;

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
    const key = `${voice} ${text}`;
    const spoken = this.#known.get(key) ?? this.#speak(text, voice, key);
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

/**
 * Samples of a RIFF file: 16-bit PCM of any rate and any number of channels, of which the first is taken.
 * Throws when it is something else, or longer than `longestSeconds`.
 */
export function readWave(file: Buffer, longestSeconds = Number.POSITIVE_INFINITY): Samples {
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
    throw new Error("this is no WAV file");
  let format: { channels: number; rate: number } | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString("latin1", at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (name === "fmt ") {
      const pcm = body.length >= 16 && body.readUInt16LE(0) === 1 && body.readUInt16LE(14) === 16;
      const channels = pcm ? body.readUInt16LE(2) : 0;
      const rate = pcm ? body.readUInt32LE(4) : 0;
      if (channels < 1 || channels > 8 || rate < 4000 || rate > 192_000)
        throw new Error("only 16-bit PCM can be read");
      format = { channels, rate };
    } else if (name === "data" && format) {
      const seconds = body.length / (2 * format.channels * format.rate);
      if (seconds > longestSeconds) throw new Error("this recording is too long"); // before it costs time
      return toEightKilohertz(body, format);
    }
    at += 8 + length + (length % 2);
  }
  throw new Error("this WAV file holds no sound");
}

/** The RIFF file of samples, which browsers play. */
export function writeWave(samples: Samples): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(bytesPerSecond, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

function toEightKilohertz(bytes: Buffer, { channels, rate }: { channels: number; rate: number }): Samples {
  const frames = Math.floor(bytes.length / (2 * channels));
  const input = Float32Array.from({ length: frames }, (_, index) => bytes.readInt16LE(2 * channels * index));
  const output =
    rate === sampleRate ? Int16Array.from(input) : resample(input, { from: rate, to: sampleRate });
  return new Uint8Array(output.buffer);
}
