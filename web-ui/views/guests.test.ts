/** Guests with real browsers: invited in a space's People panel, in by the link, ended by the administrator. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../../scripts/peers/mail-server.ts";
import { openSpace, signIn, write } from "../../scripts/peers/steps.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };
const lena = { name: "Lena Voss", email: "lena@partner.example", password: "correct horse battery" };

let smtp: MailServer;
let box: TestAppliance;
let browser: Browser;
let host: Visitor;
let guest: Visitor;

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.createSpace("Harbour", []);
  browser = await openBrowser();
  host = await visitor(browser, box.url);
  await signIn(host.page, maria);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
  await smtp?.close();
});

describe("guests in the app", () => {
  test("[GN-06] typing an unknown address invites; the guest comes in by the link and sees that space", async () => {
    const { page } = host;
    await openSpace(page, "Harbour");
    await page.getByRole("button", { name: "People", exact: true }).click();
    await page.getByRole("textbox", { name: "People to invite" }).fill(lena.email);
    await page.getByRole("option", { name: `Invite ${lena.email} as a guest` }).click();
    await page.getByText(`The invitation is on its way to ${lena.email}`).waitFor();
    await page.getByText("Invited, not joined yet").waitFor();
    const link = linkIn(await smtp.received(1));
    guest = await visitor(browser, box.url);
    await guest.page.goto(link);
    await guest.page.getByLabel("Your name").fill(lena.name);
    await guest.page.getByRole("textbox", { name: "Password" }).fill(lena.password);
    await guest.page.getByRole("button", { name: "Join" }).click();
    await openSpace(guest.page, "Harbour");
    await write(guest.page, "hello from outside");
    await guest.page.getByText("hello from outside").waitFor();
    expect(await guest.page.getByRole("button", { name: "New space" }).count()).toBe(0);
    expect(await guest.page.getByRole("link", { name: "Calls" }).count()).toBe(0);
  }, 60_000);

  test("[GN-06] members see who is a guest, and that the space has some", async () => {
    const { page } = host;
    const message = page.getByRole("article").filter({ hasText: "hello from outside" });
    await message.getByText("Guest", { exact: true }).waitFor();
    await page.getByText("Has guests").first().waitFor();
    await page.getByText("People from outside the organisation read this space.").waitFor();
  }, 30_000);

  test("[GN-06] the administrator sees what a guest did and ends their access: they are out at once", async () => {
    const { page } = host;
    await page.goto("/admin/guests");
    await page.getByText(lena.email).waitFor();
    await page.getByRole("button", { name: "Log" }).click();
    await page.getByText(/POST \/app\/spaces\/.*\/messages/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "End access" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End access" }).click();
    await guest.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByText("Ended").waitFor();
    expect(host.complaints.concat(guest.complaints).filter((text) => !/status of 401/.test(text))).toEqual(
      [],
    );
  }, 60_000);

  test("[AD-17] the administrator makes a guest a user: they keep what they wrote, and have an extension", async () => {
    const { page } = host;
    await page.getByRole("button", { name: "Make a user" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make a user" }).click();
    await page.getByText("There are no guests.").waitFor();
    await page.goto("/admin/people");
    const row = page.getByRole("row", { name: new RegExp(lena.email) });
    await row.getByText("User", { exact: true }).waitFor();
    await row.getByText(/^\d{4}$/).waitFor();
  });
});
