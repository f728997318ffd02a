/** The administrator's switch for Web Push, in a real browser: it holds at once and after a start. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Maria Keller");
let box: TestAppliance;
let browser: Browser;
let admin: Visitor;
let api: AppClient;

beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  browser = await openBrowser();
  admin = await visitor(browser, box.url);
  await signIn(admin.page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[MS-13] off at first; turned on with a contact and a host, browsers get the key to subscribe with", async () => {
  const { page } = admin;
  const key = async () => (await call(api.api.push.$get())).publicKey;
  expect(await key()).toBeNull();
  await page.goto("/admin/messages");
  const card = page.locator("form", { hasText: "Waking browsers while the app is closed" });
  await card.getByText("What leaves the house").waitFor();
  await card.getByLabel("Wake browsers through push services").check({ force: true });
  await card.getByLabel("Contact for the push services").fill("nobody");
  await card.getByRole("button", { name: "Save" }).click();
  await card.getByRole("alert").waitFor();
  expect(await key()).toBeNull();
  await card.getByLabel("Contact for the push services").fill("mailto:it@northwind.example");
  await card.getByLabel("Push services in your own network").fill("push.lan:8443");
  await card.getByRole("button", { name: "Save" }).click();
  await card.getByText("Saved.").waitFor();
  expect(await key()).not.toBeNull();
  await page.reload();
  expect(await card.getByLabel("Wake browsers through push services").isChecked()).toBe(true);
  expect(await card.getByLabel("Push services in your own network").inputValue()).toBe("push.lan:8443");
  expect(admin.complaints.filter((text) => !/status of 40[01]/.test(text))).toEqual([]);
}, 60_000);
