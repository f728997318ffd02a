/** Who is told that a limit is going to end their call: once a minute before, and once ten seconds (SE-01). */

/** Milliseconds before the end, the longest first. */
export const warnings = [60_000, 10_000] as const;
export type Warning = (typeof warnings)[number];

/** The latest that is due with so much left; undefined: none yet, or it is over. */
export const warningAt = (left: number): Warning | undefined =>
  left > 0 ? warnings.findLast((before) => left <= before) : undefined;
