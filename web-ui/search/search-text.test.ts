import { expect, test } from "bun:test";
import { parseQuery, wrongOperators } from "./query.ts";
import { plain, snippet } from "./snippet.ts";
import { askedForms, blindAll, tokensOf, wordsOf } from "./tokens.ts";

const key = () =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) as Promise<CryptoKey>;

test("[MS-05] operators are taken out of the words, wrong ones stay words", () => {
  expect(parseQuery('budget from:maria in:"Product launch" has:file before:2026-03-12 q4')).toEqual({
    words: "budget q4",
    from: "maria",
    in: "Product launch",
    files: true,
    before: new Date("2026-03-12T00:00").getTime(),
  });
  expect(parseQuery("has:cheese before:soon")).toEqual({ words: "has:cheese before:soon" });
  expect(parseQuery("")).toEqual({ words: "" });
});

test("[MS-05] what an operator does not take is known by its name and value", () => {
  expect(
    wrongOperators("budget before: After:31.12.2026 has:cheese from: in:launch before:2026-03-12"),
  ).toEqual([
    { operator: "before", value: "" },
    { operator: "after", value: "31.12.2026" },
    { operator: "has", value: "cheese" },
    { operator: "from", value: "" },
  ]);
  expect(wrongOperators('before:2026-02-31 before:"2026-13-01" in:""').map(({ value }) => value)).toEqual([
    "2026-02-31",
    "2026-13-01",
    "",
  ]);
  expect(
    wrongOperators('from:maria has:FILE in:"Product launch" after:2024-02-29 see:this 12:30 https:'),
  ).toEqual([]);
});

test("[MS-05] words are folded: case, accents, width", () => {
  expect(wordsOf("Über-Straße, ＦＵＬＬ wide; naïve naive")).toEqual([
    "uber",
    "straße",
    "full",
    "wide",
    "naive",
  ]);
});

test("[MS-05] what is typed finds what was indexed: whole words, beginnings, never the middle", async () => {
  const index = await key();
  const found = async (text: string, asked: string) => {
    const tokens = new Set(await tokensOf(index, text));
    return (await blindAll(index, askedForms(asked))).every((token) => tokens.has(token));
  };
  const text = "Quarterly budget for Zürich";
  for (const asked of ["bud", "budget", "QUARTERLY b", "zuri", "quarterly zurich", "budget "])
    expect([asked, await found(text, asked)]).toEqual([asked, true]);
  for (const asked of ["udget", "budgets ", "bud ", "zurich bern"])
    expect([asked, await found(text, asked)]).toEqual([asked, false]);
});

test("[MS-05] a table of thousands of numbers has as many tokens as a message may carry, with every whole word", async () => {
  const index = await key();
  const numbers = Array.from({ length: 3900 }, (_, row) => String(1_000_000_007 * (row + 3)));
  const tokens = await tokensOf(index, ["the caption", ...numbers].join("\n"));
  expect(tokens).toHaveLength(20_000);
  const found = new Set(tokens);
  for (const asked of ["capt", "caption ", `${numbers[0]} `, `${numbers.at(-1)} `])
    expect([asked, (await blindAll(index, askedForms(asked))).every((token) => found.has(token))]).toEqual([
      asked,
      true,
    ]);
});

test("[MS-05] tokens of another space's key have nothing in common", async () => {
  const [one, other] = [
    await tokensOf(await key(), "secret word"),
    await tokensOf(await key(), "secret word"),
  ];
  expect(one.filter((token) => other.includes(token))).toEqual([]);
  expect(one.every((token) => /^[0-9a-f]{24}$/.test(token))).toBe(true);
});

test("[MS-05] a snippet shows the first hit with what stands before it, and marks every hit", () => {
  const written = `${"lead ".repeat(40)}the **budget** for [@Ann](mention:1)'s budgets`;
  const pieces = snippet(plain(written), ["budg"]);
  const text = pieces.map((piece) => piece.text).join("");
  expect(text.startsWith("…")).toBe(true);
  expect(text.endsWith("the budget for @Ann's budgets")).toBe(true);
  expect(pieces.filter(({ hit }) => hit).map((piece) => piece.text)).toEqual(["budget", "budgets"]);
});

test("[MS-05] marks of markdown go from a found text, and nothing else; a file keeps its name", () => {
  expect(plain("## Plan\n> said *who*\n_done_ in `q4_plan` for #42")).toBe(
    "Plan said who done in q4_plan for #42",
  );
  const name = "q4_plan <final> #2.pdf";
  expect(
    snippet(name, ["plan"])
      .map(({ text }) => text)
      .join(""),
  ).toBe(name);
});
