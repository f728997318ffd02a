/** Decoders ask again until they see something: an encoder that answered each time would send nothing but key frames. */

/** Milliseconds in which one request is enough: among the packets, and by SIP, where each is a transaction. */
export const enoughFor = { packet: 300, info: 1000 } as const;

export class KeyFrameRequests {
  #askedAt = Number.NEGATIVE_INFINITY;

  /** Whether to ask now; it counts as asked then. @param now milliseconds */
  due(now: number, by: keyof typeof enoughFor = "packet"): boolean {
    if (now - this.#askedAt < enoughFor[by]) return false;
    this.#askedAt = now;
    return true;
  }
}
