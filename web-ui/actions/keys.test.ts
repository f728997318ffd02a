import { expect, test } from "bun:test";
import { messageActions } from "../conversation/message-actions.tsx";
import { commands, composerKeys, listKeys } from "./catalogue.ts";
import { KeySequence, nameOf, printed } from "./keys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("[UX-03] presses have names: modifiers, capitals, named keys", () => {
  expect(nameOf({ ...plain, key: "k", metaKey: true })).toBe("mod+k");
  expect(nameOf({ ...plain, key: "G", shiftKey: true })).toBe("G");
  expect(nameOf({ ...plain, key: "?", shiftKey: true })).toBe("?");
  expect(nameOf({ ...plain, key: "ArrowDown", altKey: true })).toBe("alt+arrowdown");
  expect(nameOf({ ...plain, key: "Escape", shiftKey: true })).toBe("shift+escape");
});

test("[UX-03] two keys one after the other are one command, unless the second comes late", () => {
  const sequence = new KeySequence(commands);
  expect(sequence.press("g", 0)).toBe("begun");
  expect(sequence.press("h", 500)).toBe("go.home");
  expect(sequence.press("g", 1000)).toBe("begun");
  expect(sequence.press("h", 3000)).toBeUndefined();
  expect(sequence.press("mod+k", 4000)).toBe("app.palette");
  expect(sequence.press("g", 5000)).toBe("begun");
  expect(sequence.press("1", 5100)).toBe("list.filter.unread");
});

test("[UX-03] there are at least sixty shortcuts, and no two commands share one", () => {
  const keys = commands.flatMap(({ keys: each }) => (each === "" ? [] : [each]));
  expect(new Set(keys).size).toBe(keys.length);
  const firsts = new Set(keys.filter((each) => each.includes(" ")).map((each) => each.split(" ")[0]));
  expect(keys.filter((each) => firsts.has(each))).toEqual([]);
  const onMessages = new Set(messageActions.map(({ key }) => key));
  expect(keys.length + onMessages.size + composerKeys.length + listKeys.length).toBeGreaterThanOrEqual(60);
});

test("[UX-03] keys are printed as they stand on the keyboard", () => {
  expect(printed("mod+shift+7", true)).toEqual([["⌘", "⇧", "7"]]);
  expect(printed("g h", false)).toEqual([["g"], ["h"]]);
});
