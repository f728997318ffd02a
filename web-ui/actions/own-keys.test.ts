/** Keys of one's own: what is in the way of what, and in real browsers that they are recorded and follow everywhere. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { commands } from "./catalogue.ts";
import { changed, conflictOf, withOwnKeys } from "./own-keys.ts";

const maria = personNamed("Maria Keller");
let box: TestAppliance;
let browser: Browser;
let first: Visitor;
let second: Visitor;
let api: AppClient;

beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  browser = await openBrowser();
  [first, second] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await Promise.all([signIn(first.page, maria), signIn(second.page, maria)]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[UX-03] keys stand in each other's way when they are the same, or one begins the other", () => {
  expect(conflictOf("g h", "go.people", {})?.id).toBe("go.home");
  expect(conflictOf("g", "go.people", {})?.group).toBe("actions.go");
  expect(conflictOf("i z", "go.people", {})?.id).toBe("space.write");
  expect(conflictOf("g h", "go.home", {})).toBeUndefined();
  expect(conflictOf("g h", "go.people", { "go.home": "z" })).toBeUndefined();
  expect(conflictOf("alt+z", "go.people", {})).toBeUndefined();
});

test("[UX-03] no command has keys that stand in another's way, and only what is unusual is stored", () => {
  for (const { id, keys } of commands) if (keys !== "") expect(conflictOf(keys, id, {})).toBeUndefined();
  expect(changed({}, "go.home", "z")).toEqual({ "go.home": "z" });
  expect(changed({ "go.home": "z" }, "go.home", "g h")).toEqual({});
  expect(withOwnKeys({ "go.home": "", gone: "y" }).find(({ id }) => id === "go.home")?.keys).toBe("");
});

const sheet = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });
const record = async (page: Page, name: string, ...keys: string[]) => {
  await sheet(page)
    .getByRole("button", { name: `Change the keys of “${name}”` })
    .click();
  for (const key of keys) await page.keyboard.press(key);
};
const open = async (page: Page) => {
  await page.keyboard.press("?");
  await sheet(page).waitFor();
};
const isAt = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path);

describe("in the app", () => {
  test("[UX-03] a key is recorded, works at once, follows to another browser, and is reset", async () => {
    const { page } = first;
    await open(page);
    await record(page, "Go to: All files", "z");
    const line = sheet(page)
      .locator("dl > div", { hasText: /^All files/ })
      .first();
    await sheet(page).getByRole("button", { name: "Default keys for “Go to: All files”" }).waitFor();
    await line.locator("kbd", { hasText: /^z$/ }).waitFor();
    await page.keyboard.press("Escape");
    await sheet(page).waitFor({ state: "detached" });
    await page.keyboard.press("z");
    await isAt(page, "/files");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await isAt(page, "/settings");
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await isAt(page, "/people"); // and not to the files: that key is given up

    const other = second.page;
    await open(other);
    await sheet(other).locator("kbd", { hasText: /^z$/ }).waitFor();
    await other.keyboard.press("Escape");
    await sheet(other).waitFor({ state: "detached" });
    await other.keyboard.press("z");
    await isAt(other, "/files");

    await open(page);
    await sheet(page).getByRole("button", { name: "Default keys for “Go to: All files”" }).click();
    await line.locator("kbd", { hasText: /^z$/ }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await sheet(page).waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await isAt(page, "/files");
  }, 60_000);

  test("[UX-03] two keys and modifiers are recorded; what is taken is told and not kept; Escape gives up", async () => {
    const { page } = first;
    await open(page);
    await record(page, "Go to: Settings", "g", "d");
    await sheet(page).getByText("conflicts with “Go to: People”").waitFor();
    await record(page, "Go to: Settings", "Escape");
    await record(page, "Go to: Settings", "y", "s");
    await record(page, "Go to: People", "Alt+Shift+P");
    await record(page, "Go to: Calls", "Backspace");
    await sheet(page).getByRole("button", { name: "Default keys for “Go to: Calls”" }).waitFor();
    await page.keyboard.press("Escape");
    await sheet(page).waitFor({ state: "detached" });
    await page.keyboard.press("Alt+Shift+P");
    await isAt(page, "/people");
    await page.keyboard.press("y");
    await page.keyboard.press("s");
    await isAt(page, "/settings");
    await open(page);
    await sheet(page).getByRole("button", { name: "Default keys for everything" }).click();
    await sheet(page)
      .getByRole("button", { name: /^Default keys for/ })
      .first()
      .waitFor({ state: "detached" });
    expect(first.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
  }, 60_000);
});

test("[UX-03] the appliance refuses rubbish in the place of keys", async () => {
  for (const shortcuts of [{ "go.home": "a b c" }, { "GO HOME": "z" }, { "go.home": 7 }, "z", [{}]]) {
    const json = { shortcuts } as never;
    expect(Number((await api.api.preferences.$patch({ json })).status)).toBe(400);
  }
});
