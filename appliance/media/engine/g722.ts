/**
 * G.722 (ITU-T G.722, 64 kbit/s) between its octets and samples at 8 kHz: the lower of its two bands is exactly
 * that, so neither the upper band nor the filters between them are needed. What is made so sounds like G.711 to a
 * wideband telephone; what is heard of one loses what lies above 4 kHz.
 */

const decisions = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219,
  1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];
/** Codes of the intervals between decisions, for negative and for positive differences. */
const negativeCodes = [0, 63, 62, ...Array.from({ length: 28 }, (_, index) => 31 - index)];
const positiveCodes = [0, ...Array.from({ length: 30 }, (_, index) => 61 - index)];
const scaleSteps = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const scaleStepOf = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
/** 2048 × 2^(n/32). */
const logarithms = [
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
  3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];
const coarse = [
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
];
const fine = [
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360,
  -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688,
  -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192,
  6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432,
  -136,
];
const largestScale = 18_432;
/** The upper band at rest. */
const upperSilence = 0xc0;

const saturate = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
const at = (table: ArrayLike<number>, index: number): number => table[index] ?? 0;

/** The adaptive predictor and quantiser of the lower band (blocks 3L and 4L of the standard), the same at both ends. */
class LowerBand {
  /** Quantiser's scale. */
  scale = 32;
  /** What the predictor expects of the next sample. */
  expected = 0;
  #logScale = 0;
  #zeroPart = 0;
  readonly #poles = new Int32Array(3);
  readonly #zeros = new Int32Array(7);
  readonly #differences = new Int32Array(7);
  readonly #rebuilt = new Int32Array(3);
  readonly #partial = new Int32Array(3);

  /** @param code six bits */
  adapt(code: number): void {
    const four = code >> 2;
    const difference = (this.scale * at(coarse, four)) >> 15;
    const step = at(scaleSteps, at(scaleStepOf, four));
    this.#logScale = Math.max(0, Math.min(largestScale, ((this.#logScale * 127) >> 7) + step));
    const mantissa = at(logarithms, (this.#logScale >> 6) & 31);
    const shift = 8 - (this.#logScale >> 11);
    this.scale = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
    this.#predict(difference);
  }

  #predict(difference: number): void {
    const [poles, zeros, differences] = [this.#poles, this.#zeros, this.#differences];
    differences[0] = difference;
    this.#rebuilt[0] = saturate(this.expected + difference);
    this.#partial[0] = saturate(this.#zeroPart + difference);
    const [second, first] = this.#nextPoles();
    const magnitude = difference === 0 ? 0 : 128;
    for (let index = 6; index >= 1; index--) {
      const same = at(differences, index) >> 15 === difference >> 15;
      zeros[index] = saturate((same ? magnitude : -magnitude) + ((at(zeros, index) * 32_640) >> 15));
    }
    for (let index = 6; index >= 1; index--) differences[index] = at(differences, index - 1);
    for (let index = 2; index >= 1; index--) {
      this.#rebuilt[index] = at(this.#rebuilt, index - 1);
      this.#partial[index] = at(this.#partial, index - 1);
    }
    poles[1] = first;
    poles[2] = second;
    const pole = (index: number) => (at(poles, index) * saturate(2 * at(this.#rebuilt, index))) >> 15;
    let zeroPart = 0;
    for (let index = 6; index >= 1; index--)
      zeroPart += (at(zeros, index) * saturate(2 * at(differences, index))) >> 15;
    this.#zeroPart = saturate(zeroPart);
    this.expected = saturate(saturate(pole(1) + pole(2)) + this.#zeroPart);
  }

  /** UPPOL2 and UPPOL1 of the standard: the second coefficient, then the first. */
  #nextPoles(): [second: number, first: number] {
    const [now, before, earlier] = [0, 1, 2].map((index) => at(this.#partial, index) >> 15);
    const doubled = saturate(at(this.#poles, 1) << 2);
    const turned = Math.min(32_767, now === before ? -doubled : doubled);
    const drift = (turned >> 7) + (now === earlier ? 128 : -128);
    const second = Math.max(-12_288, Math.min(12_288, drift + ((at(this.#poles, 2) * 32_512) >> 15)));
    const limit = saturate(15_360 - second);
    const first = saturate((now === before ? 192 : -192) + ((at(this.#poles, 1) * 32_640) >> 15));
    return [second, Math.max(-limit, Math.min(limit, first))];
  }
}

export class G722Encoder {
  readonly #band = new LowerBand();

  /** @param samples at 8 kHz; an octet for each */
  encode(samples: Int16Array): Buffer {
    const octets = Buffer.allocUnsafe(samples.length);
    for (let index = 0; index < samples.length; index++) {
      const difference = saturate((at(samples, index) >> 1) - this.#band.expected);
      const magnitude = difference >= 0 ? difference : -(difference + 1);
      let interval = 1;
      while (interval < 30 && magnitude >= (at(decisions, interval) * this.#band.scale) >> 12) interval++;
      const code = at(difference < 0 ? negativeCodes : positiveCodes, interval);
      this.#band.adapt(code);
      octets[index] = upperSilence | code;
    }
    return octets;
  }
}

export class G722Decoder {
  readonly #band = new LowerBand();

  /** A sample at 8 kHz for each octet. */
  decode(octets: Uint8Array): Int16Array {
    const samples = new Int16Array(octets.length);
    for (let index = 0; index < octets.length; index++) {
      const code = at(octets, index) & 63;
      const rebuilt = this.#band.expected + ((this.#band.scale * at(fine, code)) >> 15);
      samples[index] = Math.max(-16_384, Math.min(16_383, rebuilt)) << 1;
      this.#band.adapt(code);
    }
    return samples;
  }
}
