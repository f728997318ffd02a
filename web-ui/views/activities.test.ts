/** The six activities of a space: each is one click away, at both sizes, and one comes back to where one read. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { fillSpace } from "../../scripts/peers/long-space.ts";
import { settled } from "../../scripts/peers/scrolling.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  const client = new AppClient(box.url);
  const me = await client.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await client.admit(jonas);
  const space = await client.directSpace(admitted.id);
  await client.createBoard(space, "Sketch");
  await fillSpace({ box, client, authors: [me, admitted.id], space, count: 150 });
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** The first message that is seen whole, and how far below the edge it stands. */
const placeIn = (page: Page) =>
  page
    .getByRole("log")
    .first()
    .evaluate((log) => {
      const edge = log.getBoundingClientRect().top;
      const rows = [...log.querySelectorAll<HTMLElement>("article")];
      const first = rows.find((row) => row.getBoundingClientRect().top >= edge);
      return { id: first?.dataset.message, below: (first?.getBoundingClientRect().top ?? 0) - edge };
    });

const side = (page: Page) => page.locator("aside.side");
const panel = (name: string) => ({
  name,
  opens: (page: Page) => side(page).waitFor(),
  back: async (page: Page) => {
    await side(page).getByRole("button", { name: "Close" }).first().click();
    await side(page).waitFor({ state: "detached" });
  },
});
const rings = (name: string) => ({
  name,
  opens: (page: Page) => page.locator(".call-card").waitFor(),
  back: async (page: Page) => {
    await page.locator(".call-card").getByRole("button", { name: "End call" }).click();
    await page.locator(".call-card").waitFor({ state: "detached" });
  },
});
const board = {
  name: "Whiteboard",
  opens: async (page: Page) => {
    await side(page).locator(".board-card").click();
    await page.locator("canvas.interactive").waitFor();
  },
  back: async (page: Page) => {
    await page.getByRole("link", { name: "Back to the conversation" }).click();
    await page.getByRole("log").waitFor();
  },
};
const message = {
  name: "Message",
  opens: (page: Page) => page.getByRole("textbox", { name: /^Write to/ }).waitFor(),
  back: async () => {},
};
const activities = [rings("Meet"), message, rings("Call"), board, panel("People"), panel("Files")];

for (const viewport of [desktop, phone])
  test(`[GN-04] each of the six activities opens with one click, and back is where one read, ${viewport.width} wide`, async () => {
    const { page, context } = await visitor(browser, box.url, { viewport });
    await signIn(page, maria);
    await openSpace(page, "Jonas Brandt");
    await page.getByText(/message 149:/).waitFor();
    await settled(page);
    await page.getByRole("log").evaluate((log) => log.scrollBy({ top: -900 }));
    await settled(page);
    const before = await placeIn(page);
    expect(before.id).toBeDefined();
    for (const { name, opens, back } of activities) {
      await page
        .getByRole("navigation", { name: "Activities of this space" })
        .getByRole("button", { name, exact: true })
        .click();
      await opens(page);
      await back(page);
      await settled(page);
      const after = await placeIn(page);
      expect([name, after.id]).toEqual([name, before.id]);
      expect(Math.abs(after.below - before.below)).toBeLessThanOrEqual(1);
    }
    await context.close();
  }, 90_000);
