import { expect, test } from "bun:test";
import fc from "fast-check";
import { drawingOf, holdsAll } from "./drawing.ts";

const element = { id: "a", version: 1, versionNonce: 2, type: "line" };

test("[GN-07] [SE-05] what is no drawing draws nothing, and what cannot be merged is left out", () => {
  expect(drawingOf({ elements: [element], files: { f: {} } })).toEqual({
    elements: [element],
    files: { f: {} },
  });
  expect(drawingOf({ elements: [element, null, 7, { id: "b" }, { ...element, version: "1" }] })).toEqual({
    elements: [element],
  });
  for (const wrong of [null, undefined, 7, "x", [], {}, { elements: {} }, { files: {} }])
    expect(drawingOf(wrong)).toEqual({ elements: [] });
  fc.assert(fc.property(fc.anything(), (value) => void drawingOf(value)));
});

test("[GN-07] a drawing that lacks an element or a picture of the log does not take its place", () => {
  const drawing = { elements: [element], files: { f: {} } };
  expect(holdsAll(drawing, { elements: ["a"], files: ["f"] })).toBe(true);
  expect(holdsAll(drawing, { elements: [], files: [] })).toBe(true);
  expect(holdsAll(drawing, { elements: ["a", "b"], files: ["f"] })).toBe(false);
  expect(holdsAll(drawing, { elements: ["a"], files: ["f", "g"] })).toBe(false);
  expect(holdsAll({ elements: [element] }, { elements: ["a"], files: ["f"] })).toBe(false);
});
