/** The pages of a PDF, drawn as they come into view. */
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSeen } from "../parts/use-seen.ts";
import { t } from "../text/index.ts";
import { drawPage, openPdf } from "./pdf.ts";
import { Unreadable } from "./unreadable.ts";

const width = 760;
const mostPages = 10_000;

export default function PdfPages({ blob }: { blob: Blob }) {
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let opened: PDFDocumentProxy | undefined;
    blob
      .arrayBuffer()
      .then(openPdf)
      .then((made) => {
        opened = made;
        if (made.numPages > mostPages) setError(new Unreadable("too-much"));
        else setDocument(made);
      }, setError);
    return () => void opened?.loadingTask.destroy();
  }, [blob]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys
    <section className="preview-pages" tabIndex={0} aria-label={t("annotate.pages")}>
      <Problem error={error} />
      {document &&
        Array.from({ length: document.numPages }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pages never move
          <Page key={index} document={document} number={index + 1} />
        ))}
    </section>
  );
}

function Page({ document, number }: { document: PDFDocumentProxy; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useSeen(canvas);
  useEffect(() => {
    if (seen && canvas.current) void drawPage(document, number, canvas.current, width);
  }, [document, number, seen]);
  return <canvas ref={canvas} className="preview-page" role="img" aria-label={t("file.page", { number })} />;
}
