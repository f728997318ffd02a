/** Whom a name that is being typed means, judged as the appliance does (`appliance/people/name-words.ts`). */
import { fold } from "./tokens.ts";

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

const foldName = (text: string): string =>
  fold(text)
    .replace(/[ßøłđðþæœı]/g, (letter) => spelled[letter] ?? letter)
    .replace(/[\p{Pd}'’.\s]+/gu, " ")
    .trim();

/** A single letter inside of names would find nearly everybody. */
const fewestInside = 2;

/**
 * How well somebody fits what was typed, as `PeopleStore.search` has it: 0 the beginning of a first or last name, 1
 * of another word, 2 of the address or extension, 3 letters inside; undefined where not every word is found.
 */
export function fitOf(
  { name, email, extension }: { name: string; email: string; extension: string | null },
  text: string,
): 0 | 1 | 2 | 3 | undefined {
  const words = foldName(text).split(" ");
  const [first = ""] = words;
  const held = ` ${foldName(name)}`;
  const start = text.trim().toLowerCase();
  const begins = (word: string) => held.includes(` ${word}`);
  const inside = (word: string) => (word.length < fewestInside ? begins(word) : held.includes(word));
  if (first !== "" && words.every(begins)) {
    const last = held.slice(held.lastIndexOf(" "));
    return held.startsWith(` ${first}`) || last.startsWith(` ${first}`) ? 0 : 1;
  }
  if (email.startsWith(start) || extension?.startsWith(start)) return 2;
  return first !== "" && words.every(inside) ? 3 : undefined;
}
