/** Whom somebody has to do with: they are found before strangers. */
export interface Nearness {
  /** Ids of those with whom they write alone. */
  talkedTo: Iterable<string>;
  /** Ids of those with whom they are in a space that is small enough to mean something. */
  together: Iterable<string>;
}

/** Of those to whom all are alike. */
export const nobodyNear: Nearness = { talkedTo: [], together: [] };
