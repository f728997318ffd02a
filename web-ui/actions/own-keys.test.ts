/** Keys of one's own: what is in the way of what, and in real browsers that they are recorded and follow everywhere. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { createSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
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
  expect(conflictOf("r", "message.quote", {})?.id).toBe("message.reply");
  expect(conflictOf("r", "go.people", {})).toBeUndefined(); // heard elsewhere
  expect(conflictOf("mod+k", "composer.bold", {})?.id).toBe("app.palette"); // heard while writing, too
  expect(conflictOf("mod+b", "go.people", {})?.id).toBe("composer.bold");
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

test("[UX-03] the keys of each context are of one's choice: on a message, while writing, in the list", async () => {
  const { page } = first;
  await page.goto("/");
  await createSpace(page, "Choices", []);
  await page.keyboard.press("Escape");
  await page.getByRole("log").focus();
  await open(page);
  await record(page, "While writing: Send", "a", "Control+Enter"); // a letter is no key there
  await record(page, "While writing: New line", "Enter");
  await record(page, "While writing: Bold", "Control+k");
  await sheet(page).getByText("conflicts with “App: Search and commands”").waitFor();
  await record(page, "While writing: Bold", "Control+Shift+9");
  await sheet(page).getByText("conflicts with “While writing: Quotation”").waitFor();
  await record(page, "While writing: Bold", "Alt+Shift+b");
  await record(page, "On a message: Quote", "z");
  await record(page, "On a message: Previous message", "w");
  await record(page, "List: Move a favourite up", "Alt+u");
  await sheet(page).getByRole("button", { name: "Default keys for “List: Move a favourite up”" }).waitFor();
  await page.keyboard.press("Escape");
  await sheet(page).waitFor({ state: "detached" });

  const field = page.getByRole("textbox", { name: /^Write to/ });
  await page.keyboard.press("i");
  await page.keyboard.type("one");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Alt+Shift+b");
  await page.keyboard.type("two");
  expect(await field.inputValue()).toBe("one\n**two**");
  await page.keyboard.press("Control+Enter");
  await page.locator(".message.sent strong", { hasText: "two" }).waitFor();
  await page.getByRole("log").focus();
  await page.keyboard.press("w");
  await page.keyboard.press("z");
  await page.getByRole("button", { name: "Remove the quote" }).waitFor();

  for (const favourite of [0, 1]) {
    if (favourite === 1) await createSpace(page, "Second choice", []);
    await page.getByRole("button", { name: "Add to favourites" }).click();
    await page.getByRole("button", { name: "Remove from favourites" }).waitFor();
  }
  const rows = page.locator(".rail-list .space-row .name");
  const lower = (await rows.nth(1).textContent()) ?? "";
  await page.locator(".rail-list .space-row").nth(1).focus();
  await page.keyboard.press("Alt+u");
  await rows.first().filter({ hasText: lower }).waitFor();
}, 60_000);

test("[UX-03] the sheet is found in the settings, too", async () => {
  const { page } = first;
  await page.goto("/settings");
  await page.getByRole("button", { name: "Show and change" }).click();
  await sheet(page).getByText("While writing").waitFor();
  expect(
    await sheet(page)
      .getByRole("button", { name: /^Change the keys of/ })
      .count(),
  ).toBe(commands.length);
}, 30_000);

test("[UX-03] the appliance refuses rubbish in the place of keys", async () => {
  for (const shortcuts of [{ "go.home": "a b c" }, { "GO HOME": "z" }, { "go.home": 7 }, "z", [{}]]) {
    const json = { shortcuts } as never;
    expect(Number((await api.api.preferences.$patch({ json })).status)).toBe(400);
  }
});
