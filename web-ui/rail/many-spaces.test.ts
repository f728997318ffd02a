/** More spaces than are opened before the list is shown, in a real browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const spaces = 700;

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  for (let index = 0; index < spaces; index += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) => api.createSpace(`Harbour ${index + i}`, [])));
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

for (const start of ["from the appliance", "from what the browser kept"])
  test(`[UX-01] the top of a long list can be read at once, the rest soon after, ${start}`, async () => {
    const { page } = visit;
    if (start === "from the appliance") await signIn(page, maria);
    else await page.reload();
    const names = page.locator(".rail-list .space-row .name");
    await names.first().waitFor();
    expect(
      (await names.allTextContents()).slice(0, 20).filter((name) => !/^Harbour \d+$/.test(name)),
    ).toEqual([]);
    await page.getByLabel("Find a space or a person").fill("harbour 7");
    await names.filter({ hasText: /^Harbour 7$/ }).waitFor();
    expect(await page.getByText("…", { exact: true }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  }, 60_000);
