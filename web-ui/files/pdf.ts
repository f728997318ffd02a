/** pdf.js, with its worker from our own files. */

import type { PDFDocumentProxy } from "pdfjs-dist";
import * as pdf from "pdfjs-dist";

pdf.GlobalWorkerOptions.workerSrc = "/assets/pdf.worker.min.mjs";

export const openPdf = (data: ArrayBuffer) =>
  pdf.getDocument({ data, enableXfa: false, useWasm: false, useSystemFonts: true }).promise;

/** Draws a page into a canvas of so many CSS pixels across, and marks it as drawn. */
export async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  canvas: HTMLCanvasElement,
  width: number,
): Promise<void> {
  const page = await document.getPage(number);
  const scale = (width * devicePixelRatio) / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  try {
    await page.render({ canvas, viewport }).promise;
  } catch (error) {
    if (error instanceof pdf.RenderingCancelledException) return; // it was closed meanwhile
    throw error;
  }
  canvas.dataset.drawn = "true";
}
