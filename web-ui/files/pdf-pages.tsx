/** The pages of a PDF, drawn as they come into view, with the words that one looks for marked. */
import { IconSearch } from "@tabler/icons-react";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { type CSSProperties, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSeen } from "../parts/use-seen.ts";
import { t } from "../text/index.ts";
import { FindBar } from "./find-bar.tsx";
import { drawPage, openPdf } from "./pdf.ts";
import type { Box, Hit } from "./pdf-find.ts";
import { Unreadable } from "./unreadable.ts";
import { usePdfFind } from "./use-pdf-find.ts";

const width = 760;
const mostPages = 10_000;
const noHits: readonly Hit[] = [];

export default function PdfPages({ blob }: { blob: Blob }) {
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [error, setError] = useState<unknown>();
  const [finding, setFinding] = useState(false);
  const find = usePdfFind(document);
  const field = useRef<HTMLInputElement>(null);
  const pages = useRef<HTMLElement>(null);
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
  useFindKey(document !== undefined, field, () => setFinding(true));
  useEffect(() => {
    if (finding) field.current?.focus();
  }, [finding]);
  const byPage = useMemo(() => Map.groupBy(find.hits, ({ page }) => page), [find.hits]);
  const current = find.hits[find.at];
  const close = () => {
    setFinding(false);
    find.look("");
    pages.current?.focus();
  };
  return (
    <div className="preview-findable">
      {finding ? (
        <FindBar find={find} field={field} onClose={close} />
      ) : (
        document && (
          <button
            type="button"
            className="icon-button find-button"
            aria-label={t("find.open")}
            title={t("find.open")}
            aria-keyshortcuts="Control+F Meta+F"
            onClick={() => setFinding(true)}
          >
            <IconSearch size={18} />
          </button>
        )
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys */}
      <section ref={pages} className="preview-pages" tabIndex={0} aria-label={t("annotate.pages")}>
        <Problem error={error} />
        {document &&
          Array.from({ length: document.numPages }, (_, index) => (
            <Page
              // biome-ignore lint/suspicious/noArrayIndexKey: pages never move
              key={index}
              document={document}
              number={index + 1}
              hits={byPage.get(index + 1) ?? noHits}
              current={current?.page === index + 1 ? current : undefined}
            />
          ))}
      </section>
    </div>
  );
}

/** Ctrl+F or Cmd+F looks in the document; pressed in its field already, it is the browser's. */
function useFindKey(
  active: boolean,
  field: React.RefObject<HTMLInputElement | null>,
  onFind: () => void,
): void {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey);
      if (!isFind || event.shiftKey || event.altKey) return;
      if (window.document.activeElement === field.current) return;
      event.preventDefault();
      onFind();
      field.current?.select();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

interface PageProps {
  document: PDFDocumentProxy;
  number: number;
  hits: readonly Hit[];
  /** The one that is looked at, where it is on this page. */
  current: Hit | undefined;
}

const Page = memo(function Page({ document, number, hits, current }: PageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useSeen(canvas);
  useEffect(() => {
    if (seen && canvas.current) void drawPage(document, number, canvas.current, width);
  }, [document, number, seen]);
  const ratio = hits[0]?.ratio;
  return (
    <div className="preview-paper">
      <canvas
        ref={canvas}
        className="preview-page"
        role="img"
        aria-label={t("file.page", { number })}
        style={ratio ? { aspectRatio: ratio } : undefined} // it is not drawn yet when one goes there
      />
      {hits.map((hit, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was found stays in its order
        <Mark key={index} hit={hit} current={hit === current} />
      ))}
    </div>
  );
});

function Mark({ hit, current }: { hit: Hit; current: boolean }) {
  const first = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (current) first.current?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [current]);
  return hit.boxes.map((box, index) => (
    <mark
      // biome-ignore lint/suspicious/noArrayIndexKey: the boxes of a hit never move
      key={index}
      ref={index === 0 ? first : undefined}
      className={`find-mark ${current ? "current" : ""}`}
      style={placeOf(box)}
      aria-hidden="true"
    />
  ));
}

const placeOf = ({ left, bottom, width: across, height, angle }: Box): CSSProperties => ({
  left: `${left}%`,
  bottom: `${bottom}%`,
  width: `${across}%`,
  height: `${height}%`,
  rotate: `${angle}rad`,
});
