/** What the house says: text to samples by Debian's espeak-ng, where it is installed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../platform/index.ts";

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
  readonly #log: Logger;
  readonly #voice: string;
  readonly #known = new Map<string, Promise<Samples>>();

  constructor(options: { log: Logger; voice: string }) {
    this.#log = options.log;
    this.#voice = options.voice;
    this.available = Bun.which("espeak-ng") !== null;
  }

  /** The sentence as samples; a short tone where it cannot be spoken. */
  say(text: string): Promise<Samples> {
    const known = this.#known.get(text);
    if (known) return known;
    const spoken = this.#synthesise(text).catch((error: unknown) => {
      this.#log.warn("a sentence could not be spoken", { error });
      this.#known.delete(text);
      return tone(440, 0.3);
    });
    this.#known.set(text, spoken);
    if (this.#known.size > remembered) this.#known.delete(this.#known.keys().next().value ?? "");
    return spoken;
  }

  async #synthesise(text: string): Promise<Samples> {
    if (!this.available) return tone(440, 0.3);
    const folder = mkdtempSync(join(tmpdir(), "hearth-speech-"));
    try {
      const file = join(folder, "spoken.wav");
      // The text comes over standard input: a sentence that begins with a dash is no option.
      const child = Bun.spawn(["espeak-ng", "-v", this.#voice, "-s", "150", "--stdin", "-w", file], {
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

/** Windowed-sinc resampling: below half the lower rate, so that nothing folds back. */
function toEightKilohertz(bytes: Buffer, { channels, rate }: { channels: number; rate: number }): Samples {
  const frames = Math.floor(bytes.length / (2 * channels));
  const input = Float32Array.from({ length: frames }, (_, index) => bytes.readInt16LE(2 * channels * index));
  if (rate === sampleRate) return new Uint8Array(Int16Array.from(input).buffer);
  const cutoff = Math.min(1, sampleRate / rate);
  const reach = Math.ceil(12 / cutoff);
  const output = new Int16Array(Math.floor((frames * sampleRate) / rate));
  for (let index = 0; index < output.length; index++) {
    const centre = (index * rate) / sampleRate;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(frames - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let at = first; at <= last; at++) sum += (input[at] ?? 0) * kernel(at - centre, cutoff, reach);
    output[index] = Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
  return new Uint8Array(output.buffer);
}

function kernel(distance: number, cutoff: number, reach: number): number {
  const x = Math.PI * distance * cutoff;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  return cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach)); // Hann
}
