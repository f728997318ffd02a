import { describe, expect, test } from "bun:test";
import { findOn, pageText, type TextRun } from "./pdf-text.ts";

const run = (str: string, hasEOL = false): TextRun => ({
  str,
  hasEOL,
  dir: "ltr",
  transform: [1, 0, 0, 1, 0, 0],
  width: str.length,
  height: 1,
  fontName: "f",
});
const find = (runs: TextRun[], words: string) =>
  findOn(pageText(runs), words, 100).map((stretches) =>
    stretches.map(({ run: index, from, to }) => runs[index]?.str.slice(from, to)).join("|"),
  );

describe("[MS-10] words on a page", () => {
  test.each<[string, TextRun[], string, string[]]>([
    ["in any case, with accents or without", [run("Straße, CAFÉ, cafe")], "Café", ["CAFÉ", "cafe"]],
    ["over several runs", [run("Har"), run("bour mas"), run("ter")], "harbour master", ["Har|bour mas|ter"]],
    [
      "over the end of a line",
      [run("the harbour", true), run("master")],
      "harbour master",
      ["harbour|master"],
    ],
    ["divided at the end of a line", [run("infor-", true), run("mation")], "information", ["infor|mation"]],
    ["with more space than is asked for", [run("two   words")], "two words", ["two   words"]],
    ["that are written with ligatures", [run("oﬃce")], "office", ["oﬃce"]],
    ["of letters beyond the basic plane", [run("a 𝐀𝐁 b")], "ab", ["𝐀𝐁"]],
    ["never where nothing is asked for", [run("text")], "  ", []],
    ["never with signs of patterns", [run("a+b .*")], ".*", [".*"]],
  ])("are found %s", (_, runs, words, found) => {
    expect(find(runs, words)).toEqual(found);
  });

  test("are no more than are wanted, and anything can be searched for in anything", () => {
    expect(findOn(pageText([run("a".repeat(500))]), "a", 20)).toHaveLength(20);
    for (const text of ["\u0000\uD800", "\u0301\u0301", "-", " ", "İ"])
      for (const other of ["\u0000\uD800", "\u0301", "-", "i"])
        expect(find([run(text, true), run(other)], other).length).toBeGreaterThanOrEqual(0);
  });
});
