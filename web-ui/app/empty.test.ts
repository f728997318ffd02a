/** An organisation on its first day: each list that holds nothing says what it is for, and how it begins. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { type AdministrationPage, administrationPages } from "../admin/pages.ts";
import { en } from "../text/en.ts";
import { enAdministration } from "../text/en-administration.ts";
import { enCalls } from "../text/en-calls.ts";

const texts: Readonly<Record<string, string>> = { ...en, ...enCalls, ...enAdministration };

/** The lists of each page, by their sentences, of those that are empty on the first day. */
const ofAdministration: Record<AdministrationPage, string[]> = {
  overview: [],
  people: [],
  guests: ["guest.none"],
  devices: ["admin.devices.none"],
  places: ["places.none"],
  calls: ["admin.calls.none", "quality.none", "records.none.yet", "captures.none"],
  trunks: ["telephony.trunks.lead", "telephony.numbers.lead"],
  groups: ["telephony.groups.lead", "telephony.lines.lead", "telephony.menus.lead"],
  dialling: [],
  spending: ["spending.spent.none"],
  hold: [],
  care: ["care.desks.lead", "care.report.none"],
  messages: [],
  retention: ["hold.none"],
  mail: [],
  jobs: ["jobs.none"],
  protection: [],
  health: [],
};
const ofApp: Record<string, string[]> = {
  "/": ["spaces.empty", "spaces.pick"],
  "/calls": ["calls.history.none"],
  "/calls?tab=voicemail": ["voicemail.none"],
  "/calls?tab=contacts": ["contacts.none"],
  "/files": ["files.none"],
  "/flagged": ["flagged.none"],
  "/tags": ["tags.none"],
  "/notifications": ["notices.none"],
};

/** Words of values, of findings and of whole pages that are no lists. */
const noLists = [
  "health.fraud.none",
  "health.mail.none",
  "telephony.trunks.none",
  "protection.none",
  "spending.none",
  "dialling.none",
  "encryption.none",
];
/** What a list says that is empty, as it stands on the page. */
const sentences = Object.entries(texts)
  .filter(
    ([key, text]) => /\.(none|empty)(\.yet)?$/.test(key) && !noLists.includes(key) && !text.includes("{"),
  )
  .map(([, text]) => text);

let box: TestAppliance;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  box = await testAppliance();
  const maria = personNamed("Maria Keller");
  await new AppClient(box.url).setUp(box.setupCode ?? "", "Northwind", maria);
  browser = await openBrowser();
  ({ page } = await visitor(browser, box.url));
  await page.routeWebSocket(/\/sip$/, () => {}); // the page would be among the devices as soon as it is registered
  await signIn(page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** What stands between the variables of a text. */
const constant = (text: string) => text.split(/\{[^}]*\}/).toSorted((a, b) => b.length - a.length)[0] ?? "";

/** The page's empty lists all have a step; none is told of outside of the one component. */
async function emptyLists(route: string, keys: readonly string[]): Promise<void> {
  await page.goto(route);
  for (const key of keys) {
    const empty = page.locator(".empty", { hasText: constant(texts[key] ?? key) });
    await empty.locator("a, button").waitFor();
  }
  const bare = await page.evaluate(
    (all) =>
      [...document.querySelectorAll("p")]
        .filter((each) => all.includes(each.textContent ?? ""))
        .filter((each) => !each.closest(".empty")?.querySelector("a, button"))
        .map(({ textContent }) => textContent),
    sentences,
  );
  expect(bare).toEqual([]);
}

describe("[UX-11] on the first day", () => {
  for (const name of administrationPages)
    test(`[UX-11] the lists of “${name}” say what they are for, with a way on`, async () => {
      await emptyLists(`/admin/${name}`, ofAdministration[name]);
    }, 30_000);

  for (const [route, keys] of Object.entries(ofApp))
    test(`[UX-11] the lists at ${route} say what they are for, with a way on`, async () => {
      await emptyLists(route, keys);
    }, 30_000);

  test("[UX-11] the way begins what the list is for", async () => {
    await page.goto("/admin/trunks");
    await page.locator(".empty").getByRole("button", { name: "Add a trunk" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.goto("/admin/calls");
    await page.getByRole("button", { name: "Capture a number" }).click();
    await page.locator("input:focus").waitFor();
    await page.goto("/");
    await page.locator(".rail .empty").getByRole("button", { name: "Start a space" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "Find a space or a person" }).waitFor();
    await page.keyboard.press("1");
    await page.locator(".rail .empty").getByRole("button", { name: "Show all spaces" }).click();
    await page.getByText(texts["spaces.empty"] ?? "").waitFor();
  }, 30_000);
});
