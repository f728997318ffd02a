/** The pseudo-locale: English that a tester recognises. */

const accents: Readonly<Record<string, string>> = {
  a: "á",
  c: "ç",
  e: "é",
  i: "ï",
  n: "ñ",
  o: "ö",
  s: "š",
  u: "ü",
  y: "ý",
  A: "Å",
  C: "Ç",
  E: "É",
  I: "Î",
  N: "Ñ",
  O: "Ø",
  S: "Š",
  U: "Û",
};

/** The same texts with accents, in brackets and longer by a third; arguments stay as they are. */
export function pseudoTextOf<Key extends string>(texts: Readonly<Record<Key, string>>): Record<Key, string> {
  const entries = Object.entries<string>(texts).map(([key, text]) => [key, pseudoText(text)]);
  return Object.fromEntries(entries) as Record<Key, string>;
}

function pseudoText(text: string): string {
  let depth = 0;
  let accented = "";
  for (const character of text) {
    if (character === "{") depth++;
    accented += depth % 2 === 0 ? (accents[character] ?? character) : character;
    if (character === "}") depth--;
  }
  return `[${accented}${"~".repeat(Math.ceil(text.length / 3))}]`;
}
