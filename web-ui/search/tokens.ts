/**
 * Words and their blinded forms. A word is folded (NFKC, lower case, without accents) and given to HMAC-SHA-256
 * under the space's index key: the appliance sees equal words of one space as equal, and nothing else.
 */

const shortestPrefix = 2;
const longestPrefix = 8;
/** 96 bits, in hexadecimal. */
const tokenBytes = 12;
const mostWords = 4000;
/** As many as the appliance takes with one message. */
const mostTokens = 20_000;

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const encoder = new TextEncoder();

export const fold = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFKC").toLowerCase();

/** The words of a text, folded, each once. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(fold(text)))
    if (isWordLike && words.size < mostWords) words.add(segment);
  return [...words];
}

/** A word's beginnings that are indexed besides itself, so that it is found while it is being typed. */
function beginningsOf(word: string): string[] {
  const letters = [...word];
  const found: string[] = [];
  for (let length = shortestPrefix; length <= Math.min(longestPrefix, letters.length); length++)
    found.push(letters.slice(0, length).join(""));
  return found;
}

/** The words of a name: what stands between signs is a word, as in `final_report.pdf`. */
export const wordsOfName = (name: string): string[] => wordsOf(name.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " "));

/** What is found when names alone are asked for: of files, and of whiteboards. */
export const formsOfNames = (names: readonly string[]): string[] =>
  names.flatMap(wordsOfName).flatMap((word) => beginningsOf(word).map((start) => `n:${start}`));

/** What is asked for, of names: every word may be a beginning. */
export const askedNames = (text: string): string[] =>
  wordsOfName(text).flatMap((word) => {
    const start = beginningsOf(word).at(-1);
    return start === undefined ? [] : `n:${start}`;
  });

/** Whether every word asked for begins one of the name: the blinded beginning is only eight letters long. */
export const isNamed = (name: string, text: string): boolean => {
  const present = wordsOfName(name);
  return wordsOfName(text).every((word) => present.some((candidate) => candidate.startsWith(word)));
};

/** What is asked for: complete words, and the beginning of the one being typed, from two letters on. */
export function askedForms(text: string): string[] {
  const words = wordsOf(text);
  const typing = /[\p{L}\p{N}]$/u.test(text) ? words.at(-1) : undefined;
  return words.flatMap((word) => {
    if (word !== typing) return `w:${word}`;
    const letters = [...word].slice(0, longestPrefix);
    return letters.length < shortestPrefix ? [] : `p:${letters.join("")}`;
  });
}

async function blind(key: CryptoKey, form: string): Promise<string> {
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(form)));
  return Array.from(mac.subarray(0, tokenBytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const blindAll = (key: CryptoKey, forms: Iterable<string>): Promise<string[]> =>
  Promise.all([...forms].map((form) => blind(key, form)));

/**
 * The tokens under which a text is found. Where there are too many, the beginnings of its last words are left out.
 * @param more forms by which it is found besides
 */
export function tokensOf(key: CryptoKey, text: string, more: readonly string[] = []): Promise<string[]> {
  const words = wordsOf(text);
  const beginnings = words.flatMap(beginningsOf).map((start) => `p:${start}`);
  const forms = new Set([...more, ...words.map((word) => `w:${word}`), ...beginnings]);
  return blindAll(key, [...forms].slice(0, mostTokens));
}
