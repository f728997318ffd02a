/** Messages made wrong: what fuzzing sends. The same seed makes the same ones again. */

const tokens = [
  "\r\n",
  "\r\n\r\n",
  "\0",
  ";",
  ",",
  ":",
  "@",
  "<",
  ">",
  '"',
  "\\",
  "%00",
  "%",
  "-1",
  "4294967296",
  "99999999999999999999",
  "sip:",
  "[::1]",
  "\r\n ",
  "a=",
  "m=video 0 RTP/AVP 96",
  "\ud83d\ude00",
  "\xff\xfe",
].map((token) => Buffer.from(token));

/** A small generator (mulberry32): numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of these, changed in one to eight places: bits, bytes, pieces lost, doubled, put in, or taken from another. */
export function mutate(corpus: readonly Buffer[], random: () => number, longest = 65_000): Buffer {
  const below = (most: number) => Math.floor(random() * most);
  const any = <One>(list: readonly One[]) => list[below(list.length)] as One;
  let bytes = Buffer.from(any(corpus));
  for (let times = 1 + below(8); times > 0; times--) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + below(40));
    const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    const changes: readonly (() => Buffer[])[] = [
      () => [before, after],
      () => [before, piece, piece, after],
      () => [before, any(tokens), piece, after],
      () => [before, ...Array.from({ length: below(200) }, () => any(tokens)), after],
      () => [before, Buffer.from(Array.from({ length: 1 + below(8) }, () => below(256))), after],
      () => [before, any(corpus).subarray(below(100))],
      () => [before],
      () => [before, Buffer.from(piece.map((byte) => byte ^ (1 << below(8)))), after],
    ];
    bytes = Buffer.concat(any(changes)());
  }
  return bytes.subarray(0, longest);
}
