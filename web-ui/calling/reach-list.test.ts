/** Numbers elsewhere in a person's own settings. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { phone, visitor } from "../../scripts/peers/browser.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

let house: Administration;
let personId: string;

beforeAll(async () => {
  house = await openAdministration();
  personId = (await house.client.signIn(house.maria)) as string;
}, 30_000);
afterAll(() => house?.dispose());

const settings = () => house.box.rooms.calling.settings.of(personId);
const saved = (wanted: () => boolean) => until(wanted);

async function add(page: Page, number: string, delay = 0): Promise<void> {
  await page.getByLabel("Other number").fill(number);
  await page.getByLabel("After so many seconds", { exact: true }).fill(`${delay}`);
  await page.getByRole("button", { name: "Add a number" }).click();
  await page.getByText(number, { exact: true }).waitFor();
}

test("[MB-08] [CA-26] numbers are added, ordered, given hours and a delay, and removed; there are ten at most", async () => {
  const { page } = house.admin;
  await page.goto("/calls?tab=settings");
  await add(page, "+14155550201", 5);
  await add(page, "+14155550202", 25);
  await page.getByText("Does not ring: your phones stop after 20 seconds.").waitFor();
  await page.getByLabel("Seconds before +14155550202 rings").fill("10");
  await page.getByLabel("Seconds before +14155550202 rings").blur();
  await page.getByText("Does not ring").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Move +14155550202 up" }).click();
  await saved(() => settings().reach[0]?.number === "+14155550202");
  await page.getByRole("button", { name: "Hours of +14155550202" }).click();
  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByLabel(/^From/).fill("08:30");
  await page.getByText(/^Sat$/).click();
  await page.getByText("Rings at certain hours").waitFor();
  const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  await page.getByText(`Hours are those of ${zone}.`).waitFor();
  const hours = [{ days: [1, 2, 3, 4, 5, 6], from: "08:30", to: "17:00" }];
  await saved(() => Bun.deepEquals(settings().reach[0]?.hours, hours));
  expect(settings()).toMatchObject({
    zone,
    reach: [
      { number: "+14155550202", delaySeconds: 10, hours },
      { number: "+14155550201", delaySeconds: 5 },
    ],
  });
  await page.getByLabel("Other number").fill("+14155550201");
  await page.getByRole("button", { name: "Add a number" }).click();
  await page.getByText("This number is in the list already.").waitFor();
  for (let index = 3; index <= 10; index++) await add(page, `+141555502${`${index}`.padStart(2, "0")}`);
  await page.getByText("10 numbers is the most that can ring.", { exact: false }).waitFor();
  expect(await page.getByRole("button", { name: "Add a number" }).count()).toBe(0);
  await page.getByRole("button", { name: "Remove +14155550201" }).click();
  await page.getByRole("button", { name: "Add a number" }).waitFor();
  await saved(() => settings().reach.length === 9);
}, 60_000);

test("[MB-08] [MB-01] the list fits a mobile's screen", async () => {
  const mobile = await visitor(house.browser, house.box.url, { viewport: phone });
  const { page } = mobile;
  await signIn(page, house.maria);
  await page.goto("/calls?tab=settings");
  await page.getByRole("button", { name: "Hours of +14155550202" }).click();
  await page.getByLabel(/^From/).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await mobile.context.close();
}, 30_000);
