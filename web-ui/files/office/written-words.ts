/** What people wrote in an Office file, without its looks: for finding it. */
import { textOf, unpack } from "./archive.ts";

/** More is not found. */
export const mostLetters = 400_000;

/** The parts that hold what people wrote. */
const written =
  /^(word\/(document|footnotes|header\d*|footer\d*)|xl\/sharedStrings|ppt\/slides\/slide\d+)\.xml$/;

const withoutTags = (xml: string) =>
  xml
    .replace(/<\/(w:p|a:p|si)>/g, "\n")
    .replace(/<[^<>]+>/g, "")
    .replace(/&(amp|lt|gt|quot|apos);/g, " ");

/** Throws TooMuch, and others on what is no ZIP. */
export function wordsOfOffice(bytes: Uint8Array): string {
  const parts = unpack(bytes, (name) => written.test(name));
  const texts = [...parts.keys()].map((name) => withoutTags(textOf(parts, name) ?? ""));
  return texts.join("\n").slice(0, mostLetters);
}
