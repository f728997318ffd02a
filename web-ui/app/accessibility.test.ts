/**
 * Every page and all that opens on it, in both themes and in high contrast: nothing that axe objects to, nothing that
 * does not fit where words are longer or run from right to left, nothing that hides what has the focus.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { fillDemo } from "../../scripts/demo-content.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { hiddenFocus } from "../../scripts/peers/focus.ts";
import { layoutFaults } from "../../scripts/peers/layout.ts";
import { openedViews } from "../../scripts/peers/opened-views.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { insideViews, openDesk, pages } from "../../scripts/peers/views.ts";

let box: TestAppliance;
let browser: Browser;
let people: Awaited<ReturnType<typeof fillDemo>>;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  people = await fillDemo(box.url, box.setupCode ?? "");
  const [admin] = people;
  if (admin) await openDesk(box.url, admin);
  browser = await openBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Resolves when no colour is on its way from one theme to the other. */
const colours = async () => {
  const passing = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
};

/** Only what is wrong is told of, and no style sheet is fetched anew. */
const quick: axe.RunOptions = { resultTypes: ["violations"], preload: false };

type Look = readonly [scheme: "light" | "dark", contrast: "no-preference" | "more", options: axe.RunOptions];

/** What the themes change are colours: the rest need not be looked at twice. */
const light: readonly Look[] = [["light", "no-preference", { rules: { "target-size": { enabled: true } } }]];
const standard: readonly Look[] = [...light, ["dark", "no-preference", { runOnly: ["color-contrast"] }]];
const high: readonly Look[] = [
  ["light", "more", { runOnly: ["color-contrast-enhanced"] }],
  ["dark", "more", { runOnly: ["color-contrast-enhanced"] }],
];

/** What is wrong in any of the looks, as `rule: element`; empty when nothing is. */
async function complaints(page: Page, looks: readonly Look[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const [colorScheme, contrast, options] of looks) {
    await page.emulateMedia({ colorScheme, contrast });
    const look = `[data-mantine-color-scheme="${colorScheme}"][data-contrast="${contrast === "more" ? "more" : "auto"}"]`;
    await page.locator(`html${look}`).waitFor({ state: "attached" });
    await page.evaluate(colours);
    const { violations } = await page.evaluate(
      (wanted) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, wanted),
      { ...quick, ...options },
    );
    for (const { id, nodes } of violations)
      for (const { html } of nodes) found.push(`${id}, ${look}: ${html.slice(0, 160)}`);
  }
  return found;
}

describe("[UX-04] accessibility", () => {
  // High contrast changes the same few colours everywhere, and colours are those of any size: where they were looked at
  // once they are not looked at again.
  for (const [what, views, viewport, looks] of [
    ["pages", pages, desktop, [...standard, ...high]],
    ["pages", pages, phone, light],
    ["views inside them", insideViews, desktop, standard],
    ["views inside them", insideViews, phone, light],
    ["things that open", openedViews, desktop, standard],
  ] as const)
    test(`[UX-04] [UX-05] [UX-10] [MS-20] nothing is against any of the ${what}, ${viewport.width} wide, in ${looks.length} looks`, async () => {
      const { page, context } = await visitor(browser, box.url, { viewport });
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      const found: Record<string, string[]> = { "the door": await complaints(page, looks) };
      const [admin] = people;
      if (admin) await signIn(page, admin);
      for (const [name, open] of views) {
        if (viewport === phone && name === "the palette") continue; // a key opens it
        await open(page).catch((error: unknown) => {
          throw new Error(`${name} does not open`, { cause: error });
        });
        found[name] = [
          ...(await hiddenFocus(page)),
          ...(await layoutFaults(page)),
          ...(await complaints(page, looks)),
        ];
      }
      const wrong = Object.entries(found).filter(([, list]) => list.length > 0);
      expect(Object.fromEntries(wrong)).toEqual({});
      await context.close();
    }, 240_000);
});
