/** Packet indexes of one source (RFC 3711 §3.3): 48 bits, which a number holds exactly. */

const window = 64;

/** How far a sequence number has come, with its rollovers (RFC 3711 §3.3.1). */
export class IndexEstimator {
  #highest = -1;

  estimate(sequence: number): number {
    if (this.#highest < 0) return sequence;
    const last = this.#highest & 0xffff;
    let rollovers = Math.floor(this.#highest / 65_536);
    if (last < 0x8000 && sequence - last > 0x8000) rollovers = Math.max(0, rollovers - 1);
    else if (last >= 0x8000 && last - 0x8000 > sequence) rollovers++;
    return rollovers * 65_536 + sequence;
  }

  note(index: number): void {
    if (index > this.#highest) this.#highest = index;
  }
}

/** Accepts each index once, and none that is too old (RFC 3711 §3.3.2). */
export class ReplayCheck {
  #highest = -1;
  /** Bit n: the index n below the highest has been seen; two words of 32. */
  #low = 0;
  #high = 0;

  isNew(index: number): boolean {
    if (index > this.#highest) return true;
    const age = this.#highest - index;
    if (age >= window) return false;
    return age < 32 ? ((this.#low >>> age) & 1) === 0 : ((this.#high >>> (age - 32)) & 1) === 0;
  }

  note(index: number): void {
    if (index > this.#highest) {
      this.#shift(this.#highest < 0 ? window : index - this.#highest);
      this.#low |= 1;
      this.#highest = index;
      return;
    }
    const age = this.#highest - index;
    if (age < 32) this.#low |= 1 << age;
    else this.#high |= 1 << (age - 32);
  }

  #shift(by: number): void {
    if (by >= window) this.#low = this.#high = 0;
    else if (by >= 32) {
      this.#high = by === 32 ? this.#low : this.#low << (by - 32);
      this.#low = 0;
    } else if (by > 0) {
      this.#high = (this.#high << by) | (this.#low >>> (32 - by));
      this.#low <<= by;
    }
  }
}
