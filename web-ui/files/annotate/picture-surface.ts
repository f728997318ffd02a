/** A picture to draw on: the marks become part of its pixels. */
import type { Mark } from "./marks.ts";
import { paint } from "./paint.ts";
import type { Surface } from "./surface.ts";

const jpegQuality = 0.92;

/** @param type the media type of the picture; what the browser cannot write becomes a PNG */
export async function openPictureSurface(blob: Blob, type: string): Promise<Surface> {
  const picture = await createImageBitmap(blob); // turned as its camera says
  const { width, height } = picture;
  return {
    pages: [{ width, height }],
    async draw(_page, canvas, shownWidth) {
      const scale = Math.min(1, (shownWidth * devicePixelRatio) / width);
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    },
    async save(marks: readonly Mark[]) {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      if (!context) throw new Error("There is no memory for a picture of this size.");
      context.drawImage(picture, 0, 0);
      for (const mark of marks) paint(context, mark);
      return canvas.convertToBlob({ type, quality: jpegQuality });
    },
    close: () => picture.close(),
  };
}
