/** WAV files: RIFF with 16-bit PCM, which browsers and espeak-ng write. */
import { callingErrors } from "../errors.ts";
import { resample } from "./resample.ts";

/** Samples that Media plays: 16 bit, mono, 8 kHz, little-endian. */
export type Samples = Uint8Array;

export const sampleRate = 8000;

/** Sound as it was recorded, its channels mixed. */
export interface Recorded {
  /** From -32768 to 32767. */
  samples: Float32Array;
  /** In hertz. */
  rate: number;
}

interface Format {
  channels: number;
  rate: number;
}

/**
 * What a file of any rate and of up to eight channels holds.
 * Throws `bad-recording` when it is something else, `recording-empty`, and `recording-too-long`.
 */
export function decodeWave(file: Buffer, longestSeconds = Number.POSITIVE_INFINITY): Recorded {
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
    throw callingErrors("bad-recording");
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString("latin1", at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (name === "fmt ") format = formatOf(body);
    else if (name === "data" && format) {
      const seconds = body.length / (2 * format.channels * format.rate);
      if (seconds > longestSeconds) throw callingErrors("recording-too-long"); // before it costs time
      return mixed(body, format);
    }
    at += 8 + length + (length % 2);
  }
  throw callingErrors(format ? "recording-empty" : "bad-recording");
}

function formatOf(body: Buffer): Format {
  const pcm = body.length >= 16 && body.readUInt16LE(0) === 1 && body.readUInt16LE(14) === 16;
  const channels = pcm ? body.readUInt16LE(2) : 0;
  const rate = pcm ? body.readUInt32LE(4) : 0;
  if (channels < 1 || channels > 8 || rate < 4000 || rate > 192_000) throw callingErrors("bad-recording");
  return { channels, rate };
}

function mixed(bytes: Buffer, { channels, rate }: Format): Recorded {
  const samples = new Float32Array(Math.floor(bytes.length / (2 * channels)));
  for (let at = 0; at < samples.length * channels; at++) {
    const frame = Math.floor(at / channels);
    samples[frame] = (samples[frame] ?? 0) + bytes.readInt16LE(2 * at) / channels;
  }
  return { samples, rate };
}

/** At the rate of telephones. */
export const atTelephoneRate = ({ samples, rate }: Recorded): Int16Array =>
  rate === sampleRate ? Int16Array.from(samples) : resample(samples, { from: rate, to: sampleRate });

/** See decodeWave; as it is, for Media. */
export const readWave = (file: Buffer): Samples => new Uint8Array(atTelephoneRate(decodeWave(file)).buffer);

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
  header.writeUInt32LE(2 * sampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
