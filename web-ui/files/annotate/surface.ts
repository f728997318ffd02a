/** What can be drawn on: a picture is one page, a PDF has many. */
import { fileKind, headOf } from "../file-kind.ts";
import type { Mark, PageSize } from "./marks.ts";
import { openPdfSurface } from "./pdf-surface.ts";
import { openPictureSurface } from "./picture-surface.ts";

export interface Surface {
  pages: readonly PageSize[];
  /** Shows a page without the marks, so many CSS pixels across. */
  draw: (page: number, canvas: HTMLCanvasElement, width: number) => Promise<void>;
  /** The file with the marks in it; the one it was opened from is not touched. */
  save: (marks: readonly Mark[]) => Promise<Blob>;
  close: () => void;
}

/** Throws where the bytes are neither a picture nor a PDF. */
export async function openSurface(blob: Blob): Promise<Surface> {
  const { kind, type } = fileKind(await headOf(blob), "");
  return kind === "pdf" ? openPdfSurface(blob) : openPictureSurface(blob, type);
}
