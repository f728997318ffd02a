/** Scrolls a list as a hand does, and measures what an eye would see: frames, long tasks, and what moved by itself. */
import type { Page } from "playwright-core";

export interface Step {
  /** Pixels by which what was looked at moved; the opposite of the wheel's, less at an edge. */
  moved: number;
  /** The most that it went back against the wheel, or on beyond it, from one frame to the next, in pixels. */
  jump: number;
}

/** What the page's own measure says of a stretch of time. */
export interface Frames {
  /** Milliseconds between two frames. */
  p95: number;
  worst: number;
  /** Shares of the frames that came later than a sixtieth and a thirtieth of a second. */
  over16: number;
  over33: number;
  count: number;
  longestTask: number;
  /** Most messages that were in the page at once. */
  rows: number;
}

declare global {
  interface Window {
    eye: { id: string; places: number[]; stop: boolean };
    meter: { frames: number[]; tasks: number[]; rows: number; stop: boolean };
  }
}

const list = "[role=log]";

/** Looks at the message in the middle from now on. */
export const look = (page: Page) =>
  page.evaluate((selector) => {
    const frame = document.querySelector(selector)?.getBoundingClientRect();
    const middle = frame ? frame.top + frame.height / 2 : 0;
    const rows = [...document.querySelectorAll<HTMLElement>(`${selector} article[data-message]`)];
    const distance = (row: HTMLElement) => Math.abs(row.getBoundingClientRect().top - middle);
    const seen = rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
    const eye = { id: seen.dataset.message ?? "", places: [] as number[], stop: false };
    window.eye = eye;
    const watch = () => {
      const row = document.querySelector(`${selector} [data-message="${eye.id}"]`);
      if (row) eye.places.push(row.getBoundingClientRect().top);
      if (!eye.stop) requestAnimationFrame(watch);
    };
    watch();
    return seen.textContent;
  }, list);

/** Where what one looked at was in each frame since. */
export const places = (page: Page) =>
  page.evaluate(() => {
    window.eye.stop = true;
    return window.eye.places;
  });

/** Resolves when nothing is loading and nothing has moved for some frames. */
export const settled = (page: Page) =>
  page.waitForFunction(
    (selector) =>
      new Promise((resolve) => {
        const element = document.querySelector(selector);
        let still = 0;
        let before = Number.NaN;
        const watch = () => {
          const top = element?.scrollTop ?? 0;
          still = top === before && element?.getAttribute("aria-busy") === "false" ? still + 1 : 0;
          before = top;
          if (still < 5) requestAnimationFrame(watch);
          else resolve(true);
        };
        watch();
      }),
    list,
  );

/** One turn of the wheel, in pixels, waited for. */
export async function turn(page: Page, pixels: number): Promise<Step> {
  await look(page);
  await page.mouse.wheel(0, pixels);
  await settled(page);
  const seen = await places(page);
  const moved = (seen.at(-1) ?? 0) - (seen[0] ?? 0);
  const sign = -Math.sign(pixels);
  let jump = 0;
  for (const [index, place] of seen.entries()) {
    const before = seen[index - 1] ?? place;
    jump = Math.max(jump, (before - place) * sign, (place - (seen[0] ?? 0)) * sign - Math.abs(pixels));
  }
  return { moved, jump };
}

export const measure = (page: Page) =>
  page.evaluate(() => {
    const meter = { frames: [] as number[], tasks: [] as number[], rows: 0, stop: false };
    window.meter = meter;
    const observer = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) meter.tasks.push(duration);
    });
    observer.observe({ entryTypes: ["longtask"] });
    let before = performance.now();
    const watch = (now: number) => {
      meter.frames.push(now - before);
      before = now;
      meter.rows = Math.max(meter.rows, document.querySelectorAll("article[data-message]").length);
      if (meter.stop) observer.disconnect();
      else requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
  });

export const measured = (page: Page): Promise<Frames> =>
  page.evaluate(() => {
    const { meter } = window;
    meter.stop = true;
    const frames = meter.frames.slice(1).sort((a, b) => a - b);
    return {
      p95: frames[Math.floor(frames.length * 0.95)] ?? 0,
      worst: frames.at(-1) ?? 0,
      over16: frames.filter((each) => each > 17.5).length / frames.length, // clocks are not that exact
      over33: frames.filter((each) => each > 34).length / frames.length,
      count: frames.length,
      longestTask: Math.max(0, ...meter.tasks),
      rows: meter.rows,
    };
  });
