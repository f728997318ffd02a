/** How many connections a port holds at once, in all and from one address. */
export class ConnectionLimit {
  readonly #most: number;
  readonly #mostOfAddress: number;
  readonly #open = new Map<string, number>();
  #count = 0;

  constructor(parts: { most: number; mostOfAddress: number }) {
    this.#most = parts.most;
    this.#mostOfAddress = parts.mostOfAddress;
  }

  get count(): number {
    return this.#count;
  }

  /** Counts one more from this address; false when it is one too many, which is not counted. */
  opened(address: string): boolean {
    const there = this.#open.get(address) ?? 0;
    if (this.#count >= this.#most || there >= this.#mostOfAddress) return false;
    this.#open.set(address, there + 1);
    this.#count++;
    return true;
  }

  /** Once for each that was counted. */
  closed(address: string): void {
    this.#count--;
    const left = (this.#open.get(address) ?? 1) - 1;
    if (left > 0) this.#open.set(address, left);
    else this.#open.delete(address);
  }
}
