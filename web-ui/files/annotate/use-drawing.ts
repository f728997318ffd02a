/** From pointers and keys to marks: mouse, pen and touch draw; arrow keys lead a cursor that the space bar sets down. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { Change } from "./history.ts";
import {
  between,
  highlighterOpacity,
  linesOf,
  type Mark,
  type PageSize,
  type Point,
  type Tool,
  touches,
} from "./marks.ts";

export interface Brush {
  tool: Tool;
  colour: string;
  width: number;
  textSize: number;
}

interface Options {
  page: number;
  size: PageSize;
  brush: Brush;
  marks: readonly Mark[];
  onChange: (change: Change) => void;
  /** A text was begun here. */
  onWrite: (at: Point) => void;
}

/** Shares of the page that an arrow key moves, and with the shift key. */
const step = 0.01;
const longStep = 0.05;
const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function placeOf(
  event: PointerEvent<SVGSVGElement>,
  { clientX, clientY }: { clientX: number; clientY: number },
): Point {
  const inverse = event.currentTarget.getScreenCTM()?.inverse();
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(inverse);
  return [x, y];
}

export function useDrawing({ page, size, brush, marks, onChange, onWrite }: Options) {
  const [points, setPoints] = useState<readonly Point[]>();
  /** The same at once: several movements may come before the next rendering. */
  const led = useRef<readonly Point[]>(undefined);
  /** Where the arrow keys have led; undefined while a pointer is used. */
  const [cursor, setCursor] = useState<Point>();
  const penUsed = useRef(false);

  const put = (next: readonly Point[] | undefined) => {
    led.current = next;
    setPoints(next);
  };
  const draft = points && brush.tool !== "eraser" ? markOf(points) : undefined;
  function markOf(places: readonly Point[]): Mark {
    const { tool, colour, width } = brush;
    const opacity = tool === "highlighter" ? highlighterOpacity : 1;
    return {
      id: crypto.randomUUID(),
      page,
      kind: "lines",
      lines: linesOf(tool, places, width),
      colour,
      width,
      opacity,
    };
  }
  /** One step back brings back all that a movement took. */
  const erase = (places: readonly Point[]) => {
    const touched = (mark: Mark) => places.some((at) => touches(mark, at, brush.width));
    const hit = marks.filter((mark) => mark.page === page && touched(mark));
    if (hit.length > 0) onChange({ kind: "erase", ids: new Set(hit.map(({ id }) => id)) });
  };
  const begin = (at: Point) => {
    if (brush.tool === "text") return onWrite(at);
    if (brush.tool === "eraser") erase([at]);
    put([at]);
  };
  const lead = (more: readonly Point[]) => {
    const last = led.current?.at(-1);
    if (!led.current || !last) return;
    if (brush.tool === "eraser")
      erase(more.flatMap((at, index) => between(more[index - 1] ?? last, at, brush.width)));
    put([...led.current, ...more]);
  };
  const end = () => {
    if (led.current && brush.tool !== "eraser") onChange({ kind: "add", mark: markOf(led.current) });
    put(undefined);
  };

  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    penUsed.current ||= event.pointerType === "pen";
    const palm = penUsed.current && event.pointerType === "touch";
    if (palm || !event.isPrimary || event.button !== 0) return;
    event.preventDefault(); // so that a text field that opens here keeps the focus
    event.currentTarget.setPointerCapture(event.pointerId);
    setCursor(undefined);
    begin(placeOf(event, event));
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    if (!led.current || !event.isPrimary) return;
    const all = event.nativeEvent.getCoalescedEvents?.() ?? [];
    lead((all.length > 0 ? all : [event]).map((each) => placeOf(event, each)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = cursor ?? [size.width / 2, size.height / 2];
    const direction = arrows[event.key];
    if (direction) {
      const share = (event.shiftKey ? longStep : step) * Math.max(size.width, size.height);
      const next: Point = [
        Math.min(size.width, Math.max(0, at[0] + direction[0] * share)),
        Math.min(size.height, Math.max(0, at[1] + direction[1] * share)),
      ];
      setCursor(next);
      lead([next]);
    } else if (event.key === " " || event.key === "Enter") {
      setCursor(at);
      if (led.current) end();
      else begin(at);
    } else if (event.key === "Escape" && led.current) put(undefined);
    else return;
    event.preventDefault();
  };

  return {
    draft,
    cursor,
    busy: points !== undefined,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: (event: PointerEvent) => event.isPrimary && end(),
      onPointerCancel: () => put(undefined),
      onKeyDown,
      onBlur: () => setCursor(undefined),
    },
  };
}
