/** What stands beside a space is opened and closed as a page is: by its address, by Back, by Escape. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");

let box: TestAppliance;
let browser: Browser;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const harbour = await api.createSpace("Harbour", []);
  await api.send(harbour, await api.keyOf(harbour), "the tide is high");
  await api.createSpace("Quay", []);
  browser = await openBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const title = (page: Page) => page.getByRole("heading", { name: "Harbour", level: 1 });
const beside = (page: Page, name: string) => page.getByRole("complementary", { name, exact: true });
const replies = async (page: Page) => {
  await page.getByRole("article").filter({ hasText: "the tide is high" }).first().hover();
  await page.getByRole("button", { name: "Reply in thread" }).first().click();
  await beside(page, "Thread").waitFor();
};

test("[UX-11] on a telephone Back closes the panel that is open, then leaves the space; Forward opens it again", async () => {
  const { page, context, complaints } = await visitor(browser, box.url, { viewport: phone, hasTouch: true });
  await signIn(page, maria);
  await openSpace(page, "Harbour");
  const activity = (name: string) => page.getByRole("button", { name, exact: true });
  for (const name of ["Files", "People", "Whiteboard", "Thread"]) {
    await (name === "Thread" ? replies(page) : activity(name).click());
    await beside(page, name).waitFor();
    await page.goBack();
    await beside(page, name).waitFor({ state: "detached" });
    await title(page).waitFor();
  }
  await page.goForward();
  await beside(page, "Thread").waitFor();
  await page.reload();
  await beside(page, "Thread").getByText("the tide is high").waitFor();
  await beside(page, "Thread").getByRole("button", { name: "Close" }).click();
  await title(page).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "Quay" }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

/** A PNG of one red dot. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  "base64",
);

for (const [where, viewport] of [
  ["on a telephone", phone],
  ["at a desk", desktop],
] as const)
  test(`[UX-11] [MS-10] ${where} Back closes an opened file or an enlarged picture, and nothing else`, async () => {
    const { page, context, complaints } = await visitor(browser, box.url, { viewport });
    await signIn(page, maria);
    await openSpace(page, "Harbour");
    const composer = page.locator('input[type="file"]');
    await composer.setInputFiles([
      { name: `tide ${where}.txt`, mimeType: "text/plain", buffer: Buffer.from("high at noon") },
      { name: `dot ${where}.png`, mimeType: "image/png", buffer: dot },
    ]);
    await page.locator(".upload").nth(1).waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const opened = page.getByRole("dialog");
    const gone = () => opened.waitFor({ state: "detached" });
    for (const name of [`tide ${where}.txt`, `dot ${where}.png`]) {
      await page.getByRole("button", { name: `Preview of ${name}` }).click();
      await opened.getByText(name).first().waitFor();
      await page.goBack();
      await gone();
      await title(page).waitFor();
    }
    await page.goForward();
    await opened.waitFor();
    await opened.getByRole("button", { name: "Close" }).click();
    await gone();
    await page.getByRole("button", { name: "Files", exact: true }).click();
    const row = beside(page, "Files").getByRole("button", { name: `tide ${where}.txt` });
    await row.click();
    await opened.getByText("high at noon").waitFor();
    await page.goBack();
    await gone();
    await row.click();
    await opened.getByText("high at noon").waitFor();
    await page.keyboard.press("Escape"); // leaves nothing to go back from
    await gone();
    await page.goBack();
    await beside(page, "Files").waitFor({ state: "detached" });
    await title(page).waitFor();
    await page.goBack();
    await title(page).waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

test("[UX-03] Escape closes what is open beside a space, but not while one writes or something lies over it", async () => {
  const { page, context } = await visitor(browser, box.url);
  await signIn(page, maria);
  await openSpace(page, "Quay");
  await openSpace(page, "Harbour");
  await replies(page);
  const field = page.getByRole("textbox", { name: "Reply in this thread" });
  await field.fill("half a thought");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await field.inputValue()).toBe("half a thought");
  await page.getByRole("log", { name: "Thread" }).focus();
  await page.keyboard.press("Shift+?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await beside(page, "Thread").count()).toBe(1);
  await page.evaluate(() => {
    const closed = document.body.appendChild(document.createElement("div"));
    closed.role = "listbox";
    closed.style.display = "none"; // as a field's choices are while nobody chooses
  });
  await page.getByRole("log", { name: "Thread" }).focus();
  await page.keyboard.press("Escape");
  await beside(page, "Thread").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "People", exact: true }).click();
  await page.getByRole("button", { name: "Files", exact: true }).click();
  await beside(page, "Files").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await beside(page, "Files").waitFor({ state: "detached" });
  await title(page).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Quay", level: 1 }).waitFor();
  await context.close();
}, 60_000);

test("[UX-01] what can be done with the message on top of a thread is not cut off", async () => {
  const { page, context } = await visitor(browser, box.url);
  await signIn(page, maria);
  await openSpace(page, "Harbour");
  await replies(page);
  const list = page.getByRole("log", { name: "Thread" });
  const root = list.getByRole("article").first();
  await root.hover();
  const menu = root.getByRole("button", { name: "Message actions" });
  await until(async () => {
    const [around, seen] = [await list.boundingBox(), await menu.boundingBox()];
    return around !== null && seen !== null && seen.y >= around.y;
  });
  await context.close();
}, 60_000);
