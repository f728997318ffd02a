/** Where the drawing library finds its fonts and style sheet: it looks here while it is being loaded. */
export const drawingAssets = "/assets/excalidraw/";

export function loadCanvas() {
  Object.assign(globalThis, { EXCALIDRAW_ASSET_PATH: drawingAssets });
  return import("./canvas.tsx");
}
