/** A Word document, laid out in a shadow tree: its styles reach nothing else, and no style element is made. */
import { renderAsync } from "docx-preview";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Problem } from "../parts/problem.tsx";
import { ChartFrame } from "./office/chart-frame.tsx";
import { chartMark, type FramedChart } from "./office/framed-chart.ts";
import { askOnce } from "./office/office-reader.ts";
import { Unreadable } from "./unreadable.ts";

export default function WordPages({ blob }: { blob: Blob }) {
  const host = useRef<HTMLDivElement>(null);
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const [charts, setCharts] = useState<readonly PlacedChart[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt lays it out anew
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const pages = document.createElement("div");
    const styles = document.createElement("div");
    const options = {
      inWrapper: true,
      useBase64URL: true,
      renderHeaders: true,
      ignoreFonts: true,
      renderAltChunks: false, // HTML of its own in a frame
    };
    let stopped = false;
    const show = async () => {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      if (stopped) return;
      const read = await askOnce({ kind: "document", bytes });
      if (stopped) return;
      await renderAsync(read.file, pages, styles, options);
      if (stopped) return;
      // The page's policy allows no style elements of others; sheets that are made of their text it does.
      root.adoptedStyleSheets = [...styles.querySelectorAll("style")].map((style) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style.textContent);
        return sheet;
      });
      setCharts(placesFor(read.charts, pages));
      root.replaceChildren(pages);
      element.dataset.drawn = "true";
    };
    setError(undefined);
    setCharts([]);
    show().catch((failure: unknown) => stopped || setError(failure));
    return () => {
      stopped = true;
    };
  }, [blob, attempt]);
  return (
    <>
      <Problem
        error={error}
        {...(Unreadable.mayPass(error) && { onRetry: () => setAttempt((count) => count + 1) })}
      />
      <div ref={host} className="preview-pages" />
      {charts.map(({ framed, place }, index) =>
        createPortal(<ChartFrame framed={framed} />, place, String(index)),
      )}
    </>
  );
}

interface PlacedChart {
  framed: FramedChart;
  place: Element;
}

/** Elements in the places of the marks that stand for charts, each chart once. */
function placesFor(charts: readonly FramedChart[], pages: Node): PlacedChart[] {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(pages, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  const left = new Map(charts.entries());
  return texts.flatMap((text) => {
    const number = Number(chartMark.exec(text.data)?.[1] ?? Number.NaN);
    const framed = left.get(number);
    if (!framed) return [];
    left.delete(number);
    const place = document.createElement("span");
    text.replaceWith(place);
    return [{ framed, place }];
  });
}
