/** Sound at another rate. */

/** Zero crossings of the filter on each side. */
const width = 12;

/**
 * Windowed-sinc resampling: below half the lower rate, so that nothing folds back. A moment between two samples has the
 * filter of its fraction, and the fractions of two whole rates repeat: each filter is made once.
 * @param rates in hertz
 */
export function resample(input: Float32Array, rates: { from: number; to: number }): Int16Array {
  const divisor = greatestCommonDivisor(rates.from, rates.to);
  const [step, fractions] = [rates.from / divisor, rates.to / divisor];
  const cutoff = Math.min(1, rates.to / rates.from);
  const reach = Math.ceil(width / cutoff);
  const filters: Float64Array[] = [];
  const output = new Int16Array(Math.floor((input.length * rates.to) / rates.from));
  for (let index = 0; index < output.length; index++) {
    const fraction = (index * step) % fractions;
    filters[fraction] ??= filterAt(fraction / fractions, cutoff, reach);
    const filter = filters[fraction];
    const first = Math.floor((index * step) / fractions) - reach;
    let sum = 0;
    const until = Math.min(filter.length, input.length - first);
    for (let tap = Math.max(0, -first); tap < until; tap++)
      sum += (input[first + tap] ?? 0) * (filter[tap] ?? 0);
    output[index] = Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
  return output;
}

/** @param fraction of a sample, by which the wanted moment comes after the sample in the middle */
const filterAt = (fraction: number, cutoff: number, reach: number): Float64Array =>
  Float64Array.from({ length: 2 * reach + 2 }, (_, tap) => kernel(tap - reach - fraction, cutoff, reach));

function kernel(distance: number, cutoff: number, reach: number): number {
  if (Math.abs(distance) >= reach) return 0;
  const x = Math.PI * distance * cutoff;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  return cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach)); // Hann
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
