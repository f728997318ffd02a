/** The part of ICU MessageFormat that the catalogues use: `{name}`, `{count, plural, one {…} other {…}}`. */

import { numbers, plurals } from "./formats.ts";

type Values = Readonly<Record<string, string | number>>;

/** Index of the brace that closes the one at `from`. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`A brace is not closed in: ${text}`);
}

/** The choices of a plural, by category (`one`, `few`, `other`) or exact number (`=0`). */
function choicesOf(text: string): Map<string, string> {
  const choices = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("{", at);
    if (open < 0) break;
    const end = closing(text, open);
    choices.set(text.slice(at, open).trim(), text.slice(open + 1, end));
    at = end + 1;
  }
  return choices;
}

function argument(text: string, values: Values, locale: string | undefined): string {
  const [name = "", kind = "", ...rest] = text.split(",");
  const value = values[name.trim()];
  if (kind.trim() !== "plural") return value === undefined ? `{${text}}` : String(value);
  const count = Number(value);
  const choices = choicesOf(rest.join(","));
  const choice =
    choices.get(`=${count}`) ?? choices.get(plurals(locale).select(count)) ?? choices.get("other");
  const number = numbers(locale).format(count);
  return formatMessage((choice ?? "").replaceAll("#", number), values, locale);
}

/** Fills in `values`; an argument without a value stays as it is written. */
export function formatMessage(text: string, values: Values, locale: string | undefined): string {
  let filled = "";
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("{", at);
    if (open < 0) return filled + text.slice(at);
    const end = closing(text, open);
    filled += text.slice(at, open) + argument(text.slice(open + 1, end), values, locale);
    at = end + 1;
  }
  return filled;
}
