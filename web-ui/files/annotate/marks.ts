/** What is drawn on a page: lines and words, at places in the page's own units (points of a PDF, pixels of a picture). */

export type Point = readonly [x: number, y: number];

export const tools = ["pen", "highlighter", "line", "arrow", "rectangle", "text", "eraser"] as const;
export type Tool = (typeof tools)[number];

interface Drawn {
  id: string;
  /** From 0. */
  page: number;
  /** `#rrggbb`. */
  colour: string;
}

export type Mark =
  | (Drawn & { kind: "lines"; lines: readonly (readonly Point[])[]; width: number; opacity: number })
  /** `at` is the left upper corner; lines are parted by line feeds. */
  | (Drawn & { kind: "text"; text: string; size: number; at: Point });

export interface PageSize {
  width: number;
  height: number;
}

/** Distances between lines of text, and from the top of one to where its letters stand, as shares of the size. */
export const textLine = 1.35;
export const textAscent = 1;
export const textFont = "Helvetica, Arial, sans-serif";

export const highlighterOpacity = 0.4;

/** So that what is drawn looks alike on a page of any size. */
const unitOf = ({ width, height }: PageSize) => Math.max(width, height) / 800;

export const thicknesses = ["thin", "medium", "thick"] as const;
export type Thickness = (typeof thicknesses)[number];
const factors: Readonly<Record<Thickness, number>> = { thin: 1.2, medium: 2.5, thick: 5 };

/** Of the line that a tool draws, and of what an eraser reaches. */
export const widthOf = (tool: Tool, thickness: Thickness, page: PageSize): number =>
  factors[thickness] * unitOf(page) * (tool === "highlighter" ? 6 : tool === "eraser" ? 3 : 1);

export const textSizeOf = (thickness: Thickness, page: PageSize): number =>
  ({ thin: 14, medium: 20, thick: 32 })[thickness] * unitOf(page);

const distance = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot(ax - bx, ay - by);

/** A head of two short lines, which stays in proportion to the line's width. */
function arrow(from: Point, to: Point, width: number): Point[][] {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const length = Math.min(distance(from, to) / 2, width * 6);
  const side = (turn: number): Point => [
    to[0] - length * Math.cos(angle + turn),
    to[1] - length * Math.sin(angle + turn),
  ];
  return [
    [from, to],
    [side(0.5), to, side(-0.5)],
  ];
}

/** The lines that a tool makes of the places it was led over. */
export function linesOf(tool: Tool, points: readonly Point[], width: number): readonly (readonly Point[])[] {
  const [from] = points;
  const to = points.at(-1);
  if (!from || !to) return [];
  switch (tool) {
    case "line":
      return [[from, to]];
    case "arrow":
      return arrow(from, to, width);
    case "rectangle":
      return [[from, [to[0], from[1]], to, [from[0], to[1]], from]];
    default:
      return [points];
  }
}

/** How far a point lies from a line between two others. */
function distanceToSegment(point: Point, from: Point, to: Point): number {
  const squared = distance(from, to) ** 2;
  if (squared === 0) return distance(point, from);
  const along = (point[0] - from[0]) * (to[0] - from[0]) + (point[1] - from[1]) * (to[1] - from[1]);
  const share = Math.min(1, Math.max(0, along / squared));
  return distance(point, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
}

/** Places on the way from one to the other, no farther apart than `step`; the last is `to`. */
export function between(from: Point, to: Point, step: number): Point[] {
  const count = Math.min(1000, Math.max(1, Math.ceil(distance(from, to) / step)));
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}

/** The width of a text's widest line; letters are taken as they are on average, which is enough to hit it. */
const roughWidth = (text: string, size: number) =>
  Math.max(...text.split("\n").map((line) => line.length)) * size * 0.55;

/** Whether an eraser at this place touches the mark. */
export function touches(mark: Mark, point: Point, reach: number): boolean {
  if (mark.kind === "text") {
    const [x, y] = mark.at;
    const height = mark.text.split("\n").length * mark.size * textLine;
    const inside = (value: number, from: number, length: number) =>
      value >= from - reach && value <= from + length + reach;
    return inside(point[0], x, roughWidth(mark.text, mark.size)) && inside(point[1], y, height);
  }
  return mark.lines.some((line) =>
    line.some((to, index) => distanceToSegment(point, line[index - 1] ?? to, to) <= reach + mark.width / 2),
  );
}

/** Left, top, right and bottom of lines, with the width they are drawn in. */
export function boundsOf(
  lines: readonly (readonly Point[])[],
  width: number,
): [number, number, number, number] {
  const all = lines.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [least(xs) - width, least(ys) - width, most(xs) + width, most(ys) + width];
}
