/** The phone book in the forms that telephones read. */
import { markupText } from "../../platform/index.ts";
import type { BookEntry } from "./entries.ts";

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n';
const tag = (name: string, text: string) => `<${name}>${markupText(text)}</${name}>`;
const labelled = ({ name, kind }: BookEntry) => (kind === undefined ? name : `${name} (${kind})`);

/** Cisco's directories hold at most so many entries (Cisco Unified IP Phone Services, CiscoIPPhoneDirectory). */
export const ciscoPage = 32;

const softKeys = (keys: readonly (readonly [name: string, url: string])[]): string =>
  keys
    .map(([name, url], at) => {
      const position = tag("Position", String(at + 1));
      return `<SoftKeyItem>${tag("Name", name)}${tag("URL", url)}${position}</SoftKeyItem>`;
    })
    .join("");

export function ciscoMenu(title: string, items: readonly { name: string; url: string }[]): string {
  const list = items.map(({ name, url }) => `<MenuItem>${tag("Name", name)}${tag("URL", url)}</MenuItem>`);
  return `${declaration}<CiscoIPPhoneMenu>${tag("Title", title)}${tag("Prompt", "")}${list.join("")}</CiscoIPPhoneMenu>`;
}

/** A form: the telephone asks `url` with what was typed. */
export function ciscoSearch(title: string, url: string): string {
  const field = (label: string, parameter: string, flags: string) =>
    `<InputItem>${tag("DisplayName", label)}${tag("QueryStringParam", parameter)}${tag("DefaultValue", "")}${tag("InputFlags", flags)}</InputItem>`;
  const fields = `${field("Name", "name", "A")}${field("Number", "number", "T")}`;
  return `${declaration}<CiscoIPPhoneInput>${tag("Title", title)}${tag("Prompt", "Name or number")}${tag("URL", url)}${fields}</CiscoIPPhoneInput>`;
}

/**
 * @param entries all; a page of them is shown
 * @param urlFrom address of the page that begins with this entry
 */
export function ciscoDirectory(
  title: string,
  entries: readonly BookEntry[],
  from: number,
  urlFrom: (from: number) => string,
): string {
  const page = entries.slice(from, from + ciscoPage);
  const list = page.map(
    (entry) =>
      `<DirectoryEntry>${tag("Name", labelled(entry))}${tag("Telephone", entry.number)}</DirectoryEntry>`,
  );
  const next = from + ciscoPage;
  const keys = softKeys([
    ["Dial", "SoftKey:Dial"],
    ["EditDial", "SoftKey:EditDial"],
    ["Exit", "SoftKey:Exit"],
    ...(next < entries.length ? [["Next", urlFrom(next)] as const] : []),
  ]);
  const last = Math.min(next, entries.length);
  const prompt = entries.length === 0 ? "Nobody found" : `${from + 1} to ${last} of ${entries.length}`;
  return `${declaration}<CiscoIPPhoneDirectory>${tag("Title", title)}${tag("Prompt", prompt)}${list.join("")}${keys}</CiscoIPPhoneDirectory>`;
}

/** Yealink's remote phone book. */
export function yealinkDirectory(entries: readonly BookEntry[]): string {
  const list = entries.map(
    (entry) =>
      `<DirectoryEntry>${tag("Name", labelled(entry))}${tag("Telephone", entry.number)}</DirectoryEntry>`,
  );
  return `${declaration}<YealinkIPPhoneDirectory>${list.join("")}</YealinkIPPhoneDirectory>`;
}

/** Poly's local directory, which its telephones load from the server. */
export function polyDirectory(entries: readonly BookEntry[]): string {
  const list = entries.map((entry) => {
    const [first = "", ...rest] = labelled(entry).split(" ");
    return `<item>${tag("ln", rest.join(" "))}${tag("fn", first)}${tag("ct", entry.number)}</item>`;
  });
  return `${declaration}<directory><item_list>${list.join("")}</item_list></directory>`;
}
