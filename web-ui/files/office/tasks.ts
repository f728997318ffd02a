/**
 * What the page asks the worker that reads Office files (office-worker.ts), and what it answers: one file for each
 * worker, opened first, then its sheets and slides one by one.
 */
import type { Failure } from "../unreadable.ts";
import type { BoundedDocument } from "./document.ts";
import type { Slide } from "./slide.ts";
import type { SheetContent } from "./workbook.ts";

/** What each task takes and gives. */
export interface OfficeTasks {
  /** What is written in a document, spreadsheet or presentation. */
  words: { takes: { bytes: Uint8Array<ArrayBuffer> }; gives: string };
  /** A document whose parts are as large as they say, and no more than can be shown. */
  document: { takes: { bytes: Uint8Array<ArrayBuffer> }; gives: BoundedDocument };
  /** The names of the sheets; `region` is the BCP 47 tag that numbers and dates are written by. */
  workbook: { takes: { bytes: Uint8Array<ArrayBuffer>; region: string }; gives: readonly string[] };
  sheet: { takes: { index: number }; gives: SheetContent };
  /** The size of the slides in EMU, and an id of each. */
  presentation: {
    takes: { bytes: Uint8Array<ArrayBuffer> };
    gives: { width: number; height: number; slides: readonly string[] };
  };
  slide: { takes: { index: number }; gives: Slide };
}

export type TaskKind = keyof OfficeTasks;
export type OfficeTask<Kind extends TaskKind = TaskKind> = {
  [Each in Kind]: { kind: Each } & OfficeTasks[Each]["takes"];
}[Kind];
export type OfficeResult<Kind extends TaskKind = TaskKind> = OfficeTasks[Kind]["gives"];
export type OfficeAnswer = { result: OfficeResult } | { failure: Failure };
