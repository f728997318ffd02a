/** Notes in a space that two real browsers write at once, with a connection and without. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let first: Visitor;
let second: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.createSpace("Studio", [(await api.admit(jonas)).id]);
  browser = await openBrowser();
  [first, second] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await Promise.all([signIn(first.page, maria), signIn(second.page, jonas)]);
  for (const { page } of [first, second]) await openSpace(page, "Studio");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const field = (page: Page): Locator => page.getByRole("textbox", { name: "Notes" });
const reads = (page: Page, text: string) => until(async () => (await field(page).inputValue()) === text);
const bothRead = (text: string) => Promise.all([first, second].map(({ page }) => reads(page, text)));
/** The caret stands where a text ends. */
const goBehind = (page: Page, text: string) =>
  field(page).evaluate((element, words) => {
    const area = element as HTMLTextAreaElement;
    const at = area.value.indexOf(words) + words.length;
    area.focus();
    area.setSelectionRange(at, at);
  }, text);

describe("[GN-14] notes", () => {
  test("are made in a space, and opened from its conversation", async () => {
    await first.page.getByRole("button", { name: "Whiteboard" }).click();
    await first.page.getByLabel("Name", { exact: true }).fill("CanaryNotes");
    await first.page.getByRole("button", { name: "New notes" }).click();
    await field(first.page).waitFor();
    await second.page.getByRole("log").getByRole("link", { name: "CanaryNotes" }).click();
    await field(second.page).waitFor();
  }, 60_000);

  test("show at once what the other writes, and the caret stays where one writes", async () => {
    await field(first.page).pressSequentially("one three");
    await bothRead("one three");
    await goBehind(first.page, "one");
    await goBehind(second.page, "three");
    await Promise.all([
      field(first.page).pressSequentially(" two", { delay: 15 }),
      field(second.page).pressSequentially(" four", { delay: 15 }),
    ]);
    await bothRead("one two three four");
  }, 60_000);

  test("take back only one's own words", async () => {
    await goBehind(second.page, "four");
    await field(second.page).pressSequentially("!");
    await bothRead("one two three four!");
    await goBehind(first.page, "one");
    await first.page.keyboard.type(" and a half");
    await bothRead("one and a half two three four!");
    await first.page.keyboard.press("Control+z");
    await bothRead("one two three four!");
    await first.page.keyboard.press("Control+Shift+z");
    await bothRead("one and a half two three four!");
  }, 60_000);

  test("wait with others' words while an input method composes one", async () => {
    await goBehind(first.page, "one");
    const compose = (type: string) =>
      field(first.page).evaluate(
        (element, name) => element.dispatchEvent(new CompositionEvent(name, { bubbles: true })),
        type,
      );
    await compose("compositionstart");
    await first.page.keyboard.insertText("日本");
    await goBehind(second.page, "four!");
    await field(second.page).pressSequentially("?");
    await until(async () => (await field(second.page).inputValue()).endsWith("?"));
    expect(await field(first.page).inputValue()).toBe("one日本 and a half two three four!");
    await compose("compositionend");
    await bothRead("one日本 and a half two three four!?");
  }, 60_000);

  test("merge what was written without a connection", async () => {
    await second.context.setOffline(true);
    await second.page.evaluate(() => dispatchEvent(new Event("offline")));
    await goBehind(second.page, "four!?");
    await field(second.page).pressSequentially(" offline");
    await goBehind(first.page, "one");
    await field(first.page).pressSequentially(" online");
    await second.context.setOffline(false);
    await bothRead("one online日本 and a half two three four!? offline");
  }, 60_000);

  test("say so when the appliance refuses a change, and the next one brings it along", async () => {
    const refusal = { code: "space-archived", message: "This space is archived." };
    await first.page.route(
      "**/app/boards/*/operations",
      (route) => route.fulfill({ status: 409, json: { error: refusal } }),
      {
        times: 1,
      },
    );
    await goBehind(first.page, "offline");
    await field(first.page).pressSequentially(" refused");
    await first.page.getByText("This space is archived").waitFor();
    await field(first.page).pressSequentially(" brought");
    await bothRead("one online日本 and a half two three four!? offline refused brought");
  }, 60_000);

  test("are read as they are meant, and their first words stand in the conversation", async () => {
    await field(first.page).fill("# CanaryHeading\n\n- [ ] order **paint**\n- [x] call");
    await reads(second.page, "# CanaryHeading\n\n- [ ] order **paint**\n- [x] call");
    await second.page.getByText("Read", { exact: true }).click();
    await second.page.getByRole("heading", { name: "CanaryHeading" }).waitFor();
    await second.page.getByText("☐ order paint").waitFor();
    await second.page.getByText("☑ call").waitFor();
    await first.page.getByRole("link", { name: "Back to the conversation" }).click();
    await first.page.locator(".board-card", { hasText: "CanaryHeading" }).waitFor();
  }, 60_000);

  test("are there again after a reload, and go with another name or altogether", async () => {
    await second.page.reload();
    await reads(second.page, "# CanaryHeading\n\n- [ ] order **paint**\n- [x] call");
    await second.page.getByRole("button", { name: "Rename notes" }).click();
    const dialog = second.page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("CanaryRenamed");
    await dialog.getByRole("button", { name: "Rename", exact: true }).click();
    await first.page.locator(".board-card", { hasText: "CanaryRenamed" }).waitFor();
    await first.page.getByRole("log").getByRole("link", { name: "CanaryRenamed" }).click();
    await first.page.getByRole("button", { name: "Delete notes" }).click();
    await first.page.getByRole("dialog").getByRole("button", { name: "Delete notes" }).click();
    await second.page.getByText("This was deleted.").waitFor();
  }, 60_000);

  test("[MS-14] [SE-05] lie nowhere in the clear, and the pages kept to their policy", () => {
    expect(filesWith(box.folder, ["CanaryNotes", "CanaryHeading", "CanaryRenamed"])).toEqual([]);
    for (const { complaints } of [first, second])
      expect(
        complaints.filter((text) => !/status of 40[149]|ERR_INTERNET_DISCONNECTED|WebSocket/.test(text)),
      ).toEqual([]);
  });
});
