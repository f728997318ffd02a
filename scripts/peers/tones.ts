/** How loud a tone is in what a baresip has recorded. */
import type { Baresip } from "./baresip.ts";

/** Amplitude of one frequency (Goertzel). */
export function amplitude(samples: Int16Array, hertz: number, rate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [first, second] = [0, 0];
  for (const sample of samples) [first, second] = [sample + coefficient * first - second, first];
  const power = first * first + second * second - coefficient * first * second;
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, samples.length);
}

const patience = 15_000;

/**
 * Waits until the last half second of sound holds the wanted tone, and measures both; the last measurement when
 * it never comes.
 * @param least amplitude, of 32,768, that is waited for
 */
export async function toneLevels(
  phone: Baresip,
  wanted: number,
  other: number,
  least = 1000,
): Promise<{ wanted: number; other: number }> {
  const until = Date.now() + patience;
  for (;;) {
    const { samples, rate } = phone.heard();
    const last = samples.subarray(-rate / 2);
    const levels = { wanted: amplitude(last, wanted, rate), other: amplitude(last, other, rate) };
    const enough = last.length >= rate / 2 && levels.wanted > least && levels.wanted > 10 * levels.other;
    if (enough || Date.now() > until) return levels;
    await Bun.sleep(50);
  }
}
