import { expect, test } from "bun:test";
import { commands, type Scope } from "./catalogue.ts";
import { KeySequence, nameOf, printed } from "./keys.ts";
import { pressed } from "./own-keys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("[UX-03] presses have names: modifiers, capitals, named keys", () => {
  expect(nameOf({ ...plain, key: "k", metaKey: true })).toBe("mod+k");
  expect(nameOf({ ...plain, key: "G", shiftKey: true })).toBe("G");
  expect(nameOf({ ...plain, key: "?", shiftKey: true })).toBe("?");
  expect(nameOf({ ...plain, key: "ArrowDown", altKey: true })).toBe("alt+arrowdown");
  expect(nameOf({ ...plain, key: "Escape", shiftKey: true })).toBe("shift+escape");
  const shifted = { ...plain, ctrlKey: true, shiftKey: true };
  expect(nameOf({ ...shifted, key: "(", code: "Digit8" })).toBe("mod+shift+8"); // a German keyboard
  expect(nameOf({ ...plain, ctrlKey: true, key: "и", code: "KeyB" })).toBe("mod+b");
});

test("[UX-03] two keys one after the other are one command, unless the second comes late", () => {
  const sequence = new KeySequence(commands.filter(({ scope }) => scope === "app"));
  expect(sequence.press("g", 0)).toBe("begun");
  expect(sequence.press("h", 500)).toBe("go.home");
  expect(sequence.press("g", 1000)).toBe("begun");
  expect(sequence.press("h", 3000)).toBeUndefined();
  expect(sequence.press("mod+k", 4000)).toBe("app.palette");
  expect(sequence.press("g", 5000)).toBe("begun");
  expect(sequence.press("1", 5100)).toBe("list.filter.unread");
});

test("[UX-03] there are at least sixty shortcuts, and no two commands share one", () => {
  const withKeys = commands.filter(({ keys }) => keys !== "");
  expect(withKeys.length).toBeGreaterThanOrEqual(60);
  for (const scope of ["app", "row", "message", "refused", "composer"] satisfies Scope[]) {
    const keys = withKeys
      .filter((command) => command.scope === scope)
      .map((command) => command.keys as string);
    expect(new Set(keys).size).toBe(keys.length);
    const firsts = new Set(keys.filter((each) => each.includes(" ")).map((each) => each.split(" ")[0]));
    expect(keys.filter((each) => firsts.has(each))).toEqual([]);
    if (scope !== "app") expect(firsts.size).toBe(0); // only the app waits for a second key
  }
});

test("[UX-03] one press means what stands for it where it is heard, with a person's own keys too", () => {
  const press = { ...plain, key: "r" };
  expect(pressed({}, "message", press)).toBe("message.reply");
  expect(pressed({}, "refused", press)).toBe("refused.retry");
  expect(pressed({}, "composer", press)).toBeUndefined();
  expect(pressed({ "message.reply": "z" }, "message", press)).toBeUndefined();
  expect(pressed({ "message.reply": "z" }, "message", { ...plain, key: "z" })).toBe("message.reply");
  expect(pressed({ "composer.send": "" }, "composer", { ...plain, key: "Enter" })).toBeUndefined();
});

test("[UX-03] keys are printed as they stand on the keyboard", () => {
  expect(printed("mod+shift+7", true)).toEqual([["⌘", "⇧", "7"]]);
  expect(printed("g h", false)).toEqual([["g"], ["h"]]);
});
