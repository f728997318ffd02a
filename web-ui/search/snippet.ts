/** The part of a found text that shows why it was found, with the places to highlight. */
import { fold } from "./tokens.ts";

export interface Piece {
  text: string;
  hit: boolean;
}

const lead = 40;
const length = 160;

/** Markdown without its marks, for a line of text. */
export const plain = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[#>\s]+(?=\s)/gm, "")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|[*~`|]+/gu, "")
    .replace(/\s+/g, " ")
    .trim();

/**
 * @param text without marks: a name, or what `plain` makes of a message
 * @param words as they were asked for; each is marked where a word of the text begins with it
 */
export function snippet(text: string, words: readonly string[]): Piece[] {
  const wanted = words.map(fold).filter((word) => word !== "");
  const parts = text.split(/([\p{L}\p{N}]+)/u);
  const isHit = (part: string) => wanted.some((word) => fold(part).startsWith(word));
  const first = parts.findIndex((part, index) => index % 2 === 1 && isHit(part));
  const before = parts.slice(0, Math.max(0, first)).join("");
  const cut = before.length > lead ? before.length - lead : 0;
  const pieces: Piece[] = cut > 0 ? [{ text: "…", hit: false }] : [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const from = Math.max(0, cut - at);
    at += part.length;
    if (from >= part.length) continue;
    if (at > cut + length) {
      pieces.push({ text: "…", hit: false });
      break;
    }
    pieces.push({ text: part.slice(from), hit: index % 2 === 1 && isHit(part) });
  }
  return pieces;
}
