/** How the app looks, chosen in the settings, in real browsers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");

let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let other: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const space = await api.createSpace("Harbour", []);
  for (const text of ["first", "second"]) await api.send(space, await api.keyOf(space), text);
  browser = await openBrowser();
  [one, other] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await signIn(one.page, maria);
  await signIn(other.page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Chooses it, and waits for nothing: a page that is left at once has chosen all the same. */
const choose = async (page: Page, look: string, value: string) => {
  await page.goto("/settings");
  await page.getByRole("radiogroup", { name: look }).getByText(value, { exact: true }).click();
};

const looks = (page: Page, attributes: string) =>
  page.locator(`html${attributes}`).waitFor({ state: "attached" });

const heightOf = async (page: Page, selector: string) =>
  (await page.locator(selector).first().boundingBox())?.height ?? 0;

/** The heights of what stands in lists: spaces, messages, settings, a table of administration. */
async function heights(page: Page): Promise<Record<string, number>> {
  await page.goto("/");
  await openSpace(page, "Harbour");
  await page.getByText("second").waitFor();
  const space = await heightOf(page, ".space-row");
  const message = await heightOf(page, ".message.first");
  await page.goto("/settings");
  await page.getByText("Where you are signed in").waitFor();
  const line = await heightOf(page, ".line-item");
  await page.goto("/admin/people");
  await page.getByText("maria@northwind.example").waitFor();
  return { space, message, line, row: await heightOf(page, ".table tbody tr") };
}

describe("appearance", () => {
  test("[UX-10] theme, contrast and density are the person's on all their clients, and stay", async () => {
    await choose(one.page, "Theme", "Dark");
    await looks(other.page, '[data-mantine-color-scheme="dark"]');
    await choose(one.page, "Contrast", "High");
    await looks(other.page, '[data-contrast="more"]');
    await choose(one.page, "Density", "Compact");
    await looks(other.page, '[data-density="compact"]');
    await other.page.goto("/admin/people");
    await looks(
      other.page,
      '[data-mantine-color-scheme="dark"][data-contrast="more"][data-density="compact"]',
    );
    expect(await other.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(0, 0, 0)",
    );
    await choose(other.page, "Theme", "System");
    await looks(one.page, '[data-mantine-color-scheme="light"]');
  }, 60_000);

  test("[UX-10] in high contrast a button's words stand out, in the dark too", async () => {
    const { page } = one;
    await choose(page, "Theme", "Dark");
    await choose(page, "Contrast", "High");
    await page.goto("/admin/people");
    const button = page.getByRole("button", { name: "Invite a person" });
    await looks(page, '[data-mantine-color-scheme="dark"][data-contrast="more"]');
    const colours = await button.evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      return { color, backgroundColor };
    });
    expect(colours).toEqual({ color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 171, 140)" });
    await choose(page, "Theme", "System");
  }, 30_000);

  test("[UX-10] high contrast follows the system, unless the person chose the standard", async () => {
    const { page } = one;
    await choose(page, "Contrast", "System");
    await looks(page, '[data-contrast="auto"]');
    await page.emulateMedia({ contrast: "more" });
    await looks(page, '[data-contrast="more"]');
    await choose(page, "Contrast", "Standard");
    await looks(page, '[data-contrast="standard"]');
    await page.emulateMedia({ contrast: "no-preference" });
  }, 30_000);

  test("[UX-10] compact is denser: the list of spaces, messages, lists and tables", async () => {
    const { page } = other;
    await choose(page, "Density", "Comfortable");
    await looks(page, '[data-density="comfortable"]');
    const comfortable = await heights(page);
    await choose(page, "Density", "Compact");
    await looks(page, '[data-density="compact"]');
    const compact = await heights(page);
    for (const [name, height] of Object.entries(comfortable))
      expect([name, (compact[name] ?? 0) < height * 0.85]).toEqual([name, true]);
  }, 60_000);

  test("[UX-10] with reduced motion nothing moves, whether the system or the person wants it", async () => {
    const { page } = one;
    const moving = () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll("*")];
        return all.flatMap((element) =>
          [undefined, "::before", "::after"].flatMap((part) => {
            const { transitionProperty, transitionDuration, animationName } = getComputedStyle(element, part);
            const still = transitionProperty === "none" || /^0s(, 0s)*$/.test(transitionDuration);
            return still && animationName === "none" ? [] : [`${element.className}${part ?? ""}`];
          }),
        );
      });
    await page.goto("/");
    await openSpace(page, "Harbour");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    expect((await moving()).length).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await moving()).toEqual([]);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await choose(page, "Motion", "Reduced");
    await looks(page, '[data-motion="reduced"]');
    await page.goto("/");
    await openSpace(page, "Harbour");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    expect(await moving()).toEqual([]);
  }, 60_000);
});
