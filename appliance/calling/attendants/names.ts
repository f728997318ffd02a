/** Names on a keypad (ITU-T E.161): 2 is A, B or C. */

const letters: Readonly<Record<string, string>> = {
  "2": "abc",
  "3": "def",
  "4": "ghi",
  "5": "jkl",
  "6": "mno",
  "7": "pqrs",
  "8": "tuv",
  "9": "wxyz",
};
const keyOf = new Map(
  Object.entries(letters).flatMap(([key, own]) => [...own].map((letter) => [letter, key])),
);

/** The keys of a word; accents are taken off, what no key has is left out. */
export const keysOf = (word: string): string =>
  [...word.normalize("NFD").toLowerCase()].map((letter) => keyOf.get(letter) ?? "").join("");

/** Those any of whose names begins with what was typed. */
export const matches = <Named extends { name: string }>(people: readonly Named[], typed: string): Named[] =>
  /^[2-9]+$/.test(typed)
    ? people.filter(({ name }) =>
        [name.replaceAll(" ", ""), ...name.split(/[\s-]+/)].some((part) => keysOf(part).startsWith(typed)),
      )
    : [];
