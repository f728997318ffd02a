/** A recording that somebody made or chose, checked, and as loud as the house speaks (CA-19). */
import { callingErrors } from "../errors.ts";
import { atTelephoneRate, decodeWave, type Samples, sampleRate } from "./wave.ts";

/** Seconds. */
const longest = 120;
const shortest = 0.3;
/** Two minutes of 48 kHz in two channels, and room for a header. */
export const largestRecording = longest * 48_000 * 2 * 2 + 65_536;

/** What is as loud as that is at the edge of what 16 bits hold. */
const fullScale = 32_700;
/** So many samples at the edge, one after the other, were louder once. */
const clippedRun = 3;
/** Of a hundred samples; a hard word now and then is let be. */
const mostClipped = 1;

/** A fiftieth of a second. */
const frame = sampleRate / 50;
/** Loudness (RMS) of those parts in which something is heard: -20 dBov, as espeak-ng speaks. */
const wantedLoudness = 3277;
/** Quieter than that, -60 dBov, nothing is heard, and nothing can be made of it. */
const leastLoudness = 33;
/** Parts this much quieter than the loudest are pauses. */
const pause = 30;
const highestPeak = 30_000;

/**
 * The samples of a WAV file for telephones. Throws `bad-recording`, `recording-empty`, `recording-too-long`,
 * `recording-silent` and `recording-clipped`.
 */
export function fitForTelephones(file: Buffer): Samples {
  const recorded = decodeWave(file, longest);
  if (recorded.samples.length < shortest * recorded.rate) throw callingErrors("recording-empty");
  if (isClipped(recorded.samples)) throw callingErrors("recording-clipped");
  const samples = centred(atTelephoneRate(recorded));
  const loudness = loudnessOf(samples);
  if (loudness < leastLoudness) throw callingErrors("recording-silent");
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = Math.min(wantedLoudness / loudness, highestPeak / peak);
  return new Uint8Array(Int16Array.from(samples, (sample) => Math.round(gain * sample)).buffer);
}

function isClipped(samples: Float32Array): boolean {
  let [clipped, run] = [0, 0];
  for (const sample of samples) {
    run = Math.abs(sample) >= fullScale ? run + 1 : 0;
    if (run >= clippedRun) clipped += run === clippedRun ? clippedRun : 1;
  }
  return clipped > (mostClipped / 100) * samples.length;
}

/** Without the constant that cheap sound cards add. */
function centred(samples: Int16Array): Float64Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  return Float64Array.from(samples, (sample) => sample - mean);
}

function loudnessOf(samples: Float64Array): number {
  const powers = Array.from({ length: Math.ceil(samples.length / frame) }, (_, at) => {
    const part = samples.subarray(at * frame, (at + 1) * frame);
    return part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
  });
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const heard = powers.filter((power) => power >= loudest / pause ** 2);
  return Math.sqrt(heard.reduce((sum, power) => sum + power, 0) / Math.max(1, heard.length));
}
