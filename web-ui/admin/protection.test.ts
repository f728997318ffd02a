/** The administration's page of limits, in a real browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { AppClient } from "../../scripts/peers/client.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration({ LIMITS__REQUESTS_PER_PERSON: "50" });
}, 60_000);

afterAll(() => house?.dispose());

test("[SE-06] the limits are shown, and who was made to wait", async () => {
  const { page } = house.admin;
  for (let guess = 0; guess < 7; guess++)
    await new AppClient(house.box.url).api["sign-in"].$post({
      json: { email: "nobody@northwind.example", password: "wrong" },
    });
  await page.goto("/admin/overview");
  await page.getByRole("link", { name: "Protection" }).click();
  const persons = page.getByRole("region", { name: "Requests of one person" });
  await persons.getByText("3,000 a minute, 500 at once.").waitFor();
  await persons.getByText("Nobody was made to wait since the start.").waitFor();
  const accounts = page.getByRole("region", { name: "Sign-ins to one account" });
  await accounts.getByText("nobody@northwind.example").waitFor();
  await accounts.getByText(/^2 times, last/).waitFor();
  expect(house.admin.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 60_000);

test("[SE-06] an address that is kept out for wrong passwords is let in again", async () => {
  const { page } = house.admin;
  const { sip } = house.box.rooms;
  const address = "192.0.2.7";
  for (let guess = 0; guess < 20; guess++) sip.bookKeyFor({ username: "nobody", password: "wrong" }, address);
  expect(sip.isBanned(address)).toBe(true);
  await page.goto("/admin/protection");
  const kept = page.getByRole("region", { name: "Addresses that are kept out" });
  await kept.getByText(/^192\.0\.2\.7 is locked out until/).waitFor();
  await kept.getByRole("button", { name: "Let in again" }).click();
  await kept.waitFor({ state: "detached" });
  expect(sip.isBanned(address)).toBe(false);
});
