/** What is remembered of peers that anybody can pretend to be: hashes in a table of one size, whatever they send. */

/** Of 16 bytes each. */
const places = 65_536;
const seed = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;

/** A number and a time for each of the last peers, of which two in one place push each other out. */
export class PeerMemory {
  readonly #peers = new Uint32Array(places);
  readonly #values = new Uint32Array(places);
  readonly #times = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);

  /** @param at milliseconds */
  note(peer: string, value: number, at: number): void {
    const { place, check } = placeOf(peer);
    this.#peers[place] = check;
    this.#values[place] = value;
    this.#times[place] = at;
  }

  /** What was noted since then; undefined where nothing was, or another peer has its place. */
  since(time: number, peer: string): number | undefined {
    const { place, check } = placeOf(peer);
    const known = this.#peers[place] === check && (this.#times[place] ?? 0) > time;
    return known ? this.#values[place] : undefined;
  }

  forget(peer: string): void {
    const { place, check } = placeOf(peer);
    if (this.#peers[place] === check) this.#times[place] = Number.NEGATIVE_INFINITY;
  }
}

/** Of a text, for `note`. */
export const hashOf = (text: string): number => Bun.hash.xxHash32(text, Number(seed & 0xffff_ffffn));

function placeOf(peer: string): { place: number; check: number } {
  const hash = Bun.hash.xxHash64(peer, seed);
  return { place: Number(hash >> 48n), check: Number(hash & 0xffff_ffffn) };
}
