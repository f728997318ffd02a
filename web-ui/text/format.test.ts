import { expect, test } from "bun:test";
import { formatMessage } from "./format.ts";

test("[UX-05] names are filled in, plurals follow the language", () => {
  expect(formatMessage("Hello {name}, {name}!", { name: "Ada" }, "en")).toBe("Hello Ada, Ada!");
  const text = "{count, plural, =0 {none} one {# reply} other {# replies}} in {space}";
  expect(formatMessage(text, { count: 0, space: "A" }, "en")).toBe("none in A");
  expect(formatMessage(text, { count: 1, space: "A" }, "en")).toBe("1 reply in A");
  expect(formatMessage(text, { count: 1200, space: "A" }, "en")).toBe("1,200 replies in A");
  const arabic = "{count, plural, zero {z} one {o} two {t} few {f} many {m} other {x}}";
  expect([0, 1, 2, 3, 11, 100].map((count) => formatMessage(arabic, { count }, "ar"))).toEqual([
    "z",
    "o",
    "t",
    "f",
    "m",
    "x",
  ]);
});

test("[UX-05] an argument without a value stays visible", () => {
  expect(formatMessage("Hello {name}", {}, "en")).toBe("Hello {name}");
});
