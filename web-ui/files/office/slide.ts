/** What a slide shows, ready to be drawn: shapes from back to front, with everything they inherit filled in. */

/** Lengths are in EMU: 914,400 to the inch, 12,700 to the point. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Degrees, clockwise. */
  rotation: number;
  flipped: { across: boolean; down: boolean };
}

export interface Run {
  text: string;
  /** Points. */
  size: number;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  colour: string | undefined;
  font: string | undefined;
}

export interface Paragraph {
  runs: readonly Run[];
  align: "start" | "center" | "end" | "justify";
  bullet: string | undefined;
  /** EMU from the left, and of the first line from there. */
  margin: number;
  indent: number;
  /** Share of the line's height; points before. */
  lineHeight: number;
  before: number;
}

export interface TextBody {
  paragraphs: readonly Paragraph[];
  anchor: "start" | "center" | "end";
  /** EMU: top, right, bottom, left. */
  insets: readonly [number, number, number, number];
  wraps: boolean;
}

export interface Line {
  colour: string;
  /** EMU. */
  width: number;
}

/** `path` is SVG path data in a box of 100 by 100. */
export type Outline = { kind: "rectangle" | "rounded" | "ellipse" } | { kind: "path"; path: string };

interface Placed {
  box: Box;
  /** What it says to those who do not see it. */
  label: string;
}

export type Shape =
  | (Placed & {
      kind: "shape";
      outline: Outline;
      /** A CSS background. */
      fill: string | undefined;
      line: Line | undefined;
      text: TextBody | undefined;
    })
  | (Placed & {
      kind: "picture";
      bytes: Uint8Array<ArrayBuffer>;
      type: string;
      /** Shares cut off: top, right, bottom, left. */
      crop: readonly [number, number, number, number];
    })
  | (Placed & { kind: "table"; columns: readonly number[]; rows: readonly TableRow[] })
  | (Placed & { kind: "chart"; chart: Chart })
  | (Placed & { kind: "missing"; what: "chart" | "diagram" | "picture" | "object" });

export interface Chart {
  kind: "bars" | "lines" | "pie";
  title: string;
  categories: readonly string[];
  series: readonly ChartSeries[];
  /** On each other instead of beside. */
  stacked: boolean;
  /** Bars from left to right. */
  lying: boolean;
}

export interface ChartSeries {
  name: string;
  /** By category; undefined where there is none. */
  values: readonly (number | undefined)[];
  /** CSS, of each value. */
  colours: readonly string[];
}

export interface TableRow {
  height: number;
  cells: readonly TableCell[];
}

export interface TableCell {
  text: TextBody;
  fill: string | undefined;
  rows: number;
  columns: number;
}

export interface Slide {
  /** A CSS background; white where nothing says otherwise. */
  background: string;
  shapes: readonly Shape[];
}
