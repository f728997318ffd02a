/** A presentation: its slides one under the other, each drawn when it comes into view. */
import { useMemo, useRef } from "react";
import { Problem } from "../../parts/problem.tsx";
import { useSeen } from "../../parts/use-seen.ts";
import { t } from "../../text/index.ts";
import { openPresentation, type Presentation } from "./presentation.ts";
import type { Slide } from "./slide.ts";
import { SlideShape } from "./slide-shape.tsx";
import { useOfficeFile } from "./use-office-file.ts";

export default function SlidePages({ blob }: { blob: Blob }) {
  const { file, error } = useOfficeFile(blob, openPresentation);
  return (
    <>
      <Problem error={error} />
      {file && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus to be scrolled with keys
        <section className="preview-pages" tabIndex={0} aria-label={t("slide.slides")}>
          {file.slides.map(({ id, open }, index) => (
            <Page key={id} presentation={file} open={open} number={index + 1} />
          ))}
        </section>
      )}
    </>
  );
}

interface PageProps {
  presentation: Presentation;
  open: () => Slide;
  number: number;
}

function Page({ presentation: { width, height }, open, number }: PageProps) {
  const page = useRef<HTMLElement>(null);
  const seen = useSeen(page);
  const { slide, failed } = useMemo(() => {
    if (!seen) return {};
    try {
      return { slide: open() };
    } catch {
      return { failed: true };
    }
  }, [seen, open]);
  return (
    <section
      ref={page}
      className="slide"
      aria-label={t("slide.number", { number })}
      data-drawn={slide !== undefined}
      style={{ aspectRatio: `${width} / ${height}`, background: slide?.background }}
    >
      {failed && <p className="slide-missing">{t("slide.broken")}</p>}
      {slide?.shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slide's shapes never move
        <SlideShape key={index} shape={shape} page={{ width, height }} />
      ))}
    </section>
  );
}
