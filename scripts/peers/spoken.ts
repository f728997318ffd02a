/** Whether a telephone has heard a sentence: by how its loudness rises and falls, whatever the codec made of it. */
import type { Samples } from "../../appliance/calling/sounds/wave.ts";
import type { Baresip } from "./baresip.ts";
import { until } from "./until.ts";

/** Alike in shape from 0 to 1: two sentences are below 0.7, the same sentence through a telephone above 0.95. */
const alike = 0.9;
const millisecondsOfFrame = 10;
/** Who is hung up right after a sentence may miss that much of its end. */
const lostFrames = 15;
/** Milliseconds from one look to the next: comparing takes the time that telephones need to play. */
const lookEvery = 400;

/** Resolves when the telephone has heard all of it; rejects when it does not in time. */
export async function hears(phone: Baresip, spoken: Samples, patience = 20_000): Promise<void> {
  await until(() => likeness(phone, spoken) > alike, patience, lookEvery);
}

/** How alike the sentence is to the part of what was heard that is most like it. */
export function likeness(phone: Baresip, spoken: Samples): number {
  const { samples, rate } = phone.heard();
  const heard = envelope(samples, rate);
  const wanted = envelope(new Int16Array(new Uint8Array(spoken).buffer), 8000).slice(0, -lostFrames);
  let best = 0;
  for (let at = 0; at + wanted.length <= heard.length; at++)
    best = Math.max(best, correlation(heard.subarray(at, at + wanted.length), wanted));
  return best;
}

/** Loudness, frame by frame. */
function envelope(samples: Int16Array, rate: number): Float64Array {
  const size = (rate * millisecondsOfFrame) / 1000;
  return Float64Array.from({ length: Math.floor(samples.length / size) }, (_, frame) =>
    Math.sqrt(
      samples.subarray(frame * size, (frame + 1) * size).reduce((sum, one) => sum + one * one, 0) / size,
    ),
  );
}

/** Pearson's. */
function correlation(one: Float64Array, other: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let [together, squaredOne, squaredOther] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const [a, b] = [(one[at] ?? 0) - meanOne, (other[at] ?? 0) - meanOther];
    together += a * b;
    squaredOne += a * a;
    squaredOther += b * b;
  }
  return together / (Math.sqrt(squaredOne * squaredOther) || 1);
}
