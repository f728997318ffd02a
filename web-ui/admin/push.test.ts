/** The administrator's switch for Web Push, in a real browser: it holds at once and after a start. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { call } from "../api/client.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 60_000);

afterAll(() => house?.dispose());

test("[MS-13] off at first; turned on with a contact and a host, browsers get the key to subscribe with", async () => {
  const { page } = house.admin;
  const key = async () => (await call(house.client.api.push.$get())).publicKey;
  expect(await key()).toBeNull();
  await page.goto("/admin/messages");
  const card = page.locator("form", { hasText: "Push notifications while the app is closed" });
  await card.getByText("What leaves the house").waitFor();
  await card.getByLabel("Use push services").check({ force: true });
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
  expect(await card.getByLabel("Use push services").isChecked()).toBe(true);
  expect(await card.getByLabel("Push services in your own network").inputValue()).toBe("push.lan:8443");
  expect(house.admin.complaints.filter((text) => !/status of 40[01]/.test(text))).toEqual([]);
}, 60_000);
