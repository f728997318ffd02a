/** The drawing library is large: it is loaded when somebody opens a board. */
import { drawingAssets } from "./assets.ts";

export function loadCanvas() {
  Object.assign(globalThis, { EXCALIDRAW_ASSET_PATH: drawingAssets }); // it looks there while it is being loaded
  return import("./canvas.tsx");
}
