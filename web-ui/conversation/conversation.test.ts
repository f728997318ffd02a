/** Threads, reactions, history, flags, drafts, receipts and links, with two real browsers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { editLast, openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let first: Visitor;
let second: Visitor;
let api: AppClient;
let space: string;

const article = (page: Page, text: string) =>
  page.getByRole("log", { name: "Harbour" }).getByRole("article").filter({ hasText: text }).last();
const menu = async (page: Page, text: string, item: string) => {
  await article(page, text).hover();
  await article(page, text).getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await api.admit(jonas);
  space = await api.createSpace("Harbour", [admitted.id]);
  browser = await openBrowser();
  [first, second] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await Promise.all([signIn(first.page, maria), signIn(second.page, jonas)]);
  for (const { page } of [first, second]) await openSpace(page, "Harbour");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("a conversation", () => {
  test("[UX-08] a reply opens a thread beside it, and the other sees how many there are", async () => {
    await write(first.page, "CanaryRoot: shall we ship?");
    await article(second.page, "CanaryRoot").waitFor();
    await article(second.page, "CanaryRoot").hover();
    await article(second.page, "CanaryRoot").getByRole("button", { name: "Reply in thread" }).click();
    await second.page.getByRole("textbox", { name: "Reply in this thread" }).fill("CanaryReply: yes");
    await second.page.keyboard.press("Enter");
    await article(first.page, "CanaryRoot")
      .getByRole("button", { name: /1 reply/ })
      .click();
    const thread = first.page.getByRole("complementary", { name: "Thread" });
    await thread.getByText("CanaryReply: yes").waitFor();
    await thread.getByRole("button", { name: "Close" }).click();
  }, 60_000);

  test("[UX-08] a quotation carries what it answers", async () => {
    await menu(second.page, "CanaryRoot", "Quote");
    await write(second.page, "CanaryQuoting that");
    const quoting = article(first.page, "CanaryQuoting that");
    await quoting.locator(".quote", { hasText: "shall we ship" }).waitFor();
  }, 60_000);

  test("[UX-08] reactions appear at the other, are counted, and are taken back", async () => {
    await article(second.page, "CanaryRoot").hover();
    await article(second.page, "CanaryRoot")
      .getByRole("button", { name: "React", exact: true })
      .first()
      .click();
    await second.page.getByRole("textbox", { name: "Search emoji" }).fill("rocket");
    await second.page.keyboard.press("Enter");
    const reaction = article(first.page, "CanaryRoot").getByRole("button", { name: /🚀 from Jonas/ });
    await reaction.click();
    await article(second.page, "CanaryRoot")
      .getByRole("button", { name: /🚀 from .*Maria/ })
      .waitFor();
    await article(second.page, "CanaryRoot")
      .getByRole("button", { name: /🚀 from/ })
      .click();
    await article(first.page, "CanaryRoot").getByRole("button", { name: "🚀 from Maria Keller" }).waitFor();
  }, 60_000);

  test("[MS-24] the history of an edited message shows every text", async () => {
    await write(first.page, "CanaryBefore");
    await article(first.page, "CanaryBefore").waitFor();
    await editLast(first.page, "CanaryAfter");
    await article(second.page, "CanaryAfter").getByRole("button", { name: "(edited)" }).click();
    const dialog = second.page.getByRole("dialog", { name: "Edit history" });
    await dialog.locator("del", { hasText: "CanaryBefore" }).waitFor();
    await dialog.locator("ins", { hasText: "CanaryAfter" }).waitFor();
    await dialog.getByText("Texts", { exact: true }).click();
    await dialog.locator("li", { hasText: "CanaryBefore" }).waitFor();
    await dialog.locator("li", { hasText: "CanaryAfter" }).waitFor();
    await second.page.keyboard.press("Escape");
  }, 60_000);

  test("[MS-08] a flag with a due time is listed, leads back to its place, and is removed", async () => {
    await menu(second.page, "CanaryRoot", "Flag for later");
    await article(second.page, "CanaryRoot").getByRole("button", { name: "Flagged" }).click();
    await second.page.getByRole("button", { name: "Tomorrow at 9:00" }).click();
    await second.page.goto("/flagged");
    await second.page.getByRole("button", { name: /Due Tomorrow/ }).waitFor();
    await second.page.locator(".flagged-source", { hasText: "Harbour" }).click();
    await second.page.locator(".message.target", { hasText: "CanaryRoot" }).waitFor();
    await menu(second.page, "CanaryRoot", "Remove flag");
    await second.page.goto("/flagged");
    await second.page.getByText("Flag a message and it waits for you here").waitFor();
    await openSpace(second.page, "Harbour");
  }, 60_000);

  test("[MS-21] a draft follows to another browser of the same person", async () => {
    const other = await visitor(browser, box.url);
    await signIn(other.page, maria);
    await openSpace(other.page, "Harbour");
    await first.page.getByRole("textbox", { name: /^Write to/ }).fill("CanaryDraft is not sent");
    const area = other.page.getByRole("textbox", { name: /^Write to/ });
    await other.page.waitForFunction(() =>
      [...document.querySelectorAll("textarea")].some(({ value }) => value.includes("CanaryDraft")),
    );
    expect(await area.inputValue()).toBe("CanaryDraft is not sent");
    await other.context.close();
  }, 60_000);

  test("[UX-09] the author sees who has read the newest message; who hides receipts is not shown", async () => {
    await first.page.getByRole("textbox", { name: /^Write to/ }).fill("");
    await write(first.page, "read this");
    await first.page.getByText("Seen by Jonas Brandt").waitFor();
    const { page, context } = await visitor(browser, box.url);
    await signIn(page, jonas);
    await page.goto("/settings");
    const shows = page.getByRole("switch", { name: "Let others see how far I have read" });
    await shows.click();
    await first.page.getByText("Seen by Jonas Brandt").waitFor({ state: "detached" });
    await shows.click();
    await first.page.getByText("Seen by Jonas Brandt").waitFor();
    await context.close();
  }, 60_000);

  test("[UX-09] the administrator hides all receipts, and people are told; they come back the same way", async () => {
    const { page, context } = await visitor(browser, box.url);
    await signIn(page, maria);
    const change = async () => {
      await page.goto("/admin/messages");
      const card = page.locator("form.card", { has: page.getByRole("heading", { name: "Read receipts" }) });
      await card.getByRole("switch", { name: "Let people see how far others have read" }).click();
      await card.getByRole("button", { name: "Save" }).click();
      await card.getByText("Saved. Applies from now on.").waitFor();
    };
    await change();
    await first.page.getByText("Seen by Jonas Brandt").waitFor({ state: "detached" });
    const listed = await api.api.spaces[":id"].receipts.$get({ param: { id: space } });
    expect(await listed.json()).toEqual({ receipts: [] });
    await page.goto("/settings");
    await page.getByText("Your administrator has switched this off for everybody.").waitFor();
    await change();
    await first.page.getByText("Seen by Jonas Brandt").waitFor();
    await context.close();
  }, 60_000);

  test("[MS-12] the administrator says how large a file may be; what is larger is refused in words", async () => {
    const policy = { editMinutes: null, deleteLater: true, linkPreviews: { enabled: false, hosts: [] } };
    const set = (largestFile: number | null) =>
      api.api.admin.messaging.policy.$put({ json: { ...policy, largestFile } });
    await set(1024 ** 2);
    const input = first.page.locator('input[type="file"]').first();
    await input.setInputFiles([{ name: "big.bin", mimeType: "", buffer: Buffer.alloc(2 * 1024 ** 2) }]);
    await first.page.getByText(/big.bin is larger than .*, the most that this appliance takes/).waitFor();
    await set(null);
    await first.page.getByRole("button", { name: "Cancel upload" }).click();
  }, 60_000);

  test("[MS-06] picking a name mentions it, and everybody is offered only to groups", async () => {
    const area = first.page.getByRole("textbox", { name: /^Write to/ });
    await area.pressSequentially("hello @Jo");
    await first.page.getByRole("option", { name: "Jonas Brandt" }).click();
    await first.page.keyboard.press("Enter");
    await second.page.locator(".mention", { hasText: "@Jonas Brandt" }).waitFor();
    await area.pressSequentially("@e");
    expect(await first.page.getByRole("option", { name: "everybody" }).count()).toBe(0);
    await area.fill("");
  }, 60_000);

  test("[UX-07] a day far back is reached, and so is the newest message again", async () => {
    const key = await api.keyOf(space);
    for (let index = 0; index < 150; index++) await api.send(space, key, `filler ${index}`);
    await second.page.reload();
    await article(second.page, "filler 149").waitFor();
    await second.page.getByRole("button", { name: "More about this space" }).click();
    await second.page.getByRole("menuitem", { name: "Jump to a date" }).click();
    const today = new Date().toISOString().slice(0, 10);
    await second.page.getByLabel("Day").fill(today);
    await second.page.getByRole("button", { name: "Go to this day" }).click();
    await second.page.locator(".message.target", { hasText: "CanaryRoot" }).waitFor();
    await second.page.getByRole("button", { name: "Jump to the newest message" }).click();
    await article(second.page, "filler 149").waitFor();
  }, 60_000);

  test("[UX-03] the keys of a message work on the focused one", async () => {
    await second.page.getByRole("log", { name: "Harbour" }).focus();
    await second.page.keyboard.press("ArrowUp");
    await second.page.keyboard.press("r");
    await second.page.getByRole("complementary", { name: "Thread" }).waitFor();
  }, 60_000);

  test("[MS-14] none of it lies in the appliance's files in the clear", () => {
    expect(filesWith(box.folder, ["Canary", "🚀"])).toEqual([]);
  });

  test("[SE-05] the pages kept to their own policy and threw nothing", () => {
    for (const { complaints } of [first, second])
      expect(complaints.filter((text) => !/status of 4(01|13)/.test(text))).toEqual([]);
  });
});
