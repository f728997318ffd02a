/** Forwards by hours and callers in a person's own settings. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { desktop, phone } from "../../scripts/peers/browser.ts";
import { until } from "../../scripts/peers/until.ts";

let house: Administration;
let personId: string;

beforeAll(async () => {
  house = await openAdministration();
  personId = (await house.client.signIn(house.maria)) as string;
}, 30_000);
afterAll(() => house?.dispose());

const rules = () => house.box.rooms.calling.settings.of(personId).forwardRules;

test("[CA-13] [CA-26] a rule is added, given hours and callers, moved before another, and removed", async () => {
  const { page } = house.admin;
  await page.goto("/calls?tab=settings");
  for (const number of ["1002", "1003"]) {
    await page.getByRole("textbox", { name: "Forward to" }).fill(number);
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByRole("button", { name: `Remove the rule to ${number}` }).waitFor();
  }
  await until(() => rules().length === 2);
  await page.getByRole("button", { name: "Hours and callers of the rule to 1003" }).click();
  const callers = page.getByLabel("When these call").first();
  for (const caller of ["+4930*", "1001"]) {
    await callers.fill(caller);
    await callers.press("Enter");
  }
  await page.getByText("+4930*, 1001 · at any time").waitFor();
  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByText("+4930*, 1001 · at certain hours").waitFor();
  await page.getByText(/^Hours are those of/).waitFor();
  await page.setViewportSize(phone);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await page.setViewportSize(desktop);
  await page.getByRole("button", { name: "Move the rule to 1003 up" }).click();
  await until(() => rules()[0]?.number === "1003");
  expect(rules()[0]).toEqual({
    number: "1003",
    callers: ["+4930*", "1001"],
    hours: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }],
  });
  await page.reload();
  await page.getByText("+4930*, 1001 · at certain hours").waitFor();
  await page.getByRole("button", { name: "Remove the rule to 1002" }).click();
  await until(() => rules().length === 1);
  expect(house.admin.complaints).toEqual([]);
}, 60_000);
