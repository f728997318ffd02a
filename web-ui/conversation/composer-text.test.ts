import { expect, test } from "bun:test";
import { formats, fromBody, mentionAt, toBody } from "./composer-text.ts";

test("[MS-06] picked names become links to people and back again", () => {
  const mentioned = new Map([
    ["1", "@Maria"],
    ["2", "@Maria Keller"],
    ["all", "@everybody"],
  ]);
  const body = toBody("hello @Maria Keller and @Maria, @everybody", mentioned);
  expect(body).toBe("hello [@Maria Keller](mention:2) and [@Maria](mention:1), [@everybody](mention:all)");
  expect(fromBody(body)).toEqual({
    text: "hello @Maria Keller and @Maria, @everybody",
    mentioned: new Map([
      ["2", "@Maria Keller"],
      ["1", "@Maria"],
      ["all", "@everybody"],
    ]),
  });
});

test("[MS-06] a mention is being typed only after a space and an @", () => {
  expect(mentionAt("hi @Ma", 6)).toBe("Ma");
  expect(mentionAt("@", 1)).toBe("");
  expect(mentionAt("maria@example", 13)).toBeUndefined();
  expect(mentionAt("hi @Ma there", 12)).toBeUndefined();
});

test("[UX-08] formats put marks around the selection, and the same again takes them away", () => {
  const bold = formats["composer.bold"]({ text: "a word here", from: 2, to: 6 });
  expect(bold.text).toBe("a **word** here");
  expect(formats["composer.bold"](bold).text).toBe("a word here");
  expect(formats["composer.numbers"]({ text: "one\ntwo", from: 0, to: 7 }).text).toBe("1. one\n2. two");
  expect(formats["composer.quotation"]({ text: "x\nyes", from: 3, to: 3 }).text).toBe("x\n> yes");
});
