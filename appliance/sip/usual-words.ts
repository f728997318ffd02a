/** Finds out which of a few usual words stands in a text, without cutting it out and looking it up. */

/** Tells usual words apart. */
const signOf = (text: string, from: number, length: number): number =>
  length * 64 + (text.charCodeAt(from) & 0x1f) + (text.charCodeAt(from + length - 1) & 0x1f);

/**
 * @param words as they are usually written, with what each of them means
 * @returns what the word from `from` to `to` means; undefined for all others, and for a usual one that is written otherwise
 */
export function usualWords<Meaning>(
  words: Iterable<readonly [text: string, meaning: Meaning]>,
): (text: string, from: number, to: number) => Meaning | undefined {
  const bySign: ({ text: string; meaning: Meaning } | undefined)[] = [];
  for (const [text, meaning] of words) bySign[signOf(text, 0, text.length)] ??= { text, meaning };
  return (text, from, to) => {
    const known = bySign[signOf(text, from, to - from)];
    return known?.text.length === to - from && text.startsWith(known.text, from) ? known.meaning : undefined;
  };
}
