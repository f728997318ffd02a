/** Decoders ask again until they see something: an encoder that answered each time would send nothing but key frames. */

/** Milliseconds in which one request is enough. */
const enoughFor = 300;

export class KeyFrameRequests {
  #askedAt = Number.NEGATIVE_INFINITY;

  /** Whether to ask now; it counts as asked then. @param now milliseconds */
  due(now: number): boolean {
    if (now - this.#askedAt < enoughFor) return false;
    this.#askedAt = now;
    return true;
  }
}
