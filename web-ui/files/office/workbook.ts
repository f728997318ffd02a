/** A spreadsheet file (ECMA-376 part 1 §18): its sheets by name, and each as a grid when it is looked at. */
import { type Parts, textOf, unpack } from "./archive.ts";
import { cellStyles } from "./cell-styles.ts";
import { paletteOf } from "./colour.ts";
import { chartsOfSheet, type FramedChart } from "./framed-chart.ts";
import { related, relationshipsOf } from "./relationships.ts";
import { type Grid, readGrid, type SheetContext, textIn } from "./sheet.ts";
import { child, childrenOf, elementsOf, hasFlag, parseXml, type XmlElement } from "./xml.ts";

export interface SheetContent extends Grid {
  charts: readonly FramedChart[];
}

export interface Workbook {
  sheets: readonly { name: string; open: () => SheetContent }[];
}

function contextOf(parts: Parts, part: string, workbook: XmlElement, region: string) {
  const text = (type: string) => textOf(parts, related(parts, part, type) ?? "");
  const theme = text("theme");
  const palette = paletteOf(theme ? parseXml(theme) : undefined);
  const context: SheetContext = {
    strings: [...elementsOf(text("sharedStrings") ?? "", (name) => name === "si")].map(textIn),
    styles: cellStyles(text("styles"), palette),
    region,
    is1904: hasFlag(child(workbook, "workbookPr"), "date1904"),
  };
  return { context, palette };
}

/** A sheet that is one chart. */
const noCells: Grid = { rows: [], covered: new Set(), columns: 0, widths: [], cut: false };

/**
 * Throws where the bytes are no spreadsheet. Hidden sheets are not shown.
 * @param region BCP 47 tag that numbers and dates are written by
 */
export function openWorkbook(bytes: Uint8Array, region: string): Workbook {
  const parts = unpack(bytes, (name) => /\.(xml|rels)$/.test(name) && /^(xl\/|_rels\/)/.test(name));
  const part = related(parts, "", "officeDocument") ?? "xl/workbook.xml";
  const workbook = parseXml(textOf(parts, part) ?? "");
  const targets = relationshipsOf(parts, part);
  const { context, palette } = contextOf(parts, part, workbook, region);
  const sheets = childrenOf(child(workbook, "sheets"), "sheet").flatMap(({ attributes }) => {
    const { type, target } = targets.get(attributes["r:id"] ?? "") ?? {};
    if (attributes.state !== undefined && attributes.state !== "visible") return [];
    if (target === undefined || (type !== "worksheet" && type !== "chartsheet")) return [];
    const open = () => ({
      ...(type === "worksheet" ? readGrid(textOf(parts, target) ?? "", context) : noCells),
      charts: chartsOfSheet(parts, target, palette),
    });
    return [{ name: attributes.name ?? "", open }];
  });
  if (sheets.length === 0) throw new SyntaxError("There is no sheet in it.");
  return { sheets };
}
