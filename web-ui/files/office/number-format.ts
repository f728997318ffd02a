/** Numbers and dates as a spreadsheet's format codes show them (ECMA-376 part 1 §18.8.30, §18.8.31). */
import { dates, numbers } from "../../text/formats.ts";

/** What the ids below 164 mean without being written in the file. */
const builtIn: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  37: "#,##0;-#,##0",
  38: "#,##0;-#,##0",
  39: "#,##0.00;-#,##0.00",
  40: "#,##0.00;-#,##0.00",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
  48: "0.0E+0",
  49: "@",
};

export const formatCode = (id: number, own: ReadonlyMap<number, string>): string =>
  own.get(id) ?? builtIn[id] ?? "General";

const day = 86_400_000;
/** Days from 30 December 1899 to 1 January 1970; spreadsheets of the 1904 system begin later. */
const epochDays = 25_569;
const days1904 = 1462;

const literal = /"([^"]*)"|\\(.)|_.|\*.|\[(?:\$([^\]-]*)[^\]]*|[^\]]*)\]/g;
const withoutLiterals = (code: string) => code.replace(literal, "");
const isDate = (code: string) => /[ymdhs]/i.test(withoutLiterals(code)) || /\[[hms]+\]/i.test(code);

/** Positive; negative; zero. A negative number in a section of its own shows no sign but that of the section. */
function sectionFor(code: string, value: number): { section: string; shown: number } {
  const sections = code.match(/(?:"[^"]*"|\\.|[^;])+/g) ?? [];
  const [positive = "General", negative, zero] = sections;
  if (value < 0 && negative !== undefined) return { section: negative, shown: -value };
  return { section: value === 0 && zero !== undefined ? zero : positive, shown: value };
}

/** How numbers are written: where the reader is (BCP 47), and from which day the file counts. */
export interface Writing {
  region: string;
  is1904: boolean;
}

/** @param code the format's code; "General" shows the number as it is */
export function formatNumber(value: number, code: string, writing: Writing): string {
  const { section, shown } = sectionFor(code, value);
  if (isDate(section)) return formatDate(value, section, writing);
  if (/general/i.test(section) || section.includes("@"))
    return numbers(writing.region, { maximumSignificantDigits: 11, useGrouping: false }).format(value);
  return formatDecimal(shown, section, writing.region);
}

const plain = (text: string) =>
  text.replace(literal, (_whole, quoted, escaped, currency) => quoted ?? escaped ?? currency ?? "");

function formatDecimal(value: number, section: string, region: string): string {
  const bare = withoutLiterals(section);
  const [pattern = ""] = /[#0?][#0?,.]*(?:E[+-]0+)?/i.exec(bare) ?? [];
  if (pattern === "") return plain(section);
  if (bare.includes("/")) return numbers(region).format(value);
  const [whole = "", rest = ""] = pattern.split(".");
  const decimals = /^[#0?]*/.exec(rest)?.[0] ?? "";
  const thousands = /,+$/.exec(pattern)?.[0].length ?? 0;
  const scaled = (value * (bare.includes("%") ? 100 : 1)) / 1000 ** thousands;
  const format = {
    minimumIntegerDigits: Math.min(21, Math.max(1, whole.replace(/[^0]/g, "").length)),
    minimumFractionDigits: Math.min(20, decimals.replace(/[^0]/g, "").length),
    maximumFractionDigits: Math.min(20, decimals.length),
    useGrouping: whole.replace(/,+$/, "").includes(","),
    ...(/E[+-]/i.test(pattern) && { notation: "scientific" as const }),
  };
  const digits = numbers(region, format).format(scaled);
  // What stands before and after the digits is copied: currency, brackets, per cent.
  const first = /[#0?]/.exec(masked(section))?.index ?? 0;
  const last = first + (/^[#0?,.]*(?:E[+-]0+)?/i.exec(masked(section).slice(first))?.[0].length ?? 0);
  return `${plain(section.slice(0, first))}${digits}${plain(section.slice(last))}`.trim();
}

/** The section with its literals blanked, so that places stay where they are. */
const masked = (section: string) => section.replace(literal, (whole) => " ".repeat(whole.length));

const dateToken =
  /"([^"]*)"|\\(.)|_.|\*.|\[([hms]+)\]|\[[^\]]*\]|AM\/PM|A\/P|y+|m+|d+|h+|s+(?:\.0+)?|General|./gi;

function formatDate(value: number, section: string, { region, is1904 }: Writing): string {
  const serial = value + (is1904 ? days1904 : 0);
  const at = Math.round((serial - epochDays) * day);
  if (!(Math.abs(at) < 8.64e15)) return String(value);
  const date = new Date(at);
  const twelve = /AM\/PM|A\/P/i.test(section);
  const tokens = [...section.matchAll(dateToken)];
  return tokens
    .map(([whole, quoted, escaped, elapsed], index) => {
      if (quoted !== undefined || escaped !== undefined) return quoted ?? escaped;
      if (elapsed) return String(elapsedIn(serial, elapsed)).padStart(elapsed.length, "0");
      return partOf(date, whole, { region, twelve, minutes: isMinutes(tokens, index) });
    })
    .join("")
    .trim();
}

const elapsedIn = (serial: number, unit: string): number =>
  Math.floor(Math.round(serial * 86_400) / ({ h: 3600, m: 60 }[unit.charAt(0).toLowerCase()] ?? 1));

/** `m` after hours or before seconds is minutes. */
function isMinutes(tokens: readonly RegExpMatchArray[], index: number): boolean {
  const letters = (from: readonly RegExpMatchArray[]) =>
    from.map(([whole]) => whole).find((whole) => /^\[?[ymdhs]/i.test(whole)) ?? "";
  return (
    /^\[?h/i.test(letters(tokens.slice(0, index).toReversed())) ||
    /^s/i.test(letters(tokens.slice(index + 1)))
  );
}

function partOf(
  date: Date,
  token: string,
  { region, twelve, minutes }: { region: string; twelve: boolean; minutes: boolean },
): string {
  const named = (options: Intl.DateTimeFormatOptions) =>
    dates(region, { ...options, timeZone: "UTC" }).format(date);
  const padded = (value: number) => String(value).padStart(Math.min(2, token.length), "0");
  switch (token.charAt(0).toLowerCase()) {
    case "y":
      return token.length > 2 ? String(date.getUTCFullYear()) : String(date.getUTCFullYear()).slice(-2);
    case "m":
      if (minutes) return padded(date.getUTCMinutes());
      if (token.length < 3) return padded(date.getUTCMonth() + 1);
      return named({ month: token.length === 3 ? "short" : "long" });
    case "d":
      if (token.length < 3) return padded(date.getUTCDate());
      return named({ weekday: token.length === 3 ? "short" : "long" });
    case "h":
      return padded(twelve ? date.getUTCHours() % 12 || 12 : date.getUTCHours());
    case "s":
      return padded(date.getUTCSeconds());
    case "a":
      return date.getUTCHours() < 12 ? "AM" : "PM";
    default:
      return /^[_*[]/.test(token) ? "" : token;
  }
}
