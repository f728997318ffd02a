/** The lists of files and whiteboards in a real browser: of one space and of all, far beyond what is loaded. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
/** More than a page, so that the oldest is on the second. */
const later = 70;

let box: TestAppliance;
let browser: Browser;
let page: Page;
let archive: string;
let board: string;
let mine: AppClient;

beforeAll(async () => {
  box = await testAppliance();
  mine = new AppClient(box.url);
  await mine.setUp(box.setupCode ?? "", "Northwind", maria);
  const other = await mine.admit(jonas);
  archive = await mine.createSpace("Archive", [other.id]);
  const plans = await mine.createSpace("Plans", []);
  const hidden = await other.client.createSpace("Hidden", []);
  const key = await mine.keyOf(archive);
  await other.client.share(archive, key, { name: "Oldest_Harbour-plan.pdf", type: "application/pdf" });
  board = await mine.createBoard(archive, "Harbour sketch");
  await mine.share(plans, await mine.keyOf(plans), { name: "harbour.png", type: "image/png" });
  await other.client.share(hidden, await other.client.keyOf(hidden), {
    name: "harbour.txt",
    type: "text/plain",
  });
  for (let index = 0; index < later; index++)
    await mine.share(archive, key, { name: `notes ${index}.txt`, type: "text/plain" });
  browser = await openBrowser();
  page = (await visitor(browser, box.url)).page;
  await signIn(page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const rows = () => page.locator(".file-list > li");
/** Waits for exactly these, in any order. */
const shows = (names: readonly string[]) =>
  until(async () => {
    const shown = await rows().locator("bdi").allTextContents();
    return Bun.deepEquals(shown.toSorted(), names.toSorted());
  });

describe("lists of files and whiteboards", () => {
  test("[GN-09] the page of all files finds names and kinds beyond what is loaded, with who shared it, where and when", async () => {
    await page.goto("/files");
    await page.getByText("notes 69.txt").waitFor();
    expect(await page.getByText("Oldest_Harbour").count()).toBe(0);
    await page.getByLabel("Find a file by name").fill("harb");
    const all = ["Harbour sketch", "Oldest_Harbour-plan.pdf", "harbour.png"];
    await shows(all);
    await page
      .getByRole("button", { name: /Oldest_Harbour-plan.pdf Jonas Brandt · Archive · .* · 4 bytes/ })
      .waitFor();
    await page.getByRole("button", { name: "Documents" }).click();
    await shows(["Oldest_Harbour-plan.pdf"]);
    await page.getByRole("button", { name: "Whiteboards" }).click();
    await shows(["Harbour sketch"]);
    await page.getByLabel("Find a file by name").fill("");
    await page.getByRole("button", { name: "Pictures" }).click();
    await shows(["harbour.png"]);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.getByRole("button", { name: "Show more" }).click();
    await until(async () => (await rows().count()) === later + 3);
  });

  test("[GN-09] a space's own list holds its files and boards alone, and a new title is found, the old one not", async () => {
    await page.goto("/");
    await openSpace(page, "Archive");
    await page.getByRole("button", { name: "Files", exact: true }).click();
    const field = page.getByLabel("Find a file by name");
    await field.fill("harbour");
    await shows(["Harbour sketch", "Oldest_Harbour-plan.pdf"]);
    await mine.renameBoard(archive, board, "Lighthouse sketch");
    await shows(["Oldest_Harbour-plan.pdf"]);
    await field.fill("light sk");
    await shows(["Lighthouse sketch"]);
    await page.getByRole("link", { name: "Lighthouse sketch" }).click();
    await page.waitForURL(`**/board/${board}`);
  });
});
