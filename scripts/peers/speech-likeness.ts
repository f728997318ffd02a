/**
 * How much of a voice comes through a call: a measure of our own, and not PESQ or POLQA (ITU-T P.862, P.863), which are
 * not to be had freely. What was heard is laid beside what was said, half a second at a time, and the levels of
 * twenty-four bands from 100 to 7,000 Hz are compared where somebody speaks. The distance is the median over all such
 * moments of the mean difference in decibels, loudness aside; the likeness is 5 for none, and 1 from ten decibels on.
 * It knows nothing of what ears forgive: it serves to compare two ways that the same voice takes.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resample } from "../../appliance/calling/sounds/resample.ts";
import { decodeWave, type Recorded } from "../../appliance/calling/sounds/wave.ts";

/** Of all that is compared. */
const rate = 16_000;
const window = 512;
const hop = 256;
const segment = rate / 2;
/** Milliseconds by which a segment may lie elsewhere than the one before, as a jitter buffer stretches time. */
const slip = 120;
const bands = 24;
const [lowest, highest] = [100, 7000];
/** Decibels under the loudest moment: what is softer is silence. */
const [speech, floor] = [40, 55];

/** A sentence in a synthetic voice, as 48 kHz stereo WAV, which telephones' sources take. */
export async function spokenFile(text: string, file: string): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-voice-"));
  try {
    const raw = join(folder, "voice.wav");
    if ((await Bun.spawn(["espeak-ng", "-w", raw, text]).exited) !== 0) throw new Error("espeak-ng failed");
    const spoken = decodeWave(readFileSync(raw));
    const samples = resample(spoken.samples, { from: spoken.rate, to: 48_000 });
    const ending = new Int16Array(3 * 48_000); // a telephone sends nothing more at the file's end
    await Bun.write(file, stereoWave(Int16Array.from([...samples, ...ending])));
    return spoken;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From 1 to 5. @param heard at any rate; what is before and after what was said does not matter */
export function likeness(said: Recorded, heard: Recorded): number {
  const [reference, received] = [atRate(said), atRate(heard)];
  const loudest = Math.max(...frames(reference).map(energy));
  const distances: number[] = [];
  let offset = bestOffset(envelope(reference), envelope(received)) * hop;
  for (let at = 0; at + segment <= reference.length; at += segment) {
    const part = reference.subarray(at, at + segment);
    offset = fineOffset(part, received, at + offset) - at;
    const own = received.subarray(Math.max(0, at + offset), Math.max(0, at + offset) + segment);
    distances.push(...distancesOf(part, own, loudest));
  }
  if (distances.length === 0) return 1;
  distances.sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)] ?? 10;
  return 5 - 4 * Math.min(1, median / 10);
}

const atRate = ({ samples, rate: from }: Recorded): Float32Array =>
  Float32Array.from(resample(samples, { from, to: rate }));

function distancesOf(said: Float32Array, heard: Float32Array, loudest: number): number[] {
  const theirs = frames(heard);
  return frames(said).flatMap((frame, index) => {
    if (10 * Math.log10(loudest / Math.max(1e-9, energy(frame))) > speech) return [];
    const [one, other] = [levels(frame), levels(theirs[index] ?? new Float32Array(window))];
    const differences = one.map((level, band) => level - (other[band] ?? 0));
    const louder = differences.toSorted((a, b) => a - b)[bands / 2] ?? 0;
    return differences.reduce((sum, difference) => sum + Math.abs(difference - louder), 0) / bands;
  });
}

function frames(samples: Float32Array): Float32Array[] {
  const all: Float32Array[] = [];
  for (let at = 0; at + window <= samples.length; at += hop) all.push(samples.subarray(at, at + window));
  return all;
}

const energy = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);

const envelope = (samples: Float32Array): number[] =>
  frames(samples).map((frame) => Math.sqrt(energy(frame)));

/** In frames: where what was said begins in what was heard. */
function bestOffset(said: readonly number[], heard: readonly number[]): number {
  let best = { offset: 0, match: Number.NEGATIVE_INFINITY };
  for (let offset = 0; offset < heard.length; offset++) {
    let match = 0;
    for (let index = 0; index < said.length; index++)
      match += (said[index] ?? 0) * (heard[offset + index] ?? 0);
    if (match > best.match) best = { offset, match };
  }
  return best.offset;
}

/** In samples: where a part lies, not far from where it is expected. */
function fineOffset(part: Float32Array, heard: Float32Array, expected: number): number {
  const reach = (slip * rate) / 1000;
  let best = { at: expected, match: 0 };
  for (
    let at = Math.max(0, expected - reach);
    at <= expected + reach && at + segment <= heard.length;
    at += 2
  ) {
    let match = 0;
    for (let index = 0; index < segment; index += 4) match += (part[index] ?? 0) * (heard[at + index] ?? 0);
    if (match > best.match) best = { at, match };
  }
  return best.at;
}

/** Decibels in each band, and no less than the floor under the loudest of them. */
function levels(frame: Float32Array): number[] {
  const powers = spectrum(frame);
  const edges = Array.from({ length: bands + 1 }, (_, band) => lowest * (highest / lowest) ** (band / bands));
  const inBands = edges.slice(0, -1).map((from, band) => {
    const [first, last] = [from, edges[band + 1] ?? highest].map((hertz) =>
      Math.round((hertz * window) / rate),
    );
    let sum = 0;
    for (let bin = first ?? 0; bin <= Math.max(first ?? 0, (last ?? 0) - 1); bin++) sum += powers[bin] ?? 0;
    return 10 * Math.log10(sum + 1e-9);
  });
  const least = Math.max(...inBands) - floor;
  return inBands.map((level) => Math.max(level, least));
}

/** Power by frequency, of a window by Hann (a fast Fourier transform of radix two). */
function spectrum(frame: Float32Array): Float64Array {
  const real = Float64Array.from(frame, (sample, index) => {
    return sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / window));
  });
  const imaginary = new Float64Array(window);
  for (let index = 1, other = 0; index < window; index++) {
    let bit = window >> 1;
    for (; other & bit; bit >>= 1) other ^= bit;
    other ^= bit;
    if (index < other) [real[index], real[other]] = [real[other] ?? 0, real[index] ?? 0];
  }
  for (let size = 2; size <= window; size *= 2)
    for (let start = 0; start < window; start += size)
      for (let index = 0; index < size / 2; index++) {
        const angle = (-2 * Math.PI * index) / size;
        const [first, second] = [start + index, start + index + size / 2];
        const [r, i] = [real[second] ?? 0, imaginary[second] ?? 0];
        const turnedReal = r * Math.cos(angle) - i * Math.sin(angle);
        const turnedImaginary = r * Math.sin(angle) + i * Math.cos(angle);
        const [ownReal, ownImaginary] = [real[first] ?? 0, imaginary[first] ?? 0];
        real[second] = ownReal - turnedReal;
        imaginary[second] = ownImaginary - turnedImaginary;
        real[first] = ownReal + turnedReal;
        imaginary[first] = ownImaginary + turnedImaginary;
      }
  return real.map((value, index) => value ** 2 + (imaginary[index] ?? 0) ** 2).subarray(0, window / 2);
}

/** @param samples 48 kHz */
function stereoWave(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const file = Buffer.alloc(44 + samples.length * 4);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + samples.length * 4, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(48_000, 24);
  file.writeUInt32LE(48_000 * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * 4, 40);
  for (const [index, sample] of samples.entries()) {
    file.writeInt16LE(sample, 44 + index * 4);
    file.writeInt16LE(sample, 46 + index * 4);
  }
  return new Uint8Array(file);
}
