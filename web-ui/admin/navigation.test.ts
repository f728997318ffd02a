/** The way between the pages of administration, on a telephone and by the palette. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { phone } from "../../scripts/peers/browser.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 30_000);
afterAll(() => house?.dispose());

test("[UX-11] on a telephone each page is chosen from one list, has an address, and leads back to the app", async () => {
  const { page } = house.admin;
  const wide = page.viewportSize();
  await page.setViewportSize(phone);
  await page.goto("/admin/overview");
  const list = page.getByRole("combobox", { name: "Page" });
  await list.selectOption({ label: "Groups and menus" });
  await page.getByRole("heading", { name: "Hunt groups" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/admin/groups");
  await page.reload();
  await page.getByRole("heading", { name: "Hunt groups" }).waitFor();
  expect(await list.inputValue()).toBe("groups");
  await page.getByRole("link", { name: "Back to the app" }).click();
  await page.getByRole("link", { name: "Settings" }).waitFor();
  if (wide) await page.setViewportSize(wide);
});

test("[UX-03] a group's name finds its pages in the palette", async () => {
  const { page } = house.admin;
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("telephony");
  await page.getByRole("option", { name: "Prices and limits" }).click();
  await page.getByRole("heading", { name: "Prices and spending" }).waitFor();
});
