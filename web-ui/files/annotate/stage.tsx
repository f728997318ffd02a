/** One page with what is drawn on it. */
import { useEffect, useRef, useState } from "react";
import { t } from "../../text/index.ts";
import type { Change } from "./history.ts";
import { type Mark, type Point, textAscent, textFont, textLine } from "./marks.ts";
import type { Surface } from "./surface.ts";
import { type Brush, useDrawing } from "./use-drawing.ts";

interface StageProps {
  surface: Surface;
  page: number;
  marks: readonly Mark[];
  brush: Brush;
  onChange: (change: Change) => void;
}

export function Stage({ surface, page, marks, brush, onChange }: StageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = surface.pages[page] ?? { width: 1, height: 1 };
  const [writing, setWriting] = useState<Point>();
  const drawing = useDrawing({ page, size, brush, marks, onChange, onWrite: setWriting });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    delete element.dataset.drawn;
    surface.draw(page, element, element.clientWidth).then(
      () => {
        element.dataset.drawn = "true";
      },
      () => {}, // the page was turned before it was drawn: the next one is
    );
  }, [surface, page]);
  const write = (text: string) => {
    const { colour, textSize } = brush;
    const at = writing;
    setWriting(undefined);
    if (at && text.trim() !== "")
      onChange({
        kind: "add",
        mark: { id: crypto.randomUUID(), kind: "text", page, colour, text, size: textSize, at },
      });
  };
  const shown = marks.filter((mark) => mark.page === page);
  const ratio = size.width / size.height;
  return (
    <div
      className="annotate-page"
      style={{ aspectRatio: ratio, width: `min(100%, (100dvh - 190px) * ${ratio})` }}
    >
      <canvas key={page} ref={canvas} />
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="application"
        aria-label={t("annotate.page", { number: page + 1, count: shown.length })}
        aria-description={t("annotate.keys")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one draws with keys here, so it must take the focus
        tabIndex={0}
        data-tool={brush.tool}
        data-mantine-stop-propagation={drawing.busy}
        {...drawing.handlers}
      >
        {shown.map((mark) => (
          <MarkShape key={mark.id} mark={mark} />
        ))}
        {drawing.draft && <MarkShape mark={drawing.draft} />}
        {drawing.cursor && <Cursor at={drawing.cursor} reach={Math.max(size.width, size.height) / 60} />}
      </svg>
      {writing && (
        <Words
          at={[(writing[0] / size.width) * 100, (writing[1] / size.height) * 100]}
          size={(brush.textSize / size.width) * 100}
          colour={brush.colour}
          onDone={write}
        />
      )}
    </div>
  );
}

function MarkShape({ mark }: { mark: Mark }) {
  if (mark.kind === "text")
    return (
      <text fill={mark.colour} fontSize={mark.size} fontFamily={textFont}>
        {mark.text.split("\n").map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text's lines never move
          <tspan key={index} x={mark.at[0]} y={mark.at[1] + mark.size * (textAscent + index * textLine)}>
            {line}
          </tspan>
        ))}
      </text>
    );
  const path = mark.lines
    .map((line) => (line.length === 1 ? [...line, ...line] : line).map((point) => point.join(" ")).join("L"))
    .map((points) => `M${points}`)
    .join("");
  return (
    <path
      d={path}
      fill="none"
      stroke={mark.colour}
      strokeWidth={mark.width}
      strokeOpacity={mark.opacity}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}

/** Where the arrow keys have led. */
function Cursor({ at: [x, y], reach }: { at: Point; reach: number }) {
  return (
    <path
      className="annotate-cursor"
      d={`M${x - reach} ${y}H${x + reach}M${x} ${y - reach}V${y + reach}`}
      vectorEffect="non-scaling-stroke"
    />
  );
}

interface WordsProps {
  /** Shares of the page, in hundredths. */
  at: Point;
  size: number;
  colour: string;
  onDone: (text: string) => void;
}

/** A field on the page: Enter or a press elsewhere keeps what is written, Escape does not. */
function Words({ at: [left, top], size, colour, onDone }: WordsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <textarea
      ref={field}
      rows={2}
      dir="auto"
      className="annotate-words"
      aria-label={t("annotate.text")}
      data-mantine-stop-propagation="true"
      style={{
        left: `${left}%`,
        top: `${top}%`,
        fontSize: `${size}cqw`,
        lineHeight: textLine,
        color: colour,
      }}
      onBlur={({ currentTarget }) => onDone(currentTarget.value)}
      onKeyDown={(event) => {
        if (
          event.nativeEvent.isComposing ||
          (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey))
        )
          return;
        event.preventDefault();
        if (event.key === "Escape") event.currentTarget.value = "";
        event.currentTarget.blur();
      }}
    />
  );
}
