/** Marks as pixels. */
import { type Mark, textAscent, textFont, textLine } from "./marks.ts";

/** Draws a mark into a canvas whose pixels are the page's units. */
export function paint(context: OffscreenCanvasRenderingContext2D, mark: Mark): void {
  context.save();
  if (mark.kind === "text") {
    context.fillStyle = mark.colour;
    context.font = `${mark.size}px ${textFont}`;
    const [x, y] = mark.at;
    for (const [index, line] of mark.text.split("\n").entries())
      context.fillText(line, x, y + mark.size * (textAscent + index * textLine));
  } else {
    context.strokeStyle = mark.colour;
    context.globalAlpha = mark.opacity;
    context.lineWidth = mark.width;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    for (const line of mark.lines)
      for (const [index, [x, y]] of line.entries()) {
        if (index === 0) context.moveTo(x, y);
        if (index > 0 || line.length === 1) context.lineTo(x, y);
      }
    context.stroke();
  }
  context.restore();
}

/** How wide a text is when it is written in this size. */
export function textWidth(text: string, size: number): number {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return text.length * size;
  context.font = `${size}px ${textFont}`;
  return Math.max(...text.split("\n").map((line) => context.measureText(line).width));
}
