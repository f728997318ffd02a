/** Nothing on the screen moves by itself while the app comes: this depends on no machine's speed. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { measureVitals, vitalsOf } from "../../scripts/peers/vitals.ts";

const maria = personNamed("Maria Keller");
const mostShift = 0.02;

let box: TestAppliance;
let browser: Browser;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  for (const name of ["Harbour", "Crane", "Pier"]) {
    const space = await api.createSpace(name, []);
    const key = await api.keyOf(space);
    for (let index = 0; index < 40; index++) await api.send(space, key, `message ${index} of ${name}`);
  }
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

async function shiftOf({ page }: Visitor, path: string, text: string): Promise<number> {
  await page.goto(path);
  await page.getByText(text).first().waitFor();
  return (await vitalsOf(page)).layoutShift;
}

for (const [where, viewport] of [
  ["at a desk", undefined],
  ["on a telephone", phone],
] as const)
  test(`[UX-01] nothing moves by itself when the app comes, ${where}: new, kept, and in a space`, async () => {
    const visit = await visitor(browser, box.url, viewport ? { viewport } : {});
    await measureVitals(visit.context);
    await signIn(visit.page, maria);
    expect((await vitalsOf(visit.page)).layoutShift).toBeLessThanOrEqual(mostShift);
    expect(await shiftOf(visit, "/", "Pier")).toBeLessThanOrEqual(mostShift);
    await openSpace(visit.page, "Harbour");
    await visit.page.getByText("message 39 of Harbour").waitFor();
    expect((await vitalsOf(visit.page)).layoutShift).toBeLessThanOrEqual(mostShift);
    const path = new URL(visit.page.url()).pathname;
    expect(await shiftOf(visit, path, "message 39 of Harbour")).toBeLessThanOrEqual(mostShift);
    await visit.context.close();
  }, 60_000);
