/** What was drawn, and the way back and forth. */
import type { Mark } from "./marks.ts";

type Marks = readonly Mark[];

export interface History {
  past: readonly Marks[];
  present: Marks;
  future: readonly Marks[];
}

export const emptyHistory: History = { past: [], present: [], future: [] };

export type Change =
  | { kind: "add"; mark: Mark }
  | { kind: "erase"; ids: ReadonlySet<string> }
  | { kind: "undo" }
  | { kind: "redo" };

const next = ({ past, present }: History, marks: Marks): History => ({
  past: [...past, present],
  present: marks,
  future: [],
});

export function changed(history: History, change: Change): History {
  const { past, present, future } = history;
  switch (change.kind) {
    case "add":
      return next(history, [...present, change.mark]);
    case "erase": {
      const left = present.filter(({ id }) => !change.ids.has(id));
      return left.length === present.length ? history : next(history, left);
    }
    case "undo": {
      const before = past.at(-1);
      return before ? { past: past.slice(0, -1), present: before, future: [present, ...future] } : history;
    }
    case "redo": {
      const [after, ...rest] = future;
      return after ? { past: [...past, present], present: after, future: rest } : history;
    }
  }
}
