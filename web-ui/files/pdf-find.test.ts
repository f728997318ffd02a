import { afterAll, beforeAll, expect, test } from "bun:test";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { type Hit, PdfWords } from "./pdf-find.ts";

/** Nothing to measure letters with. */
const drawing = { document: { createElement: () => ({ getContext: () => null }) } };
beforeAll(() => void Object.assign(globalThis, { window: drawing }));
afterAll(() => void Reflect.deleteProperty(globalThis, "window"));

const run = {
  str: "harbour",
  dir: "ltr",
  transform: [1, 0, 0, 1, 0, 0],
  width: 7,
  height: 1,
  fontName: "f",
  hasEOL: false,
};
const page = {
  getTextContent: async () => ({ items: [run], styles: {} }),
  getViewport: () => ({ transform: [1, 0, 0, 1, 0, 0], width: 100, height: 100 }),
};

test("[MS-10] a page that cannot be read is passed over, and read when one looks again", async () => {
  let broken = true;
  const getPage = async (number: number) => {
    if (number === 2 && broken) throw new Error("it is broken");
    return page;
  };
  const words = new PdfWords({ numPages: 3, getPage } as unknown as PDFDocumentProxy);
  const pages = async () => {
    const hits: Hit[] = [];
    await words.find(
      "harbour",
      (more) => hits.push(...more),
      () => false,
    );
    return hits.map((hit) => hit.page);
  };
  expect(await pages()).toEqual([1, 3]);
  broken = false;
  expect(await pages()).toEqual([1, 2, 3]);
});
