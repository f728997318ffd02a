/** A spreadsheet file (ECMA-376 part 1 §18): its sheets by name, and each as a grid when it is looked at. */
import { type Parts, textOf, unpack } from "./archive.ts";
import { cellStyles } from "./cell-styles.ts";
import { paletteOf } from "./colour.ts";
import { related, relationshipsOf } from "./relationships.ts";
import { type Grid, readGrid, type SheetContext, textIn } from "./sheet.ts";
import { child, childrenOf, elementsOf, hasFlag, parseXml, type XmlElement } from "./xml.ts";

export interface Workbook {
  sheets: readonly { name: string; open: () => Grid }[];
}

function contextOf(parts: Parts, part: string, workbook: XmlElement, region: string): SheetContext {
  const text = (type: string) => textOf(parts, related(parts, part, type) ?? "");
  const theme = text("theme");
  const palette = paletteOf(theme ? parseXml(theme) : undefined);
  return {
    strings: [...elementsOf(text("sharedStrings") ?? "", (name) => name === "si")].map(textIn),
    styles: cellStyles(text("styles"), palette),
    region,
    is1904: hasFlag(child(workbook, "workbookPr"), "date1904"),
  };
}

/**
 * Throws where the bytes are no spreadsheet. Hidden sheets are not shown.
 * @param region BCP 47 tag that numbers and dates are written by
 */
export function openWorkbook(bytes: Uint8Array, region: string): Workbook {
  const parts = unpack(bytes, (name) => /\.(xml|rels)$/.test(name) && /^(xl\/|_rels\/)/.test(name));
  const part = related(parts, "", "officeDocument") ?? "xl/workbook.xml";
  const workbook = parseXml(textOf(parts, part) ?? "");
  const targets = relationshipsOf(parts, part);
  const context = contextOf(parts, part, workbook, region);
  const sheets = childrenOf(child(workbook, "sheets"), "sheet").flatMap(({ attributes }) => {
    const { type, target } = targets.get(attributes["r:id"] ?? "") ?? {};
    if (attributes.state !== undefined && attributes.state !== "visible") return [];
    if (type !== "worksheet") return []; // a sheet that is one chart
    return [
      { name: attributes.name ?? "", open: () => readGrid(textOf(parts, target ?? "") ?? "", context) },
    ];
  });
  if (sheets.length === 0) throw new SyntaxError("There is no sheet in it.");
  return { sheets };
}
