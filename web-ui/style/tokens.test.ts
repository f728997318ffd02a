/** Every colour of the app against what WCAG 2.2 asks of it, in each of the four palettes. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const sheet = readFileSync(join(import.meta.dir, "tokens.css"), "utf8");

/** The tokens of one rule that are colours, `#rrggbb` by name. */
function coloursOf(selector: string): Map<string, string> {
  const start = sheet.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
  const rule = sheet.slice(start, sheet.indexOf("\n}", start));
  const found = rule.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g);
  return new Map([...found].map(([, name = "", colour = ""]) => [name, colour]));
}

/** Relative luminance of `#rrggbb`, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const backgrounds = ["ground", "rail", "surface", "raised", "hover"];
const across = (names: readonly string[], on: readonly string[]) =>
  names.flatMap((name) => on.map((background) => [name, background] as const));

/** Words, and what they stand on. */
const text = [
  ...across(["ink", "ink-2", "ink-3", "ember", "good", "warn", "bad"], backgrounds),
  ...across(["ink", "ink-2", "ember"], ["ember-soft"]),
  ...across(["ink"], ["press"]),
  ...across(["bad"], ["bad-soft"]),
  ...across(["on-ember"], ["ember-fill", "ember-hover", "bad-fill"]),
  ...across(["ground"], ["ink"]), // tips and banners
];

/** Edges and signs by which one finds what can be used. */
const parts = across(["line-strong", "focus", "ember-fill"], backgrounds);
/** Only decoration, except where more contrast is wanted. */
const decoration = across(["line"], backgrounds);

const light = coloursOf(":root");
const dark = new Map([...light, ...coloursOf(':root[data-mantine-color-scheme="dark"]')]);
const more = new Map([...light, ...coloursOf(':root[data-contrast="more"]')]);
const darkMore = new Map([
  ...dark,
  ...more,
  ...coloursOf(':root[data-contrast="more"][data-mantine-color-scheme="dark"]'),
]);

const palettes: [name: string, colours: Map<string, string>, forText: number, partsToo: typeof parts][] = [
  ["light", light, 4.5, parts],
  ["dark", dark, 4.5, parts],
  ["light in high contrast", more, 7, [...parts, ...decoration]],
  ["dark in high contrast", darkMore, 7, [...parts, ...decoration]],
];

describe("[UX-10] colour tokens", () => {
  for (const [name, colours, forText, partsToo] of palettes)
    test(`${name}: text has ${forText}:1, parts have 3:1`, () => {
      const weak = [
        ...text.map((pair) => [...pair, forText] as const),
        ...partsToo.map((pair) => [...pair, 3] as const),
      ].flatMap(([front, back, wanted]) => {
        const ratio = contrast(colours.get(front) ?? "", colours.get(back) ?? "");
        return ratio >= wanted ? [] : [`${front} on ${back}: ${ratio.toFixed(2)} < ${wanted}`];
      });
      expect(weak).toEqual([]);
    });

  test("none is without a pair, and high contrast leaves none as it was", () => {
    const paired = new Set([...text, ...parts, ...decoration].flat());
    expect([...light.keys()].filter((name) => !paired.has(name))).toEqual([]);
    const high = coloursOf(':root[data-contrast="more"]');
    const highDark = coloursOf(':root[data-contrast="more"][data-mantine-color-scheme="dark"]');
    expect([...high.keys()].toSorted()).toEqual([...light.keys()].toSorted());
    expect([...highDark.keys()].toSorted()).toEqual([...light.keys()].toSorted());
  });

  test("the contrast is WCAG's own", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
});
