/**
 * The reader of Office files, alone in a worker: its policy (appliance/platform/static.ts) lets it reach nobody, and
 * the page ends it when it takes too long. It answers in the order in which it is asked.
 */
import { TooMuch } from "../too-much.ts";
import { boundedDocument } from "./document.ts";
import { openPresentation, type Presentation } from "./presentation.ts";
import type { OfficeAnswer, OfficeResult, OfficeTask } from "./tasks.ts";
import { openWorkbook, type Workbook } from "./workbook.ts";
import { wordsOfOffice } from "./written-words.ts";

interface Worker {
  postMessage(answer: OfficeAnswer): void;
  onmessage: ((event: { data: OfficeTask }) => void) | null;
}

const worker = self as unknown as Worker;
let workbook: Workbook | undefined;
let presentation: Presentation | undefined;

/** What the page asks for lies in the file that it has opened. */
function present<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new RangeError("It is not in the file.");
  return part;
}

function done(task: OfficeTask): OfficeResult {
  switch (task.kind) {
    case "words":
      return wordsOfOffice(task.bytes);
    case "document":
      return boundedDocument(task.bytes);
    case "workbook":
      workbook = openWorkbook(task.bytes, task.region);
      return workbook.sheets.map(({ name }) => name);
    case "sheet":
      return present(workbook?.sheets[task.index]).open();
    case "presentation": {
      presentation = openPresentation(task.bytes);
      const { width, height, slides } = presentation;
      return { width, height, slides: slides.map(({ id }) => id) };
    }
    case "slide":
      return present(presentation?.slides[task.index]).open();
  }
}

worker.onmessage = ({ data }) => {
  try {
    worker.postMessage({ result: done(data) });
  } catch (error) {
    worker.postMessage({ failure: error instanceof TooMuch ? "too-much" : "broken" });
  }
};
