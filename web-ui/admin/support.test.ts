/** Support looks: it is shown what it may look at, and no button that the appliance refuses to it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { administrationPages } from "./pages.ts";

const jonas = personNamed("Jonas Brandt");

let house: Administration;
let looking: Visitor;
let page: Page;
const refused: string[] = [];

beforeAll(async () => {
  house = await openAdministration({ SIP__DOMAIN: "localhost" });
  const { client, box } = house;
  const { id } = await client.admit(jonas);
  await client.api.admin.people[":id"].$patch({ param: { id }, json: { role: "support" } });
  await client.api.admin.calls.captures.$post({ json: { about: "1001", seconds: 600 } });
  const desk = { name: "Help desk", skills: [], answerWithin: 120 };
  const experts = [{ person: id, skills: null, lead: false }];
  await client.api.admin.care.desks[":id"].$put({
    param: { id: crypto.randomUUID() },
    json: { ...desk, experts },
  });
  const csv = "name,email\nRosa Lind,rosa@northwind.example\nNobody,";
  await client.api.admin.people.imports.$post({ json: { csv, letters: false } });
  looking = await visitor(house.browser, box.url);
  page = looking.page;
  page.on("response", (response) => {
    if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`);
  });
  await signIn(page, jonas);
}, 60_000);
afterAll(() => house?.dispose());

const main = () => page.locator(".admin-main");

test("[AD-06] support is led to the pages it may look at, and told whose the others are", async () => {
  await page.goto("/admin/overview");
  const links = page.getByRole("navigation", { name: "Administration" }).getByRole("link");
  await links.filter({ hasText: "Calls" }).waitFor();
  expect(await links.allTextContents()).toEqual([
    "Back to the app",
    "Overview",
    "Devices",
    "Calls",
    "Care",
    "Mail",
    "Jobs",
    "Protection",
    "Health",
  ]);
  await page.goto("/admin/people");
  await main().getByText("This page is for administrators").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search and commands" }).fill("administration");
  await page.getByRole("option", { name: "Health" }).waitFor();
  expect(await page.getByRole("option", { name: /People|Invite|Add/ }).count()).toBe(0);
  await page.keyboard.press("Escape");
  expect(refused).toEqual([]);
}, 60_000);

test("[AD-06] nothing that support presses in administration is refused to it", async () => {
  const pressed: string[] = [];
  for (const name of administrationPages) {
    await page.goto(`/admin/${name}`);
    await main().getByText("administrators").first().waitFor();
    await page.waitForLoadState("networkidle");
    const buttons = main().getByRole("button").and(page.locator(":enabled"));
    const count = await buttons.count();
    for (let index = 0; index < count; index++) {
      const button = buttons.nth(index);
      if (!(await button.isVisible())) continue;
      pressed.push((await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? "");
      await button.click();
      await page.waitForLoadState("networkidle");
      const dialog = page.getByRole("dialog");
      if ((await dialog.count()) === 0) continue;
      expect(await dialog.getByRole("button", { name: /Save|Remove|Add/ }).count()).toBe(0);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  }
  expect(pressed).toContain("1001"); // a capture is looked at
  expect(pressed.join()).toContain("Help desk");
  expect(pressed.join()).not.toMatch(/End call|Start|Forget|Change|Send|Cancel|Let in/);
  expect(refused).toEqual([]);
}, 60_000);
