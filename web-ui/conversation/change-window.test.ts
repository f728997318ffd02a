/** How long messages may be changed, from the administrator's choice to the buttons, in real browsers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import type { Browser, Page } from "playwright-core";
import { messages } from "../../appliance/messaging/schema.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { editLast, openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const minute = 60_000;

let box: TestAppliance;
let browser: Browser;
let admin: Visitor;
let member: Visitor;
let api: AppClient;
let jonasApi: AppClient;
let space: string;
let key: string;

beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await api.admit(jonas);
  jonasApi = admitted.client;
  space = await api.createSpace("Harbour", [admitted.id]);
  key = await api.keyOf(space);
  browser = await openBrowser();
  [admin, member] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await Promise.all([signIn(admin.page, maria), signIn(member.page, jonas)]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const decide = (editMinutes: number | null, deleteLater: boolean) =>
  call(
    api.api.admin.messaging.policy.$put({
      json: { editMinutes, deleteLater, linkPreviews: { enabled: false, hosts: [] } },
    }),
  );

/** A message of Jonas's that is so old. */
async function written(text: string, age: number): Promise<string> {
  const id = await jonasApi.send(space, key, text);
  const createdAt = Date.now() - age;
  await box.rooms.db.write((orm) => {
    orm.update(messages).set({ createdAt }).where(eq(messages.id, id)).run();
  });
  return id;
}

const article = (page: Page, text: string) =>
  page.getByRole("log", { name: "Harbour" }).getByRole("article").filter({ hasText: text }).last();

/** Whether it shows depends on where the pointer is. */
const editButton = (page: Page, text: string) => article(page, text).locator('[aria-label="Edit"]');

/** The menu of a message: what it offers, and why not more. */
async function offered(page: Page, text: string): Promise<string[]> {
  await article(page, text).hover();
  await article(page, text).getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menu").waitFor();
  const lines = await page.getByRole("menu").locator("[role=menuitem], .menu-reason").allInnerTexts();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  return lines.map((line) => line.split("\n")[0] ?? "");
}

describe("the time in which messages may be changed", () => {
  test("[MS-24] the appliance refuses edits after it, and deletion where that is not allowed", async () => {
    const young = await written("young", 4 * minute);
    const old = await written("old", 6 * minute);
    await decide(5, true);
    await jonasApi.edit(space, key, young, "young and edited");
    expect(jonasApi.edit(space, key, old, "no")).rejects.toMatchObject({ code: "edit-over", status: 403 });
    await call(jonasApi.api.messages[":id"].$delete({ param: { id: old } }));
    await decide(5, false);
    const kept = await written("kept", 6 * minute);
    const remove = (client: AppClient) => call(client.api.messages[":id"].$delete({ param: { id: kept } }));
    expect(remove(jonasApi)).rejects.toMatchObject({ code: "edit-over" });
    await remove(api); // a moderator keeps the space in order
    await decide(0, true);
    const fresh = await jonasApi.send(space, key, "fresh");
    expect(jonasApi.edit(space, key, fresh, "no")).rejects.toMatchObject({ code: "edit-over" });
    await decide(null, true);
    await jonasApi.edit(space, key, fresh, "fresh and edited");
  }, 30_000);

  test("[MS-24] what is not possible is not offered, and the menu says why", async () => {
    const { page } = member;
    await decide(60, true);
    await written("CanaryOld", 61 * minute);
    await written("CanaryYoung", 59 * minute);
    await openSpace(page, "Harbour");
    const old = await offered(page, "CanaryOld");
    expect(old).toContain("Messages can be edited for 1 hour after sending");
    expect(old).not.toContain("Edit");
    expect(old).toContain("Delete");
    expect(await offered(page, "CanaryYoung")).toContain("Edit");
    await decide(5, false);
    await editButton(page, "CanaryYoung").waitFor({ state: "detached" });
    const closed = await offered(page, "CanaryYoung");
    expect(closed).toContain("Messages can be edited and deleted for 5 minutes after sending");
    expect(closed).not.toContain("Delete");
  }, 60_000);

  test("[MS-24] the button goes at the moment when the time is over", async () => {
    const { page } = member;
    await decide(5, true);
    await written("CanaryExpiring", 5 * minute - 8000);
    await page.goto("/");
    await openSpace(page, "Harbour");
    await editButton(page, "CanaryExpiring").waitFor({ state: "attached" });
    await editButton(page, "CanaryExpiring").waitFor({ state: "detached" });
  }, 30_000);

  test("[MS-24] an administrator chooses it in administration", async () => {
    const { page } = admin;
    await page.goto("/admin/messages");
    await page.getByLabel("People can edit their messages").selectOption("For 24 hours");
    await page.getByLabel("Allow deleting after that").uncheck({ force: true });
    await page
      .locator("form", { hasText: "Editing and deleting" })
      .getByRole("button", { name: "Save" })
      .click();
    await page.getByText("Saved").waitFor();
    const { policy } = await call(jonasApi.api.messaging.policy.$get());
    expect(policy).toEqual({ editMinutes: 1440, deleteLater: false, receipts: true, linkPreviews: false });
    await decide(null, true);
  }, 30_000);

  test("[MS-24] the history shows what each edit changed, word by word", async () => {
    const { page } = member;
    await write(page, "we meet on Monday at nine");
    await article(page, "on Monday").waitFor();
    await editLast(page, "we meet on Tuesday at nine sharp");
    await article(page, "on Tuesday").getByRole("button", { name: "(edited)" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit history" });
    await dialog.locator("del").first().waitFor();
    expect(await dialog.locator("del").allInnerTexts()).toEqual(["Monday"]);
    expect((await dialog.locator("ins").allInnerTexts()).map((text) => text.trim())).toEqual([
      "Tuesday",
      "sharp",
    ]);
    await dialog.getByText("Texts", { exact: true }).click();
    await dialog.getByText("we meet on Tuesday at nine sharp").waitFor();
    expect(await dialog.locator("del").count()).toBe(0);
  }, 30_000);
});
