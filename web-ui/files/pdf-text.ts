/** Words on the pages of a PDF: where they stand, without regard to case, accents and the ends of lines. */
import { fold } from "../search/tokens.ts";

/** A run of letters as pdf.js gives it. Lengths are in units of the page. */
export interface TextRun {
  readonly str: string;
  readonly hasEOL: boolean;
  readonly dir: string;
  /** A PDF matrix: from the run's own axes to those of the page. */
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly fontName: string;
}

/** Letters `from` to `to` of the run at this index. */
export interface Stretch {
  readonly run: number;
  readonly from: number;
  readonly to: number;
}

export interface PageText {
  readonly folded: string;
  /** Where in the runs each folded letter comes from. */
  readonly places: readonly Stretch[];
}

/** The page's text in one line; a word that is divided at the end of a line is whole. */
export function pageText(runs: readonly TextRun[]): PageText {
  let folded = "";
  const places: Stretch[] = [];
  const put = (text: string, place: Stretch) => {
    for (const character of text) {
      if (/\s/.test(character) && (folded === "" || folded.endsWith(" "))) continue;
      folded += /\s/.test(character) ? " " : character;
      for (let unit = 0; unit < character.length; unit++) places.push(place);
    }
  };
  runs.forEach(({ str, hasEOL }, run) => {
    let at = 0;
    for (const letter of str) {
      put(fold(letter), { run, from: at, to: at + letter.length });
      at += letter.length;
    }
    if (!hasEOL) return;
    if (/\p{L}[-‐]$/u.test(folded)) {
      folded = folded.slice(0, -1);
      places.pop();
    } else put(" ", { run, from: str.length, to: str.length });
  });
  return { folded, places };
}

/** Where the words stand on the page, in its order. @param most of them, at most */
export function findOn({ folded, places }: PageText, words: string, most: number): Stretch[][] {
  const wanted = fold(words).replace(/\s+/g, " ").trim();
  const found: Stretch[][] = [];
  if (wanted === "") return found;
  for (let at = folded.indexOf(wanted); at >= 0 && found.length < most; ) {
    found.push(stretchesOf(places.slice(at, at + wanted.length)));
    at = folded.indexOf(wanted, at + wanted.length);
  }
  return found;
}

function stretchesOf(places: PageText["places"]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const place of places) {
    const last = stretches.at(-1);
    if (last?.run === place.run) stretches[stretches.length - 1] = { ...last, to: place.to };
    else stretches.push(place);
  }
  return stretches;
}
