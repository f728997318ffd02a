/**
 * XML as Office files use it (ECMA-376 part 2 §7): no document types, so that no entity can be declared; names
 * lose their prefixes. Long parts are read piece by piece, and reading may stop at any of them.
 */

import { TooMuch } from "../too-much.ts";

export interface XmlElement {
  name: string;
  /** By name as written, prefix and all. */
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** What is written directly in it. */
  text: string;
}

/** Deeper than any program nests; against files that would exhaust the stack of what walks them. */
const deepest = 120;
/** Elements within one that is wanted. */
const mostElements = 500_000;

const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const token =
  /<(?:!--[\s\S]*?-->|\?[\s\S]*?\?>|!\[CDATA\[([\s\S]*?)\]\]>|(\/)?(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/)?>)|([^<]+)/gy;

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of text.matchAll(attribute))
    attributes[name] = unescaped(double ?? single ?? "");
  return attributes;
}

/**
 * The elements of the wanted names with all that is in them, in their order, outermost only.
 * Throws a SyntaxError where the text is no XML, or declares a document type; TooMuch where one holds too many.
 */
export function* elementsOf(xml: string, wanted: (name: string) => boolean): Generator<XmlElement> {
  const open: XmlElement[] = [];
  let count = 0;
  for (let at = 0; at < xml.length; ) {
    token.lastIndex = at;
    const [whole, cdata, closes, name, attributes = "", empty, text] = token.exec(xml) ?? [];
    if (!whole) throw new SyntaxError(`No XML at ${at}.`);
    at += whole.length;
    const parent = open.at(-1);
    if (name === undefined) {
      if (parent) parent.text += cdata ?? unescaped(text ?? "");
      continue;
    }
    if (closes) {
      if (!parent) continue; // of an element that was not wanted
      if (parent.name !== name) throw new SyntaxError(`“${parent.name}” is closed as “${name}”.`);
      open.pop();
      if (open.length === 0) yield parent;
      continue;
    }
    if (!parent && !wanted(name)) continue;
    count = parent ? count + 1 : 0;
    if (count > mostElements) throw new TooMuch();
    const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
    parent?.children.push(element);
    if (!empty) open.push(element);
    else if (!parent) yield element;
    if (open.length > deepest) throw new SyntaxError("Nested too deeply.");
  }
  if (open.length > 0) throw new SyntaxError("The end is missing.");
}

/** The whole of a part. */
export function parseXml(xml: string): XmlElement {
  for (const root of elementsOf(xml, () => true)) return root;
  throw new SyntaxError("Nothing is in it.");
}

export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((each) => each.name === name);

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((each) => each.name === name) ?? [];

/** Down a path of names. */
export const descend = (element: XmlElement | undefined, ...path: string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => child(at, name), element);

/** The attribute as a number; undefined where it is absent or none. */
export function numberOf(element: XmlElement | undefined, name: string): number | undefined {
  const value = element?.attributes[name];
  const number = value === undefined || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** `xsd:boolean`: present and not false. */
export const isOn = (element: XmlElement | undefined, name = "val"): boolean =>
  element !== undefined && !["0", "false", "off"].includes(element.attributes[name] ?? "1");

/** An attribute that is there and says yes. */
export const hasFlag = (element: XmlElement | undefined, name: string): boolean =>
  ["1", "true", "on"].includes(element?.attributes[name] ?? "");
