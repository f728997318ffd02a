/** Numbers in addresses (tel: and sip:) and in running text, as they are dialled. */

/**
 * What is dialled for `tel:+49-221-1234` (RFC 3966) or `sip:maria@northwind.example` (RFC 3261): digits, or the
 * address; undefined for any other text. Parameters and headers are left out.
 */
export function dialledIn(uri: string): string | undefined {
  const [, scheme = "", rest = ""] = /^(tel|sips?):([^;?]+)/i.exec(uri.trim()) ?? [];
  let text: string;
  try {
    text = decodeURIComponent(rest).trim();
  } catch {
    return undefined; // not percent-encoded as an address is
  }
  if (scheme.toLowerCase() !== "tel") return /^[^\s"<>@;?]+(@[\w.-]+)?$/.test(text) ? text : undefined;
  const digits = text.replaceAll(/[\s().\-/]/g, "");
  return /^[+*#]?[\d*#]{1,30}$/.test(digits) ? digits : undefined;
}

/** Whether a text is this number and nothing else, and long enough to be one that somebody gave away as theirs. */
export const says = (text: string, number: string): boolean =>
  /^\+?\d{7,15}$/.test(number) && text.replaceAll(/[\s().\-/]/g, "") === number;

/**
 * A number in running text: international with its plus, national with its zero and an area of three digits or more,
 * or as North America writes them. What looks like a date, a price or an id is none.
 */
const written = String.raw`\+\d(?:[ ()./-]{0,2}\d){6,14}|0\d{2,5}[ /-]{1,2}\d(?:[ -]?\d){4,10}|\(?[2-9]\d{2}\)?[ .-]\d{3}[.-]\d{4}`;
const atStart = new RegExp(`^(?:${written})(?![\\w/@-]|[.:]\\d)`);
const anywhere = new RegExp(`(?<![\\w+/@.:-])(?:${written})(?![\\w/@-]|[.:]\\d)`);

/** Where the next number begins; undefined where there is none. */
export const numberBegins = (text: string): number | undefined => anywhere.exec(text)?.index;

/** The number that the text begins with, as it is written. */
export const numberAt = (text: string): string | undefined => atStart.exec(text)?.[0];
