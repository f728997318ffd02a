/** A table on a slide (§21.1.3): merged cells, fills of its own, and Office's usual style where it asks for one. */
import type { TableRow } from "./slide.ts";
import { colourOf, fillOf, type SlideContext } from "./slide-context.ts";
import { textOfCell } from "./slide-text.ts";
import { child, childrenOf, hasFlag, numberOf, type XmlElement } from "./xml.ts";

/** The looks of the styles are in no file: rows as "Medium style 2, accent 1" has them, the first one filled. */
function styledFill(table: XmlElement, row: number, context: SlideContext): string | undefined {
  const properties = child(table, "tblPr");
  if (!child(properties, "tableStyleId")) return undefined;
  const accent = (tint?: string) => {
    const change = { name: "tint", attributes: { val: tint ?? "" }, children: [], text: "" };
    const colour = {
      name: "schemeClr",
      attributes: { val: "accent1" },
      children: tint ? [change] : [],
      text: "",
    };
    return colourOf({ name: "solidFill", attributes: {}, children: [colour], text: "" }, context);
  };
  const hasHead = hasFlag(properties, "firstRow");
  if (hasHead && row === 0) return accent();
  if (!hasFlag(properties, "bandRow")) return accent("20000");
  return accent((row - (hasHead ? 1 : 0)) % 2 === 0 ? "40000" : "20000");
}

export function tableOf(table: XmlElement, context: SlideContext): { columns: number[]; rows: TableRow[] } {
  const columns = childrenOf(child(table, "tblGrid"), "gridCol").map((column) => numberOf(column, "w") ?? 0);
  const styled = child(child(table, "tblPr"), "tableStyleId") !== undefined;
  const isHead = (row: number) => styled && row === 0 && hasFlag(child(table, "tblPr"), "firstRow");
  const rows = childrenOf(table, "tr").map((row, index) => ({
    height: numberOf(row, "h") ?? 0,
    cells: childrenOf(row, "tc")
      .filter((cell) => !hasFlag(cell, "hMerge") && !hasFlag(cell, "vMerge"))
      .map((cell) => {
        const properties = child(cell, "tcPr");
        const bare = child(properties, "noFill") !== undefined;
        return {
          text: textOfCell(cell, context, isHead(index) ? "#ffffff" : undefined),
          fill: bare ? undefined : (fillOf(properties, context) ?? styledFill(table, index, context)),
          rows: Math.min(200, Math.max(1, numberOf(cell, "rowSpan") ?? 1)),
          columns: Math.min(200, Math.max(1, numberOf(cell, "gridSpan") ?? 1)),
        };
      }),
  }));
  return { columns, rows };
}
