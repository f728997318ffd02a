/** What a page itself measures of how it feels: what moved by itself, when the largest part stood, how soon it answered. */
import type { BrowserContext, Page } from "playwright-core";

export interface Vitals {
  /** Sum of what moved without anybody's doing, as a share of the screen. */
  layoutShift: number;
  /** Milliseconds from the navigation to the largest part of the screen. */
  largestPaint: number;
  /** Milliseconds from each click or key to the next paint, those of 16 ms and more. */
  interactions: number[];
}

declare global {
  interface Window {
    vitals: Vitals;
  }
}

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

/** Every page of the context measures itself from its beginning. */
export const measureVitals = (context: BrowserContext) =>
  context.addInitScript(() => {
    const vitals: Vitals = { layoutShift: 0, largestPaint: 0, interactions: [] };
    window.vitals = vitals;
    const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry);
      }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
    observe("layout-shift", (entry) => {
      const { value, hadRecentInput } = entry as Shift;
      if (!hadRecentInput) vitals.layoutShift += value;
    });
    observe("largest-contentful-paint", ({ startTime }) => {
      vitals.largestPaint = startTime;
    });
    observe("event", (entry) => {
      if ((entry as PerformanceEventTiming & { interactionId: number }).interactionId > 0)
        vitals.interactions.push(entry.duration);
    });
  });

/** After two more frames, in which what was drawn last is counted. */
export const vitalsOf = (page: Page): Promise<Vitals> =>
  page.evaluate(
    () =>
      new Promise<Vitals>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.vitals))),
      ),
  );

/** In every page of the context: marks when the list of spaces stands. */
export const markUsable = (context: BrowserContext) =>
  context.addInitScript(() => {
    const look = () =>
      document.querySelector(".space-row") ? performance.mark("hearth.usable") : requestAnimationFrame(look);
    requestAnimationFrame(look);
  });

/** Milliseconds from the navigation until then, as the page measures it. */
export async function usableAfter(page: Page): Promise<number> {
  await page.goto("/");
  await page.locator(".space-row").first().waitFor();
  return page.evaluate(() => performance.getEntriesByName("hearth.usable")[0]?.startTime ?? Number.NaN);
}
