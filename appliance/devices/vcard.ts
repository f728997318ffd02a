/**
 * Contacts as telephones and mail programs give them out: vCard 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1 (versit), which
 * Android still writes. Read for names and numbers; pictures, addresses and the rest are passed over.
 */
import type { ContactNumber } from "./schema.ts";

export interface Card {
  name: string;
  numbers: ContactNumber[];
}

export interface ReadCards {
  cards: Card[];
  /** Cards without a name, without a number, or cut off: how many. */
  skipped: number;
}

const mostNumbers = 10;
const longestName = 100;
const longestLine = 10_000;

interface Property {
  name: string;
  parameters: string;
  value: string;
}

/** @param most cards; what is beyond them is not read */
export function readCards(text: string, most = 10_000): ReadCards {
  const cards: Card[] = [];
  let skipped = 0;
  let open: Property[] | undefined;
  for (const line of logicalLines(text)) {
    if (cards.length + skipped >= most) break;
    const property = propertyOf(line);
    if (!property) continue;
    const boundary = property.value.trim().toUpperCase() === "VCARD" ? property.name : "";
    if (boundary === "BEGIN") {
      if (open) skipped++; // the one before never ended
      open = [];
    } else if (boundary === "END") {
      const card = open && cardOf(open);
      if (card) cards.push(card);
      else skipped++;
      open = undefined;
    } else open?.push(property);
  }
  return { cards, skipped: skipped + (open ? 1 : 0) };
}

/** Lines as they were before they were folded (RFC 6350 §3.2), and before quoted-printable broke them. */
function* logicalLines(text: string): Generator<string> {
  let parts: string[] = [];
  let softBreak = false;
  let isQuoted = false;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    if (!softBreak && !/^[ \t]/.test(line)) {
      if (parts.length > 0) yield parts.join("");
      parts = [];
      isQuoted = /^[^:]{0,200}ENCODING=QUOTED-PRINTABLE/i.test(line);
      parts.push(line);
    } else parts.push(softBreak ? line : line.slice(1));
    softBreak = isQuoted && line.endsWith("=");
    if (softBreak) parts.push((parts.pop() ?? "").slice(0, -1));
  }
  if (parts.length > 0) yield parts.join("");
}

/** `group.NAME;PARAMETERS:value`; a colon may stand in a quoted parameter. */
function propertyOf(line: string): Property | undefined {
  if (line.length > longestLine) return undefined; // a picture
  const [, name, parameters, value] =
    /^(?:[\w-]{1,60}\.)?([\w-]{1,60})((?:;(?:"[^"]*"|[^":;])*)*):(.*)$/s.exec(line) ?? [];
  if (name === undefined || parameters === undefined || value === undefined) return undefined;
  return { name: name.toUpperCase(), parameters: parameters.toUpperCase(), value };
}

function cardOf(properties: readonly Property[]): Card | undefined {
  const textOf = (name: string) => {
    const found = properties.find((property) => property.name === name);
    return found ? decoded(found) : "";
  };
  const [family = "", given = ""] = splitUnescaped(textOf("N"));
  const names = [textOf("FN"), `${given} ${family}`, textOf("ORG"), textOf("NICKNAME")];
  const name = names
    .map((one) =>
      unescaped(one)
        .replaceAll(/[\p{Cc}\s]+/gu, " ")
        .trim()
        .slice(0, longestName),
    )
    .find((one) => one !== "");
  const all = properties.filter((property) => property.name === "TEL").flatMap(numberOf);
  const numbers = [...new Map(all.map((one) => [one.number, one])).values()].slice(0, mostNumbers);
  return name === undefined || numbers.length === 0 ? undefined : { name, numbers };
}

/** No numbers of fax machines. `tel:` URIs lose their scheme and parameters (RFC 3966). */
function numberOf(property: Property): ContactNumber[] {
  if (/\bFAX\b/.test(property.parameters)) return [];
  const written = decoded(property).trim().replace(/^tel:/i, "").replace(/;.*$/s, "");
  const number = written.replaceAll(/[^\d+*#]/g, "").replaceAll(/(?<=.)\+/g, "");
  if (!/\d/.test(number) || number.length > 40) return [];
  const kind = /\b(CELL|IPHONE)\b/.test(property.parameters)
    ? "mobile"
    : /\bWORK\b/.test(property.parameters)
      ? "work"
      : /\bHOME\b/.test(property.parameters)
        ? "home"
        : "other";
  return [{ kind, number }];
}

function decoded({ parameters, value }: Property): string {
  if (!parameters.includes("QUOTED-PRINTABLE")) return value;
  const octets = value.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const charset = /CHARSET="?([\w-]+)/.exec(parameters)?.[1] ?? "UTF-8";
  const encoding = /^(ISO-8859-1|WINDOWS-1252)$/.test(charset) ? "windows-1252" : "utf-8";
  // What was not quoted is ASCII in a file that keeps to the format, and UTF-8 in one that does not.
  return /[^\0-\xff]/.test(octets) ? octets : new TextDecoder(encoding).decode(Buffer.from(octets, "latin1"));
}

const splitUnescaped = (text: string): string[] => text.split(/(?<!\\);/);
const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/gs, (_, character: string) => (/[nN]/.test(character) ? " " : character));

/** Contacts as vCard 3.0, which every telephone reads. */
export function writeCards(cards: readonly Card[]): string {
  const types = { work: "WORK", mobile: "CELL", home: "HOME", other: "VOICE" } as const;
  const escaped = (text: string) => text.replaceAll(/[\\,;]/g, "\\$&");
  return cards
    .flatMap(({ name, numbers }) => {
      const lines = numbers.map(({ kind, number }) => `TEL;TYPE=${types[kind]}:${number}`);
      return [
        "BEGIN:VCARD",
        "VERSION:3.0",
        `FN:${escaped(name)}`,
        `N:${escaped(name)};;;;`,
        ...lines,
        "END:VCARD",
        "",
      ];
    })
    .map(folded)
    .join("\r\n");
}

/** At most 75 octets a line, never within a character (RFC 2426 §2.6). */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  let octets = 0;
  for (const character of line) {
    const length = Buffer.byteLength(character);
    if (octets + length > 74) {
      pieces.push(piece);
      piece = "";
      octets = 0;
    }
    piece += character;
    octets += length;
  }
  return [...pieces, piece].join("\r\n ");
}
