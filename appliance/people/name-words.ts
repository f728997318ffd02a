/** Names and what is typed of them, in the one form in which they are compared. */

/** Letters that no decomposition of Unicode takes apart, as people type them who do not have them on their keys. */
const spelled: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
};

/** Lower case, without accents; what joins two words of a name (`-`, `'`, `.`) parts them. */
export const foldName = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => spelled[letter] ?? letter)
    .replace(/[\p{Pd}'’.\s]+/gu, " ")
    .trim();

/** The words of a name, each after a space, so that ` an` finds those that begin with `an`. */
export const nameWords = (name: string): string => ` ${foldName(name)}`;

/** A single letter inside of names would find nearly everybody. */
export const fewestInside = 2;
