/** One shape of a slide, at its place: all lengths are shares of the slide's width (`cqw`), so that it scales. */
import { type CSSProperties, useMemo } from "react";
import { BlobPicture } from "../../parts/picture.tsx";
import { t } from "../../text/index.ts";
import type { Line, Outline, Paragraph, Run, Shape, TextBody } from "./slide.ts";
import { ChartFigure } from "./slide-chart.tsx";

interface Page {
  width: number;
  height: number;
}

const emuPerPoint = 12_700;
/** A length in EMU, as it scales with the slide. */
const scaled = (emu: number, page: Page) => `${(emu / page.width) * 100}cqw`;

function placeOf({ box }: Shape, page: Page): CSSProperties {
  const turns = [
    box.rotation && `rotate(${box.rotation}deg)`,
    box.flipped.across && "scaleX(-1)",
    box.flipped.down && "scaleY(-1)",
  ].filter((turn) => turn);
  return {
    left: scaled(box.left, page),
    top: scaled(box.top, page),
    // What is as thin as a line is drawn all the same.
    width: `max(1px, ${scaled(box.width, page)})`,
    height: `max(1px, ${scaled(box.height, page)})`,
    ...(turns.length > 0 && { transform: turns.join(" ") }),
  };
}

export function SlideShape({ shape, page }: { shape: Shape; page: Page }) {
  const style = placeOf(shape, page);
  switch (shape.kind) {
    case "picture":
      return <Picture shape={shape} style={style} />;
    case "table":
      return <SlideTable shape={shape} style={style} page={page} />;
    case "chart":
      return (
        <div className="slide-shape" style={style} role="img" aria-label={shape.label || t("slide.chart")}>
          <ChartFigure chart={shape.chart} ratio={shape.box.height / Math.max(1, shape.box.width)} />
        </div>
      );
    case "missing":
      return (
        <div className="slide-shape slide-missing" style={style}>
          {shape.label || t(`slide.missing.${shape.what}`)}
        </div>
      );
    case "shape":
      return <Drawn shape={shape} style={style} page={page} />;
  }
}

type Of<Kind extends Shape["kind"]> = Extract<Shape, { kind: Kind }>;

function Drawn({ shape, style, page }: { shape: Of<"shape">; style: CSSProperties; page: Page }) {
  const { outline, fill, line, text, box } = shape;
  const { across, down } = box.flipped;
  // What is written in a turned shape is turned with it, but never mirrored.
  const upright = across || down ? { transform: `scale(${across ? -1 : 1}, ${down ? -1 : 1})` } : {};
  return (
    <div
      className="slide-shape"
      style={outline.kind === "path" ? style : { ...style, ...edgeOf(shape, page) }}
    >
      {outline.kind === "path" && <Path outline={outline} fill={fill} line={line} page={page} />}
      {text && <Text text={text} page={page} style={upright} />}
    </div>
  );
}

function edgeOf({ outline, fill, line, box }: Of<"shape">, page: Page): CSSProperties {
  const radius = outline.kind === "ellipse" ? "50%" : scaled(Math.min(box.width, box.height) / 6, page);
  return {
    ...(fill && { background: fill }),
    ...(line && { border: `max(1px, ${scaled(line.width, page)}) solid ${line.colour}` }),
    ...(outline.kind !== "rectangle" && { borderRadius: radius }),
  };
}

interface PathProps {
  outline: Extract<Outline, { kind: "path" }>;
  fill: string | undefined;
  line: Line | undefined;
  page: Page;
}

function Path({ outline, fill, line, page }: PathProps) {
  // Only a plain colour fills a path; of a gradient, its first colour does.
  const colour = fill && (/#[\da-f]{6,8}/i.exec(fill)?.[0] ?? "none");
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path
        d={outline.path}
        fill={/Z$/.test(outline.path) ? (colour ?? "none") : "none"}
        stroke={line?.colour ?? "none"}
        vectorEffect="non-scaling-stroke"
        style={{ strokeWidth: line ? `max(1px, ${scaled(line.width, page)})` : 0 }}
      />
    </svg>
  );
}

function Picture({ shape, style }: { shape: Of<"picture">; style: CSSProperties }) {
  const { bytes, type, crop, label } = shape;
  const blob = useMemo(() => new Blob([bytes], { type }), [bytes, type]);
  const [top, right, bottom, left] = crop;
  const [across, down] = [Math.max(0.01, 1 - left - right), Math.max(0.01, 1 - top - bottom)];
  const shown = {
    width: `${100 / across}%`,
    height: `${100 / down}%`,
    left: `${(-100 * left) / across}%`,
    top: `${(-100 * top) / down}%`,
  };
  return (
    <div className="slide-shape slide-picture" style={style}>
      <BlobPicture blob={blob} alt={label} style={shown} fallback={null} />
    </div>
  );
}

function SlideTable({ shape, style, page }: { shape: Of<"table">; style: CSSProperties; page: Page }) {
  const { columns, rows } = shape;
  return (
    <div className="slide-shape" style={{ ...style, height: "auto" }}>
      <table className="slide-table">
        <colgroup>
          {columns.map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a table's columns never move
            <col key={index} style={{ width: scaled(width, page) }} />
          ))}
        </colgroup>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a table's rows never move
            <tr key={index} style={{ height: scaled(row.height, page) }}>
              {row.cells.map((cell, column) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a table's cells never move
                  key={column}
                  rowSpan={cell.rows}
                  colSpan={cell.columns}
                  style={cell.fill ? { background: cell.fill } : undefined}
                >
                  <Text text={cell.text} page={page} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Text({ text, page, style }: { text: TextBody; page: Page; style?: CSSProperties }) {
  const padding = text.insets.map((inset) => scaled(inset, page)).join(" ");
  return (
    <div
      className="slide-text"
      style={{ padding, justifyContent: text.anchor, ...(!text.wraps && { whiteSpace: "pre" }), ...style }}
    >
      {text.paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text's paragraphs never move
        <Lines key={index} paragraph={paragraph} page={page} />
      ))}
    </div>
  );
}

function Lines({ paragraph, page }: { paragraph: Paragraph; page: Page }) {
  const { runs, align, bullet, margin, indent, lineHeight, before } = paragraph;
  const [first] = runs;
  return (
    <p
      dir="auto"
      style={{
        textAlign: align,
        lineHeight,
        marginTop: scaled(before * emuPerPoint, page),
        paddingInlineStart: scaled(Math.max(0, margin), page),
        textIndent: scaled(Math.max(-margin, indent), page),
      }}
    >
      {bullet && (
        <span
          className="slide-bullet"
          style={{ ...(first && looksOf(first, page)), minWidth: scaled(Math.max(0, -indent), page) }}
        >
          {bullet}
        </span>
      )}
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph's runs never move
        <span key={index} style={looksOf(run, page)}>
          {run.text}
        </span>
      ))}
    </p>
  );
}

function looksOf(run: Run, page: Page): CSSProperties {
  const lines = [run.underline && "underline", run.strike && "line-through"].filter((line) => line);
  return {
    fontSize: scaled(run.size * emuPerPoint, page),
    ...(run.bold && { fontWeight: 700 }),
    ...(run.italic && { fontStyle: "italic" }),
    ...(lines.length > 0 && { textDecoration: lines.join(" ") }),
    ...(run.colour && { color: run.colour }),
    ...(run.font && { fontFamily: `"${run.font.replaceAll(/["\\]/g, "")}", var(--font)` }),
  };
}
