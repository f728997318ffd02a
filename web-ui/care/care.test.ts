/** The care assistant with real browsers: a desk is set up, asked, answered, and its report read. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const lena = personNamed("Lena Okafor");

let box: TestAppliance;
let browser: Browser;
let admin: Visitor;
let expert: Visitor;
let asker: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.admit(jonas);
  await api.admit(lena);
  browser = await openBrowser();
  const visits = [maria, jonas, lena].map(async (who) => {
    const visit = await visitor(browser, box.url);
    await signIn(visit.page, who);
    return visit;
  });
  [admin, expert, asker] = (await Promise.all(visits)) as [Visitor, Visitor, Visitor];
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("care", () => {
  test("[MS-19] an administrator sets up a desk; then everybody can ask", async () => {
    const { page } = admin;
    await page.goto("/admin/care");
    await page.getByRole("button", { name: "New desk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("IT help");
    await dialog.getByLabel("Skills", { exact: true }).fill("Printers");
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Add an expert").fill("Jonas");
    await page.getByRole("option", { name: /Jonas Brandt/ }).click();
    await dialog.getByLabel("Skills of Jonas Brandt").click();
    await page.getByRole("option", { name: "Printers" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: /IT help.*1 expert · Printers/ }).waitFor();
    await asker.page.getByRole("button", { name: "Ask for help" }).waitFor();
  }, 60_000);

  test("[MS-19] a question finds the expert, who is told and takes it; the asker sees who answered", async () => {
    const { page } = asker;
    await page.getByRole("button", { name: "Ask for help" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What is it about?").selectOption("Printers");
    await dialog.getByLabel("Your question").fill("CanaryPrinter burns");
    await dialog.getByRole("button", { name: "Ask" }).click();
    await page.getByRole("heading", { name: "CanaryPrinter burns", level: 1 }).waitFor();
    await page.getByText("Jonas Brandt was asked").waitFor();
    await expert.page.getByRole("link", { name: "Notifications: 1 new" }).click();
    await expert.page.getByText("Lena Okafor asks for your help: CanaryPrinter burns").click();
    await expert.page.getByRole("log").getByRole("paragraph").getByText("CanaryPrinter burns").waitFor();
    await expert.page.getByRole("button", { name: "I’ll take it" }).click();
    await expert.page.getByText(/Jonas Brandt answered after/).waitFor();
    await page.getByText(/Jonas Brandt answered after/).waitFor();
    await page.getByRole("button", { name: "Solved" }).click();
    await expert.page.getByRole("status").getByText("Solved", { exact: true }).waitFor();
    await expert.page.getByRole("link", { name: "Notifications", exact: true }).waitFor();
  }, 60_000);

  test("[MS-19] who is off duty is not asked; the question waits", async () => {
    const { page } = expert;
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("IT help").click();
    await page.getByRole("switch", { name: "IT help", checked: false }).waitFor();
    await asker.page.getByRole("button", { name: "Ask for help" }).click();
    const dialog = asker.page.getByRole("dialog");
    await dialog.getByLabel("Your question").fill("CanaryPaper is out");
    await dialog.getByRole("button", { name: "Ask" }).click();
    await asker.page.getByText("Nobody is free at the moment").waitFor();
    await page.getByLabel("IT help").click();
    await asker.page.getByText("Jonas Brandt was asked").waitFor();
    await page.getByRole("link", { name: /CanaryPaper is out/ }).click();
    await page.getByRole("button", { name: "Pass on" }).click();
    await page.getByRole("heading", { name: /Jonas/ }).waitFor();
    await asker.page.getByText("Nobody is free at the moment").waitFor();
  }, 60_000);

  test("[MS-19] the report counts what was asked and how soon it was answered", async () => {
    const { page } = admin;
    await page.goto("/admin/care");
    const figure = (name: string) =>
      page.locator(".figure", { has: page.getByText(name, { exact: true }) }).locator("strong");
    await figure("Asked").getByText("2").waitFor();
    expect(await figure("Answered").textContent()).toBe("1");
    await page.getByText(/Jonas Brandt/).waitFor();
  }, 30_000);

  test("[MS-14] [SE-05] no word of it lies in the clear, and the pages kept to their policy", () => {
    expect(filesWith(box.folder, ["Canary"])).toEqual([]);
    for (const { complaints } of [admin, expert, asker])
      expect(complaints.filter((text) => !/status of 401|incognito/.test(text))).toEqual([]);
  });
});
