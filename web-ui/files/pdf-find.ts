/** Finds words in a PDF, page after page, and says where on each page they stand. */
import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { findOn, type PageText, pageText, type Stretch, type TextRun } from "./pdf-text.ts";

/** Of hits in one document: who has more looks for something else. */
export const mostHits = 1000;

/** In hundredths of the page, and an angle in radians around the lower left corner. */
export interface Box {
  left: number;
  bottom: number;
  width: number;
  height: number;
  angle: number;
}

export interface Hit {
  /** The first page is 1. */
  page: number;
  /** Width by height of the page. */
  ratio: number;
  boxes: Box[];
}

interface ReadPage {
  text: PageText;
  runs: readonly TextRun[];
  families: Readonly<Record<string, { fontFamily: string }>>;
  /** From the page's units to those of its picture, and the size of that. */
  view: { transform: readonly number[]; width: number; height: number };
}

export class PdfWords {
  readonly #document: PDFDocumentProxy;
  readonly #pages = new Map<number, Promise<ReadPage>>();
  readonly #pen = window.document.createElement("canvas").getContext("2d");

  constructor(document: PDFDocumentProxy) {
    this.#document = document;
  }

  /** Tells of the hits of each page that has some; ends early when `stopped`. */
  async find(words: string, onFound: (hits: readonly Hit[]) => void, stopped: () => boolean): Promise<void> {
    let left = mostHits;
    for (let number = 1; number <= this.#document.numPages && left > 0; number++) {
      const page = await this.#read(number).catch(() => undefined); // one that cannot be read has no words
      if (stopped()) return;
      if (!page) continue;
      const found = findOn(page.text, words, left);
      left -= found.length;
      if (found.length > 0) onFound(found.map((stretches) => this.#hitOf(number, page, stretches)));
    }
  }

  #read(number: number): Promise<ReadPage> {
    const known = this.#pages.get(number);
    if (known) return known;
    const read = this.#document.getPage(number).then(readPage);
    this.#pages.set(number, read);
    read.catch(() => this.#pages.delete(number)); // it may be read another time
    return read;
  }

  #hitOf(page: number, { runs, families, view }: ReadPage, stretches: readonly Stretch[]): Hit {
    const boxes = stretches.flatMap((stretch) => {
      const run = runs[stretch.run];
      return run ? [this.#boxOf(run, stretch, families[run.fontName]?.fontFamily ?? "sans-serif", view)] : [];
    });
    return { page, ratio: view.width / view.height, boxes };
  }

  #boxOf(run: TextRun, { from, to }: Stretch, family: string, view: ReadPage["view"]): Box {
    const [start, end] = this.#part(run, from, to, family);
    const [a, b, c, d, e, f] = multiply(view.transform, run.transform);
    const scale = Math.hypot(view.transform[0] ?? 1, view.transform[1] ?? 0);
    const angle = Math.atan2(b, a);
    const ahead = start * run.width * scale;
    return {
      left: ((e + Math.cos(angle) * ahead) / view.width) * 100,
      bottom: 100 - ((f + Math.sin(angle) * ahead) / view.height) * 100,
      width: (((end - start) * run.width * scale) / view.width) * 100,
      height: (Math.hypot(c, d) / view.height) * 100,
      angle,
    };
  }

  /** Shares of the run's width, by letters of a font like its own. */
  #part({ str, dir }: TextRun, from: number, to: number, family: string): [number, number] {
    const pen = this.#pen;
    if (pen) pen.font = `32px ${family}`;
    const widthOf = (text: string) => pen?.measureText(text).width ?? text.length;
    const whole = widthOf(str) || 1;
    const [start, end] = [widthOf(str.slice(0, from)) / whole, widthOf(str.slice(0, to)) / whole];
    return dir === "rtl" ? [1 - end, 1 - start] : [start, end];
  }
}

async function readPage(page: PDFPageProxy): Promise<ReadPage> {
  const { items, styles } = await page.getTextContent();
  const runs = items.filter((item) => "str" in item);
  return { text: pageText(runs), runs, families: styles, view: page.getViewport({ scale: 1 }) };
}

/** Of two PDF matrices. */
function multiply(one: readonly number[], other: readonly number[]) {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = one;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = other;
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ] as const;
}
