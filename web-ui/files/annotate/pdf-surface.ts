/**
 * A PDF to draw on. The marks are added as annotations of the standard (ISO 32000-1 §12.5.6: ink, free text,
 * stamp), in an update that is appended to the file (§7.5.6): every byte of the original stays, its text too.
 */
import { AnnotationEditorType, type PageViewport } from "pdfjs-dist";
import { drawPage, openPdf } from "../pdf.ts";
import { boundsOf, type Mark, type Point, textLine } from "./marks.ts";
import { paint, textWidth } from "./paint.ts";
import type { Surface } from "./surface.ts";

/** The names under which the library takes what is new. */
const editorPrefix = "pdfjs_internal_editor_";
/** What its built-in font can write; other words are drawn as a picture. */
const writable = /^[\n\x20-\x7e\xa1-\xff]*$/;
const stampScale = 3;

export async function openPdfSurface(blob: Blob): Promise<Surface> {
  const document = await openPdf(await blob.arrayBuffer());
  const viewports = await Promise.all(
    Array.from({ length: document.numPages }, async (_, index) =>
      (await document.getPage(index + 1)).getViewport({ scale: 1 }),
    ),
  );
  return {
    pages: viewports.map(({ width, height }) => ({ width, height })),
    draw: (page, canvas, width) => drawPage(document, page + 1, canvas, width),
    async save(marks) {
      const storage = document.annotationStorage;
      const keys = marks.map(({ id }) => editorPrefix + id);
      for (const mark of marks) {
        const viewport = viewports[mark.page];
        if (viewport) storage.setValue(editorPrefix + mark.id, annotationOf(mark, viewport));
      }
      try {
        return new Blob([new Uint8Array(await document.saveDocument())], { type: "application/pdf" });
      } finally {
        for (const key of keys) storage.remove(key);
      }
    },
    close: () => void document.loadingTask.destroy(),
  };
}

const rgb = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** From the page as it is shown to the PDF's own coordinates. */
const place = (viewport: PageViewport, [x, y]: Point): [number, number] => {
  const [across = 0, up = 0] = viewport.convertToPdfPoint(x, y) as number[];
  return [across, up];
};

/** Left, bottom, right, top. */
function rectangle(
  viewport: PageViewport,
  [left, top, right, bottom]: readonly [number, number, number, number],
) {
  const [[ax, ay], [bx, by]] = [place(viewport, [left, top]), place(viewport, [right, bottom])];
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

function annotationOf(mark: Mark, viewport: PageViewport) {
  const common = { pageIndex: mark.page, rotation: viewport.rotation, color: rgb(mark.colour), opacity: 1 };
  if (mark.kind === "text") return { ...common, ...textOf(mark, viewport) };
  const lines = mark.lines.map((line) => line.map((point) => place(viewport, point)));
  return {
    ...common,
    annotationType: AnnotationEditorType.INK,
    rect: rectangle(viewport, boundsOf(mark.lines, mark.width)),
    thickness: mark.width,
    opacity: mark.opacity,
    paths: {
      // Six numbers a point: four of a curve's, which straight lines leave out, and where it ends.
      lines: lines.map((line) => line.flatMap((point) => [NaN, NaN, NaN, NaN, ...point])),
      points: lines.map((line) => line.flat()),
    },
  };
}

function textOf(mark: Extract<Mark, { kind: "text" }>, viewport: PageViewport) {
  const { text, size, at } = mark;
  const [width, height] = [textWidth(text, size) * 1.05, text.split("\n").length * size * textLine];
  const rect = rectangle(viewport, [at[0], at[1], at[0] + width, at[1] + height]);
  if (writable.test(text))
    return { annotationType: AnnotationEditorType.FREETEXT, rect, fontSize: size, value: text };
  const canvas = new OffscreenCanvas(Math.ceil(width * stampScale), Math.ceil(height * stampScale));
  const context = canvas.getContext("2d");
  context?.scale(stampScale, stampScale);
  if (context) paint(context, { ...mark, at: [0, 0] });
  const bitmap = canvas.transferToImageBitmap();
  return { annotationType: AnnotationEditorType.STAMP, rect, bitmapId: mark.id, bitmap };
}
