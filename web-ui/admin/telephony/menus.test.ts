/** The editor of menus for callers, as an administrator uses it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../../scripts/peers/administration.ts";
import { phone, visitor } from "../../../scripts/peers/browser.ts";
import { signIn } from "../../../scripts/peers/steps.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 30_000);
afterAll(() => house?.dispose());

test("[CA-19] [MS-20] a menu of two levels is drawn, given a language, called before it is saved, saved, changed and brought back", async () => {
  const { page } = house.admin;
  await page.goto("/admin/groups");
  await page.getByRole("button", { name: "Add a menu" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: false }).first().fill("Reception");
  await dialog.getByRole("textbox", { name: "Number" }).fill("3000");
  const said = dialog.getByLabel("What callers hear");
  await said.fill("Welcome. For sales press 1.");
  await dialog.getByRole("button", { name: "Add a menu below" }).click();
  await dialog.getByLabel("Name of this menu").fill("Sales");
  await said.fill("For Maria press 2.");
  await dialog.getByRole("button", { name: "Add a key" }).click();
  await dialog.getByLabel("Number for 1").fill("1001");
  const tree = dialog.getByRole("navigation", { name: "Menus and where their keys lead" });
  await tree.getByText("no key leads here").waitFor();
  await tree.getByRole("button", { name: "First menu" }).click();
  await dialog.getByRole("button", { name: "Add a key" }).click();
  await dialog.getByLabel("What 1 does").selectOption({ label: "Open a menu" });
  await dialog.getByLabel("Number for 1").selectOption({ label: "Sales" });
  await tree.getByText("no key leads here").waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Call it" }).click();
  await dialog.getByText(/any phone of the house reaches it at \*19\d{4}/).waitFor();
  await dialog.getByRole("button", { name: "1", exact: true }).click(); // the keypad of the call that stands
  expect(house.box.rooms.calling.liveCalls.map(({ state }) => state)).toEqual(["served"]);
  expect(house.box.rooms.calling.attendants.all).toEqual([]);
  await dialog.getByRole("button", { name: "End call" }).click();
  await dialog.getByLabel("Language").selectOption({ label: "Français" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Reception \(3000\)/ }).click();
  expect(house.box.rooms.calling.attendants.all[0]?.definition.language).toBe("fr");
  expect(await dialog.getByLabel("Language").inputValue()).toBe("fr");
  await dialog.getByLabel("Language").selectOption({ label: "The organisation’s" });
  await said.fill("Good morning.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Reception \(3000\).*Good morning/ }).click();
  await dialog.getByRole("button", { name: "Restore" }).click();
  expect(await said.inputValue()).toBe("Welcome. For sales press 1.");
  expect(house.box.rooms.calling.attendants.all[0]?.definition.language).toBeUndefined();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Reception \(3000\).*Welcome/ }).waitFor();
}, 90_000);

test("[CA-19] [MB-01] the editor fits a phone's screen; a level that is removed leads nowhere any more", async () => {
  const mobile = await visitor(house.browser, house.box.url, { viewport: phone });
  const { page } = mobile;
  await signIn(page, house.maria);
  await page.goto("/admin/groups");
  await page.getByRole("button", { name: /Reception \(3000\)/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Sales/ }).click();
  await dialog.getByRole("button", { name: "Remove Sales" }).click();
  await dialog.getByText("Repeat").first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(Object.keys(house.box.rooms.calling.attendants.all[0]?.definition.menus ?? {})).toEqual([
    "main",
    "closed",
  ]);
  await mobile.context.close();
}, 60_000);
