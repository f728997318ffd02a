/** One sheet as a grid of shown texts (ECMA-376 part 1 §18.3): rows without cells are there, empty. */
import { type CellStyle, plainStyle } from "./cell-styles.ts";
import { formatNumber, type Writing } from "./number-format.ts";
import { child, elementsOf, numberOf, type XmlElement } from "./xml.ts";

/** What is read of a sheet: more is cut off, and the grid says so. */
export const mostRows = 5000;
export const mostColumns = 100;
/** Of one cell, and of all together. */
const mostLetters = 2000;
const mostLettersTogether = 8_000_000;

export interface GridCell {
  text: string;
  style: CellStyle;
  numeric: boolean;
  /** Of a merged cell. */
  span?: { rows: number; columns: number };
}

export interface Grid {
  /** By row, then by column; undefined is empty or covered by a merged cell. */
  rows: readonly (readonly (GridCell | undefined)[])[];
  /** Cells that lie under a merged one and are not shown at all, as `placeKey` writes them. */
  covered: ReadonlySet<string>;
  /** How many columns have content. */
  columns: number;
  /** Widths in characters, by column; undefined is the usual. */
  widths: readonly (number | undefined)[];
  cut: boolean;
}

/** What all sheets of a file share. */
export interface SheetContext extends Writing {
  strings: readonly string[];
  styles: readonly CellStyle[];
}

interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** `BC12` → row 11, column 54; undefined where it is none. */
export function placeOf(reference: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? [];
  if (!letters || !digits || digits === "0") return undefined;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(digits) - 1, column };
}

export const placeKey = (row: number, column: number): string => `${row} ${column}`;

/** 54 → `BC`. */
export const columnName = (column: number): string =>
  column < 0 ? "" : columnName(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));

function rangeOf(reference: string): Range | undefined {
  const [from, to] = reference.split(":").map(placeOf);
  return from && to && from.row <= to.row && from.column <= to.column
    ? { top: from.row, left: from.column, bottom: to.row, right: to.column }
    : undefined;
}

/** The text of a string of several runs; readings (`rPh`) are not part of it. */
export function textIn(element: XmlElement | undefined): string {
  if (!element) return "";
  return element.children
    .map((part) => (part.name === "t" ? part.text : part.name === "r" ? textIn(part) : ""))
    .join("");
}

function readCell(cell: XmlElement, { strings, styles, ...writing }: SheetContext): GridCell | undefined {
  const style = styles[numberOf(cell, "s") ?? 0] ?? plainStyle;
  const value = child(cell, "v")?.text ?? "";
  const shown = (text: string, numeric = false): GridCell | undefined =>
    text === "" && !style.fill ? undefined : { text: text.slice(0, mostLetters), style, numeric };
  switch (cell.attributes.t) {
    case "s":
      return shown(strings[Number(value)] ?? "");
    case "inlineStr":
      return shown(textIn(child(cell, "is")));
    case "b":
      return shown(value === "1" ? "TRUE" : "FALSE");
    case "str":
    case "e":
    case "d":
      return shown(value);
    default: {
      const number = Number(value);
      if (value === "" || !Number.isFinite(number)) return shown(value);
      return shown(formatNumber(number, style.format, writing), true);
    }
  }
}

function readRow(row: XmlElement, context: SheetContext): { cells: (GridCell | undefined)[]; cut: boolean } {
  const cells: (GridCell | undefined)[] = [];
  let cut = false;
  let next = 0;
  for (const cell of row.children) {
    const column = placeOf(cell.attributes.r ?? "")?.column ?? next;
    next = column + 1;
    const read = readCell(cell, context);
    if (!read) continue;
    if (column >= mostColumns) cut = true;
    else cells[column] = read;
  }
  return { cells, cut };
}

/** Puts spans on the cells that are merged; returns which are covered. Together no more than a sheet has cells. */
function merge(rows: (GridCell | undefined)[][], ranges: readonly Range[]): Set<string> {
  const covered = new Set<string>();
  let budget = mostRows * mostColumns;
  for (const { top, left, bottom, right } of ranges) {
    const cells = rows[top];
    if (!cells || left >= mostColumns) continue;
    const span = {
      rows: Math.min(bottom, rows.length - 1) - top + 1,
      columns: Math.min(right, mostColumns - 1) - left + 1,
    };
    budget -= span.rows * span.columns;
    if (budget < 0) break;
    cells[left] = { ...(cells[left] ?? { text: "", style: plainStyle, numeric: false }), span };
    for (let row = top; row < top + span.rows; row++)
      for (let column = left; column < left + span.columns; column++)
        if (row !== top || column !== left) covered.add(placeKey(row, column));
  }
  return covered;
}

/** They stand after the rows, which may not have been read to their end. */
function mergedRanges(xml: string): Range[] {
  const from = xml.search(/<(?:\w+:)?mergeCells\b/);
  if (from < 0) return [];
  const merged = elementsOf(xml.slice(from), (name) => name === "mergeCell");
  return [...merged].flatMap(({ attributes }) => rangeOf(attributes.ref ?? "") ?? []);
}

/** Throws where the text is no sheet. */
export function readGrid(xml: string, context: SheetContext): Grid {
  const rows: (GridCell | undefined)[][] = [];
  const widths: (number | undefined)[] = [];
  let cut = false;
  let letters = 0;
  for (const element of elementsOf(xml, (name) => name === "row" || name === "col")) {
    if (element.name === "col") {
      const last = Math.min(numberOf(element, "max") ?? 0, mostColumns);
      for (let column = (numberOf(element, "min") ?? 1) - 1; column < last; column++)
        if (column >= 0) widths[column] = numberOf(element, "width");
      continue;
    }
    const index = (numberOf(element, "r") ?? rows.length + 1) - 1;
    const read = readRow(element, context);
    letters += read.cells.reduce((sum, cell) => sum + (cell?.text.length ?? 0), 0);
    if (!(index >= 0 && index < mostRows) || letters > mostLettersTogether) {
      cut = true;
      break;
    }
    while (rows.length <= index) rows.push([]);
    rows[index] = read.cells;
    cut ||= read.cut;
  }
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
  const covered = merge(rows, mergedRanges(xml));
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return { rows, covered, columns, widths, cut };
}
