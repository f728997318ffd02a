/** The pages of a PDF, drawn as they come into view. */
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { t } from "../text/index.ts";
import { openPdf } from "./pdf.ts";

const width = 760;

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
        setDocument(made);
      }, setError);
    return () => void opened?.loadingTask.destroy();
  }, [blob]);
  return (
    <div className="preview-pages">
      <Problem error={error} />
      {document &&
        Array.from({ length: document.numPages }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pages never move
          <Page key={index} document={document} number={index + 1} />
        ))}
    </div>
  );
}

function Page({ document, number }: { document: PDFDocumentProxy; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new IntersectionObserver(async ([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      const page = await document.getPage(number);
      const scale = (width * devicePixelRatio) / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      element.width = viewport.width;
      element.height = viewport.height;
      await page.render({ canvas: element, viewport }).promise;
      element.dataset.drawn = "true";
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [document, number]);
  return <canvas ref={canvas} className="preview-page" role="img" aria-label={t("file.page", { number })} />;
}
