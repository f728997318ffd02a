/** pdf.js, with its worker from our own files. */
import * as pdf from "pdfjs-dist";

pdf.GlobalWorkerOptions.workerSrc = "/assets/pdf.worker.min.mjs";

export const openPdf = (data: ArrayBuffer) =>
  pdf.getDocument({ data, enableXfa: false, useWasm: false, useSystemFonts: true }).promise;
