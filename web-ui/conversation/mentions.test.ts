/** Mentions that ask first: of very many, and of people who are not there. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Maria Keller");

let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let api: AppClient;
let harbour: string;
let fleet: string;
let crew: string[];

beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const invite = async (name: string, email: string) =>
    (await call(api.api.admin.people.$post({ json: { name, email } }))).person.id;
  crew = [];
  for (let index = 0; index < 50; index++)
    crew.push(await invite(`Crew ${index}`, `crew${index}@northwind.example`));
  await invite("Aiko Tanaka", "aiko@northwind.example");
  await invite("Rosa Vega", "rosa@northwind.example");
  fleet = await api.createSpace("Fleet", crew); // 51 with Maria
  await api.createSpace("Quay", crew.slice(0, 49)); // 50 with her
  harbour = await api.createSpace("Harbour", crew.slice(0, 3));
  browser = await openBrowser();
  one = await visitor(browser, box.url);
  await signIn(one.page, maria);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const area = (page: Page) => page.getByRole("textbox", { name: /^Write to/ });
const shown = (page: Page, text: string) => page.getByRole("log").getByText(text).waitFor();
const pick = async (page: Page, text: string, name: string) => {
  await area(page).pressSequentially(text);
  await page.getByRole("option", { name }).click();
};
const newestIn = async (space: string) => {
  const { messages } = await call(api.api.spaces[":id"].messages.$get({ param: { id: space }, query: {} }));
  return messages.toSorted((a, b) => b.seq - a.seq)[0];
};
const membersOf = async (space: string) =>
  (await call(api.api.spaces[":id"].members.$get({ param: { id: space } }))).members.length;

describe("mentions", () => {
  test("[MS-06] everybody in a space of more than 50 is asked about first; not answering sends nothing", async () => {
    const { page } = one;
    await openSpace(page, "Fleet");
    await pick(page, "all hands @every", "everybody");
    await area(page).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Send to everybody" });
    await dialog.getByText("This mentions all 51 people in this space.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await area(page).inputValue()).toContain("all hands @everybody");
    await area(page).press("Enter");
    await dialog.getByRole("button", { name: "Send to everybody" }).click();
    await shown(page, "all hands");
    expect(await area(page).inputValue()).toBe("");
  }, 60_000);

  test("[MS-06] an edit that begins to mention everybody asks too", async () => {
    const { page } = one;
    await area(page).fill("a quiet word");
    await area(page).press("Enter");
    await shown(page, "a quiet word");
    await area(page).press("ArrowUp");
    await page.getByText("Editing a message").waitFor();
    await pick(page, " @every", "everybody");
    await area(page).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await area(page).press("Escape");
  }, 60_000);

  test("[MS-06] fifty are told without a question", async () => {
    const { page } = one;
    await openSpace(page, "Quay");
    await pick(page, "crew @every", "everybody");
    await area(page).press("Enter");
    await shown(page, "crew");
    expect(await page.getByRole("dialog").count()).toBe(0);
  }, 60_000);

  test("[MS-06] the team of a space is mentioned as one, and only those of it who are in the space are", async () => {
    const { page } = one;
    await openSpace(page, "Harbour");
    await area(page).pressSequentially("@tea");
    expect(await page.getByRole("option", { name: /^team/ }).count()).toBe(0); // it is in none
    await area(page).fill("");
    const team = await api.createTeam("Deck hands", [crew[0], crew[1], crew[40]].map(String));
    await api.placeInTeam(harbour, team, "Harbour");
    await area(page).pressSequentially("to the @tea");
    await page.getByRole("option", { name: "team Deck hands" }).click();
    await area(page).press("Enter");
    await page.locator(".mention", { hasText: "@team" }).waitFor();
    const message = () => newestIn(harbour);
    await until(async () => (await message())?.mentions.length === 3);
    const me = box.rooms.people.directory.search("Maria", 1)[0]?.id;
    expect(new Set((await message())?.mentions)).toEqual(new Set([me, crew[0], crew[1]].map(String)));
    await api.placeInTeam(fleet, await api.createTeam("Everybody", crew), "Fleet");
    await openSpace(page, "Fleet");
    await pick(page, "@tea", "team Everybody");
    await area(page).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Send to the team" });
    await dialog.getByText("all 51 people of the team").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await area(page).fill("");
  }, 60_000);

  test("[MS-06] somebody who is not in the space can be mentioned, and is added when the author says so", async () => {
    const { page } = one;
    await openSpace(page, "Harbour");
    await pick(page, "ask @Aik", "Aiko Tanaka Not in this space");
    await area(page).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Add to the space?" });
    await dialog.getByText("Aiko Tanaka is not in this space").waitFor();
    await dialog.getByRole("button", { name: "Add and send" }).click();
    await page.locator(".mention", { hasText: "@Aiko Tanaka" }).waitFor();
    expect(await membersOf(harbour)).toBe(5);
    await pick(page, "again @Aik", "Aiko Tanaka");
    await area(page).press("Enter");
    await shown(page, "again");
  }, 60_000);

  test("[MS-06] or is not added, and the message goes all the same", async () => {
    const { page } = one;
    await pick(page, "or @Rosa", "Rosa Vega Not in this space");
    await area(page).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Send without adding" }).click();
    await page.locator(".mention", { hasText: "@Rosa Vega" }).waitFor();
    expect(await membersOf(harbour)).toBe(5);
  }, 60_000);
});
