/** G.711 (ITU-T G.711): 16-bit samples to octets and back, by table. */

const bias = 0x84;
const clip = 32_635;

function encodeUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(clip, Math.abs(sample)) + bias;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeUlaw(octet: number): number {
  const bits = ~octet & 0xff;
  const magnitude = ((((bits & 15) << 3) + bias) << ((bits >> 4) & 7)) - bias;
  return bits & 0x80 ? -magnitude : magnitude;
}

function decodeAlaw(octet: number): number {
  const bits = octet ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(32_767, sample >= 0 ? sample : -sample - 1);
  const exponent = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude >> 7);
  const mantissa = exponent === 0 ? magnitude >> 4 : (magnitude >> (exponent + 3)) & 15;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

const encodeTable = (encode: (sample: number) => number) =>
  Uint8Array.from({ length: 65_536 }, (_, index) => encode(index - 32_768));
const decodeTable = (decode: (octet: number) => number) =>
  Int16Array.from({ length: 256 }, (_, octet) => decode(octet));

const tables = {
  PCMU: { encode: encodeTable(encodeUlaw), decode: decodeTable(decodeUlaw) },
  PCMA: { encode: encodeTable(encodeAlaw), decode: decodeTable(decodeAlaw) },
};

export type G711 = keyof typeof tables;

export function encodeG711(codec: G711, samples: Int16Array): Buffer {
  const table = tables[codec].encode;
  const octets = Buffer.allocUnsafe(samples.length);
  for (let index = 0; index < samples.length; index++)
    octets[index] = table[(samples[index] ?? 0) + 32_768] ?? 0;
  return octets;
}

export function decodeG711(codec: G711, octets: Uint8Array): Int16Array {
  const table = tables[codec].decode;
  const samples = new Int16Array(octets.length);
  for (let index = 0; index < octets.length; index++) samples[index] = table[octets[index] ?? 0] ?? 0;
  return samples;
}
