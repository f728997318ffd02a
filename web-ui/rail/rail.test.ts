/** The list of spaces with two real browsers: filters, favourites, teams, tags, archive, announcements. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";

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
  const other = await api.admit(jonas);
  for (const name of ["Alpha", "Beta", "Gamma"]) {
    const space = await api.createSpace(name, [other.id]);
    await api.send(space, await api.keyOf(space), `hello ${name}`);
  }
  browser = await openBrowser();
  [first, second] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  for (const { context } of [first, second]) context.setDefaultTimeout(8000);
  await Promise.all([signIn(first.page, maria), signIn(second.page, jonas)]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const rows = (visitor: Visitor) => visitor.page.locator(".rail-list .space-row .name").allTextContents();

describe("the list of spaces", () => {
  test("[MS-09] filters count, combine and clear", async () => {
    const { page } = second;
    await page.getByRole("button", { name: "Unread: 3 spaces" }).click();
    await openSpace(page, "Beta");
    await page.getByRole("button", { name: "Unread: 2 spaces" }).waitFor();
    expect(await rows(second)).toEqual(["Gamma", "Alpha"]);
    await page.getByRole("button", { name: "Direct: 0 spaces" }).click();
    await page.getByText("Nothing here.").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    expect((await rows(second)).length).toBe(3);
  }, 60_000);

  test("[UX-02] a space on which the pointer rests, or which is selected in the palette, is asked for before it is opened", async () => {
    const { page, context } = await visitor(browser, box.url);
    await signIn(page, maria);
    const asked = () => page.waitForRequest(/\/app\/spaces\/[^/]+\/messages\?limit=/);
    const [byPointer] = await Promise.all([
      asked(),
      page.locator(".space-row", { hasText: "Alpha" }).hover(),
    ]);
    await page.mouse.move(0, 0);
    const bySelection = asked();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("gamma");
    expect((await bySelection).url()).not.toBe(byPointer.url());
    expect(new URL(page.url()).pathname).toBe("/");
    await page.keyboard.press("Escape");
    const again: string[] = [];
    page.on("request", (request) => again.push(request.url()));
    await openSpace(page, "Alpha");
    await page.getByRole("log").getByText("hello Alpha").waitFor();
    expect(again).not.toContain(byPointer.url());
    await context.close();
  }, 60_000);

  test("[UX-01] the account's menu opens for who wants it before it came", async () => {
    const options = {
      baseURL: box.url,
      ignoreHTTPSErrors: true,
      serviceWorkers: "block",
      locale: "en-GB",
    } as const;
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const released = Promise.withResolvers<void>();
    await page.route("**/assets/account-menu-*.js", async (route) => {
      await released.promise;
      await route.continue();
    });
    await signIn(page, jonas);
    await page.getByRole("button", { name: `Account of ${jonas.name}` }).press("Enter");
    expect(await page.getByRole("menuitem").count()).toBe(0);
    released.resolve();
    await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menuitem", { name: "Sign out" }).waitFor({ state: "hidden" });
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Account of"));
    await context.close();
  }, 60_000);

  test("[MS-07] favourites come first, in one's own order, on every client", async () => {
    const other = await visitor(browser, box.url);
    await signIn(other.page, jonas);
    for (const name of ["Alpha", "Beta"]) {
      await openSpace(second.page, name);
      await second.page.getByRole("button", { name: "Add to favourites" }).click();
    }
    await second.page.getByRole("heading", { name: "Favourites" }).waitFor();
    await second.page.getByRole("link", { name: "Alpha" }).focus();
    const before = await rows(second);
    await second.page.keyboard.press(before[0] === "Alpha" ? "Alt+Shift+ArrowDown" : "Alt+Shift+ArrowUp");
    const after = [before[1], before[0], "Gamma"];
    await other.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll(".rail-list .space-row .name")].map((row) => row.textContent).join() ===
        wanted,
      after.join(),
    );
    expect(await rows(second)).toEqual(after as string[]);
    await other.context.close();
  }, 60_000);

  test("[MS-07] a favourite is moved from the space's menu, to the ends and no farther", async () => {
    const { page } = second;
    const [top] = await rows(second);
    await openSpace(page, top ?? "");
    await page.getByRole("button", { name: "More about this space" }).click();
    expect(await page.getByRole("menuitem", { name: "Move up among" }).isDisabled()).toBe(true);
    await page.getByRole("menuitem", { name: "Move down among" }).click();
    await page
      .locator(".rail-list .space-row")
      .nth(1)
      .getByText(top ?? "")
      .waitFor();
    expect(await page.getByRole("menuitem", { name: "Move down among" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
  }, 60_000);

  test("[MS-07] [UX-02] what the appliance refuses is as before, and one is told why", async () => {
    const { page, context } = second;
    const star = page.getByRole("button", { name: "Remove from favourites" });
    await star.waitFor();
    await context.setOffline(true);
    await star.click();
    await page.getByRole("alert").getByText("The appliance cannot be reached").waitFor();
    await star.waitFor();
    await page.getByRole("article").first().focus();
    await page.keyboard.press("f");
    await page
      .getByRole("article")
      .first()
      .getByRole("button", { name: "Flagged" })
      .waitFor({ state: "detached" });
    await page.locator(".trouble").getByRole("button", { name: "Close" }).click();
    await page.locator(".trouble").waitFor({ state: "detached" });
    await context.setOffline(false);
    await page.getByText("No connection to Hearth").waitFor({ state: "detached" });
  }, 60_000);

  test("[MS-03] a team holds spaces, and its members join them from the list", async () => {
    await first.page.getByRole("button", { name: "New team" }).click();
    const dialog = first.page.getByRole("dialog");
    await dialog.getByLabel("Name of the team").fill("CanaryTeam");
    await dialog.getByLabel("People to invite").fill("Jonas");
    await first.page.getByRole("option", { name: "Jonas Brandt" }).click();
    await dialog.getByRole("button", { name: "Create team" }).click();
    await first.page.getByRole("button", { name: "New space" }).click();
    await dialog.getByLabel("Name of the space").fill("CanaryDelta");
    await dialog.getByLabel("Team").selectOption({ label: "CanaryTeam" });
    await dialog.getByRole("button", { name: "Create space" }).click();
    await second.page.getByRole("button", { name: "Join CanaryDelta" }).click();
    await second.page.getByRole("heading", { name: "CanaryDelta", level: 1 }).waitFor();
    await write(second.page, "I am in");
    await first.page.getByRole("log").getByText("I am in").waitFor();
  }, 60_000);

  test("[MS-03] [MS-18] an archived team hides its spaces, is brought back, and its only moderator names another", async () => {
    const { page } = first;
    const manage = page.getByRole("button", { name: "People and spaces of CanaryTeam" });
    const dialog = page.getByRole("dialog");
    await manage.click();
    await dialog.getByRole("button", { name: "Archive team" }).click();
    await dialog.getByRole("button", { name: "Restore the team" }).waitFor();
    await page.keyboard.press("Escape");
    for (const { page: each } of [first, second]) {
      await each.getByText("Archived teams").waitFor();
      await each
        .locator(".rail-list")
        .getByRole("link", { name: "CanaryDelta" })
        .waitFor({ state: "hidden" });
    }
    await page.getByRole("button", { name: "More about this space" }).click();
    await page.getByRole("menuitem", { name: "Team" }).waitFor();
    await page.keyboard.press("Escape");
    await second.page.getByText("Archived teams").click();
    await second.page.locator(".rail-list").getByRole("link", { name: "CanaryDelta" }).waitFor();
    expect(await second.page.getByRole("button", { name: "Restore the team" }).count()).toBe(0);
    await page.getByText("Archived teams").click();
    await page.getByRole("button", { name: "Restore the team" }).click();
    await page.getByText("Archived teams").waitFor({ state: "detached" });
    await page.locator(".rail-list").getByRole("link", { name: "CanaryDelta" }).waitFor();
    await manage.click();
    await dialog.getByRole("button", { name: "Controls for Jonas Brandt" }).click();
    await page.getByRole("menuitem", { name: "Make moderator" }).click();
    await dialog.getByText("Moderator").nth(1).waitFor();
    await page.keyboard.press("Escape");
    await second.page.getByRole("button", { name: "People and spaces of CanaryTeam" }).click();
    await second.page.getByRole("dialog").getByRole("button", { name: "Archive team" }).waitFor();
    await second.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }, 60_000);

  test("[MS-23] tags mark spaces and messages, are listed, and keep what they mark when renamed", async () => {
    const { page } = first;
    await page.getByRole("button", { name: "More about this space" }).click();
    await page.getByRole("menuitem", { name: "Tags" }).click();
    await page.getByLabel("New tag").fill("CanaryTag");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("checkbox", { name: "CanaryTag" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("#CanaryTag").waitFor();
    await page.getByRole("article").filter({ hasText: "I am in" }).focus();
    await page.keyboard.press("t");
    await page.getByRole("checkbox", { name: "CanaryTag" }).check();
    await page.keyboard.press("Escape");
    await page.goto("/tags");
    const name = page.getByLabel("Rename CanaryTag");
    await name.fill("CanaryRenamed");
    await name.press("Enter");
    const card = page.getByRole("region", { name: "CanaryRenamed" });
    await card.getByRole("link", { name: /CanaryDelta/ }).waitFor();
    await card.getByRole("link", { name: /I am in/ }).click();
    await page.locator(".message.target", { hasText: "I am in" }).waitFor();
  }, 60_000);

  test("[MS-16] announcements close the composer of members, an archive that of everybody", async () => {
    const choose = async (item: string) => {
      await first.page.getByRole("button", { name: "More about this space" }).click();
      await first.page.getByRole("menuitem", { name: item }).click();
    };
    await openSpace(second.page, "CanaryDelta");
    await choose("Only moderators write");
    await second.page.getByText("Only moderators write here").waitFor();
    await write(first.page, "an announcement");
    const told = second.page.getByRole("article").filter({ hasText: "an announcement" });
    await told.waitFor();
    const actions = () =>
      told.getByRole("button").evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
    await told.hover();
    expect(await actions()).toEqual(["React", "Message actions"]);
    const mine = second.page.getByRole("article").filter({ hasText: "I am in" });
    await mine.focus();
    await second.page.keyboard.press("e");
    await first.page.getByRole("article").filter({ hasText: "an announcement" }).focus();
    await first.page.keyboard.press("r");
    await first.page.getByRole("textbox", { name: "Reply in this thread" }).fill("a word on it");
    await first.page.keyboard.press("Enter");
    await told.getByRole("button", { name: /1 reply/ }).click();
    const thread = second.page.getByRole("complementary", { name: "Thread" });
    await thread.getByText("a word on it").waitFor();
    await thread.getByText("Only moderators write here").waitFor();
    expect(await second.page.getByRole("textbox", { name: /Reply|Write/ }).count()).toBe(0);
    for (const { page } of [first, second])
      await page
        .getByRole("complementary", { name: "Thread" })
        .getByRole("button", { name: "Close" })
        .click();
    await choose("Archive");
    await second.page.getByText("This space is archived").waitFor();
    await told.hover();
    expect(await actions()).toEqual([null, "Message actions"]);
    await first.page.getByText("This space is archived").waitFor();
    await first.page.getByText("1 archived space").click();
    await first.context.setOffline(true);
    await choose("Restore from the archive");
    await first.page.getByRole("alert").getByText("The appliance cannot be reached").waitFor();
    await first.page.getByText("This space is archived").waitFor();
    await first.context.setOffline(false);
    await first.page.locator(".trouble").getByRole("button", { name: "Close" }).click();
    await choose("Restore from the archive");
    await first.page.getByRole("textbox", { name: /^Write to/ }).waitFor();
  }, 60_000);

  test("[UX-07] a list of hundreds is drawn as far as one scrolls, and whole when one gets to its end", async () => {
    const api = new AppClient(box.url);
    await api.signIn(maria);
    for (let from = 0; from < 320; from += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => api.createSpace(`Many ${from + index}`, [])),
      );
    const { page } = first;
    const shown = page.locator(".rail-list .space-row .name", { hasText: /^Many / });
    await page.waitForFunction(() => document.querySelectorAll(".rail-list .space-row").length >= 50);
    expect(await shown.count()).toBeLessThan(320);
    await page.waitForFunction(() => {
      const list = document.querySelector(".rail-list");
      list?.scrollTo({ top: list.scrollHeight });
      return document.querySelectorAll(".rail-list .space-row").length >= 322;
    });
    expect(await shown.count()).toBe(320);
  }, 60_000);

  test("[MS-14] [SE-05] nothing lies in the clear, and the pages kept to their policy", () => {
    expect(filesWith(box.folder, ["Canary"])).toEqual([]);
    for (const { complaints } of [first, second])
      expect(complaints.filter((text) => !/status of 401|WebSocket|ERR_INTERNET/.test(text))).toEqual([]);
  });
});
