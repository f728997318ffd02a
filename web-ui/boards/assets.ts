/** Where the drawing library finds its fonts and style sheet. */
export const drawingAssets = "/assets/excalidraw/";
