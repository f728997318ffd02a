import { expect, test } from "bun:test";
import { changed, emptyHistory, type History } from "./history.ts";
import { between, boundsOf, linesOf, type Mark, type Point, touches } from "./marks.ts";

const mark = (id: string, line: readonly Point[] = [[0, 0]]): Mark => ({
  id,
  page: 0,
  colour: "#000000",
  kind: "lines",
  lines: [line],
  width: 2,
  opacity: 1,
});
const ids = ({ present }: History) => present.map(({ id }) => id).join("");

test("[GN-08] what is drawn can be taken back and brought again; a new stroke ends the way forward", () => {
  let history = emptyHistory;
  for (const id of ["a", "b", "c"]) history = changed(history, { kind: "add", mark: mark(id) });
  history = changed(history, { kind: "erase", ids: new Set(["b"]) });
  expect(ids(history)).toBe("ac");
  history = changed(changed(history, { kind: "undo" }), { kind: "undo" });
  expect(ids(history)).toBe("ab");
  history = changed(history, { kind: "redo" });
  expect(ids(history)).toBe("abc");
  history = changed(history, { kind: "add", mark: mark("d") });
  expect(changed(history, { kind: "redo" })).toBe(history);
  expect(changed(emptyHistory, { kind: "undo" })).toBe(emptyHistory);
  expect(changed(history, { kind: "erase", ids: new Set(["x"]) })).toBe(history);
});

test("[GN-08] tools make lines of the places they are led over", () => {
  const led: Point[] = [
    [0, 0],
    [5, 9],
    [10, 0],
  ];
  expect(linesOf("pen", led, 1)).toEqual([led]);
  expect(linesOf("line", led, 1)).toEqual([[[0, 0], [10, 0]]]); // biome-ignore format: one line says it
  expect(linesOf("rectangle", [[0, 0], [4, 3]], 1)[0]).toEqual([[0, 0], [4, 0], [4, 3], [0, 3], [0, 0]]); // biome-ignore format: one line says it
  const [shaft, head] = linesOf("arrow", led, 1);
  expect(shaft).toEqual([[0, 0], [10, 0]]); // biome-ignore format: one line says it
  expect(head?.[1]).toEqual([10, 0]);
  expect(linesOf("arrow", [], 1)).toEqual([]);
});

test("[GN-08] an eraser takes what it touches and nothing beside it", () => {
  const line = mark("a", [[0, 0], [100, 0]]); // biome-ignore format: one line says it
  expect(touches(line, [50, 3], 3)).toBe(true);
  expect(touches(line, [50, 5], 3)).toBe(false);
  expect(touches(mark("dot", [[5, 5]]), [6, 6], 1)).toBe(true);
  const text: Mark = {
    id: "t",
    page: 0,
    colour: "#000000",
    kind: "text",
    text: "Hello\nyou",
    size: 10,
    at: [0, 0],
  };
  expect(touches(text, [10, 20], 0)).toBe(true);
  expect(touches(text, [10, 40], 0)).toBe(false);
  expect(boundsOf([[[1, 2], [5, 3]]], 2)).toEqual([-1, 0, 7, 5]); // biome-ignore format: one line says it
  expect(between([0, 0], [10, 0], 4)).toHaveLength(3);
  expect(between([1, 1], [1, 1], 4)).toEqual([[1, 1]]);
});
