/** What a finger does to a message, in a real browser that is touched. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");

let box: TestAppliance;
let browser: Browser;
let page: Page;
let hand: CDPSession;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.createSpace("Studio", []);
  browser = await openBrowser();
  const visit = await visitor(browser, box.url, { viewport: { width: 390, height: 844 }, hasTouch: true });
  page = visit.page;
  hand = await visit.context.newCDPSession(page);
  await signIn(page, maria);
  await openSpace(page, "Studio");
  for (let index = 1; index <= 20; index++) await write(page, `message ${index}`);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  const bounds = await place.boundingBox();
  if (!bounds) throw new Error("it is not shown");
  return { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
}
const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
  hand.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
const flag = () => page.getByRole("menuitem", { name: /Flag for later/ });
const body = (text: string) =>
  page.locator(".message.sent", { hasText: text }).last().locator(".message-body");

test("[MS-08] a finger that rests on a message opens its menu, and flags it", async () => {
  await body("message 20").waitFor();
  await touch("touchStart", await middleOf(body("message 20")));
  await flag().waitFor();
  await touch("touchEnd");
  await flag().tap();
  await page
    .locator(".message", { hasText: "message 20" })
    .getByRole("button", { name: "Flagged" })
    .waitFor();
}, 60_000);

test("[MS-08] a finger that scrolls, or that is lifted at once, opens nothing", async () => {
  const at = await middleOf(body("message 18"));
  await touch("touchStart", at);
  for (let step = 1; step <= 10; step++) await touch("touchMove", { x: at.x, y: at.y + step * 8 });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700))); // longer than a press
  await touch("touchEnd");
  await body("message 20").tap();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  expect(await flag().count()).toBe(0);
}, 60_000);
