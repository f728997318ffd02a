/** A presentation: its slides one under the other, each drawn when it comes into view. */
import { useRef } from "react";
import { Problem } from "../../parts/problem.tsx";
import { useSeen } from "../../parts/use-seen.ts";
import { t } from "../../text/index.ts";
import type { OfficeReader } from "./office-reader.ts";
import { SlideShape } from "./slide-shape.tsx";
import { useOfficeFile, useOfficePart } from "./use-office-file.ts";

export default function SlidePages({ blob }: { blob: Blob }) {
  const { result, error, retry } = useOfficeFile(blob, "presentation");
  return (
    <>
      <Problem error={error} {...(retry && { onRetry: retry })} />
      {!result && !error && <p className="secondary">{t("file.opening")}</p>}
      {result && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys
        <section className="preview-pages" tabIndex={0} aria-label={t("slide.slides")}>
          {result.content.slides.map((id, index) => (
            <Page key={id} reader={result.reader} page={result.content} index={index} />
          ))}
        </section>
      )}
    </>
  );
}

interface PageProps {
  reader: OfficeReader;
  /** EMU. */
  page: { width: number; height: number };
  index: number;
}

function Page({ reader, page: { width, height }, index }: PageProps) {
  const page = useRef<HTMLElement>(null);
  const seen = useSeen(page);
  const { result: slide, error } = useOfficePart(reader, "slide", index, seen);
  return (
    <section
      ref={page}
      className="slide"
      aria-label={t("slide.number", { number: index + 1 })}
      data-drawn={slide !== undefined}
      style={{ aspectRatio: `${width} / ${height}`, background: slide?.background }}
    >
      {error !== undefined && <p className="slide-missing">{t("slide.broken")}</p>}
      {slide?.shapes.map((shape, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slide's shapes never move
        <SlideShape key={at} shape={shape} page={{ width, height }} />
      ))}
    </section>
  );
}
