/** Contacts and shared phones, as people and administrators use them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { personNamed, setUp, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const vcards = [
  "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Okafor\nTEL;TYPE=CELL:+1 415 555 0123\nTEL;TYPE=WORK:+1 415 555 0124\nEND:VCARD",
  "BEGIN:VCARD\nVERSION:3.0\nFN:Harbour Taxi\nTEL:+14155550125\nEND:VCARD",
  "BEGIN:VCARD\nVERSION:3.0\nFN:Nobody\nEND:VCARD",
].join("\n");

let box: TestAppliance;
let browser: Browser;
let desk: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  browser = await openBrowser();
  desk = await visitor(browser, box.url);
  await setUp(desk.page, box.setupCode ?? "", "Northwind", maria);
}, 30_000);
afterAll(async () => {
  await browser.close();
  await box.dispose();
});

const bookOf = async (page: Page, dialog = page.getByRole("dialog")) => {
  const address = await dialog.getByLabel("Cisco (directory URL)").inputValue();
  return (await fetch(`${address}/contacts`, { tls: { rejectUnauthorized: false } })).text();
};

describe("contacts", () => {
  test("[MB-05] [CA-24] a file of a mobile's contacts is imported, and the desk phone's book has them", async () => {
    const { page } = desk;
    await page.goto("/calls?tab=settings");
    await page.getByRole("button", { name: "Add a phone" }).click();
    await page.getByLabel("Name of the phone").fill("Desk");
    await page.getByRole("dialog").getByRole("button", { name: "Add a phone" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    await page.getByRole("tab", { name: "Contacts" }).click();
    await page.getByText("No contacts yet.").waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import a file" }).click();
    await (await chooser).setFiles({
      name: "contacts.vcf",
      mimeType: "text/vcard",
      buffer: Buffer.from(vcards),
    });
    await page.getByText("2 added").waitFor();
    await page.getByText("1 entry had no name or no number.").waitFor();
    await page.getByLabel("Search your contacts").fill("taxi");
    await page.getByText("Harbour Taxi").waitFor();
    expect(await page.getByText("Ada Okafor").count()).toBe(0);
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByRole("button", { name: "More for Desk" }).click();
    await page.getByRole("menuitem", { name: "Addresses of the phone book for Desk" }).click();
    expect(await bookOf(page)).toContain("<Name>Harbour Taxi</Name><Telephone>+14155550125</Telephone>");
    const dialog = page.getByRole("dialog");
    const port = box.rooms.devices.ldapPort;
    await dialog.getByLabel("LDAP server").waitFor();
    expect(await dialog.getByLabel("LDAP server").inputValue()).toBe(`ldaps://localhost:${port}`);
    expect(await dialog.getByLabel("User name").inputValue()).toMatch(/^p-/);
    await dialog.getByRole("button", { name: "Done" }).click();
  }, 60_000);

  test("[MB-05] one is added on a phone's screen, seen at once on another, changed and removed", async () => {
    const mobile = await visitor(browser, box.url, { viewport: phone });
    await signIn(mobile.page, maria);
    await mobile.page.goto("/calls?tab=contacts");
    await desk.page.goto("/calls?tab=contacts");
    await mobile.page.getByRole("button", { name: "Add a contact" }).click();
    const dialog = mobile.page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Plumber");
    await dialog.getByRole("textbox", { name: /^Number 1/ }).fill("+1 415 555 0111");
    await dialog.getByRole("button", { name: "Save" }).click();
    await desk.page.getByText("Plumber").waitFor();
    await desk.page.getByRole("button", { name: "Change Plumber" }).click();
    await desk.page.getByRole("textbox", { name: /^Number 1/ }).fill("words");
    await desk.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await desk.page.getByRole("dialog").getByRole("alert").waitFor();
    await desk.page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await mobile.page.getByText("Plumber").waitFor({ state: "detached" });
    await mobile.context.close();
  }, 60_000);
});

describe("shared phones", () => {
  test("[CA-28] an administrator adds the lobby with a phone and what it may call, and takes it away", async () => {
    const { page } = desk;
    await page.goto("/admin/places");
    await page.getByText("No place has a phone yet.").waitFor();
    await page.getByRole("button", { name: "Add a place" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the place").fill("Lobby");
    await dialog.getByRole("button", { name: "Add a place" }).click();
    await page.getByRole("heading", { name: "Lobby" }).waitFor();
    await page.getByRole("button", { name: "Add a phone" }).click();
    await dialog.getByLabel("Name of the phone").fill("At the door");
    await dialog.getByRole("button", { name: "Add a phone" }).click();
    expect(await dialog.getByLabel("Password").inputValue()).toHaveLength(20);
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByText("At the door").waitFor();
    await page.getByRole("button", { name: "Change Lobby" }).click();
    await dialog.getByLabel("Outside numbers that may be called").fill("+1 415 555 0125\n+1 415 555 0126");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("+1 415 555 0125, +1 415 555 0126").waitFor();
    await page.goto("/people");
    await page.getByText("Shared phone").waitFor();
    expect(await page.getByRole("button", { name: "Message Lobby" }).count()).toBe(0);
    await page.goto("/admin/places");
    await page.getByRole("button", { name: "Change Lobby" }).click();
    await dialog.getByRole("button", { name: "Remove the place" }).click();
    await dialog.getByRole("button", { name: "Remove the place" }).click();
    await page.getByText("No place has a phone yet.").waitFor();
  }, 60_000);

  test("the page threw nothing on the way", () => {
    expect(desk.complaints.filter((complaint) => !complaint.includes("Failed to load resource"))).toEqual([]);
  });
});
