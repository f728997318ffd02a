/** Prices and limits of spending, as an administrator sets them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type Administration, openAdministration } from "../../../scripts/peers/administration.ts";
import { phone, visitor } from "../../../scripts/peers/browser.ts";
import { signIn } from "../../../scripts/peers/steps.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 30_000);
afterAll(() => house?.dispose());

const spending = () => house.box.rooms.calling.protection.spending;

test("[SE-01] limits are set in money and minutes, for each person and for all, and taken away", async () => {
  const { page } = house.admin;
  await page.goto("/admin/spending");
  await page.getByRole("button", { name: /^Limits No limits/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Currency").fill("usd");
  const person = dialog.getByRole("group", { name: "For each person" });
  await person.getByLabel("Money a day").fill("2.50");
  await person.getByLabel("Minutes a month").fill("600");
  await dialog.getByRole("group", { name: "For all together" }).getByLabel("Money a month").fill("100");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page
    .getByText(/\$2\.50 a day for each person.*600 minutes a month.*\$100\.00 a month for all/)
    .waitFor();
  expect(spending().limits).toEqual({
    currency: "USD",
    person: { day: { money: 2_500_000, minutes: null }, month: { money: null, minutes: 600 } },
    house: { day: { money: null, minutes: null }, month: { money: 100_000_000, minutes: null } },
  });
  await page.getByRole("button", { name: /^Limits .*2\.50/ }).click();
  await person.getByLabel("Money a day").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await until(() => spending().limits.person.day.money === null);
}, 60_000);

test("[SE-01] a person is given limits of their own in the place of everybody's, and they are taken away", async () => {
  const { page } = house.admin;
  const own = () => house.box.rooms.calling.settings.of(jonasId).spending;
  const { id: jonasId } = await house.box.rooms.people.invitations
    .invite({
      name: "Jonas Brandt",
      email: "jonas.brandt@northwind.example",
      role: "user",
    })
    .then(({ person }) => person);
  const open = async () => {
    await page.goto("/admin/people");
    await page.getByRole("button", { name: /Jonas Brandt/ }).click();
    return page.getByRole("dialog");
  };
  const dialog = await open();
  await dialog.getByRole("switch", { name: "Own limits for outside calls" }).check();
  const fields = dialog.getByRole("group", { name: "Own limits for outside calls" });
  await fields.getByLabel("Money a day").fill("4");
  await fields.getByLabel("Minutes a month").fill("90");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(own()).toEqual({
    day: { money: 4_000_000, minutes: null },
    month: { money: null, minutes: 90 },
  });
  await open();
  expect(await fields.getByLabel("Minutes a month").inputValue()).toBe("90");
  await dialog.getByRole("switch", { name: "Own limits for outside calls" }).uncheck();
  await dialog.getByRole("button", { name: "Save" }).click();
  await until(() => own() === null);
}, 60_000);

test("[SE-01] prices are added, changed, removed, imported and exported; a wrong list is explained by its lines", async () => {
  const { page } = house.admin;
  await page.goto("/admin/spending");
  await page.getByRole("button", { name: /^Prices a minute/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Destination").fill("+33");
  await dialog.getByLabel("Price a minute", { exact: false }).first().fill("0.019");
  await dialog.getByRole("button", { name: "Add a price" }).click();
  await dialog.getByLabel("Price a minute of +33").fill("0.02");
  await dialog.getByLabel("Price a minute of +33").blur();
  await until(() => spending().prices[0]?.price === 20_000);
  for (const wrong of ["", "two", "-1", "1e3"]) {
    await dialog.getByLabel("Price a minute of +33").fill(wrong);
    await dialog.getByLabel("Price a minute of +33").blur();
    expect(await dialog.getByLabel("Price a minute of +33").inputValue()).toBe("0.02");
  }
  expect(spending().prices[0]?.price).toBe(20_000);
  const bring = async (csv: string) => {
    const chooser = page.waitForEvent("filechooser");
    await dialog.getByRole("button", { name: "Import a list (CSV)" }).click();
    await (await chooser).setFiles({ name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  };
  await bring("destination,price\n+44,free\n49,0.01\n");
  await dialog.getByText("Line 2: the price must be a number as 0.019, without a currency.").waitFor();
  await dialog.getByText("Line 3: the destination must begin with a plus", { exact: false }).waitFor();
  await bring("destination,price\n");
  await dialog.getByText("Line 1: there is no price in this file.").waitFor();
  expect(spending().prices).toHaveLength(1);
  await bring("destination;price\n+44;0,031\ninternational;0,50\n");
  await dialog.getByText("2 prices were imported.").waitFor();
  await dialog.getByLabel("Price a minute of +44").waitFor();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export" }).click();
  const saved = readFileSync(await (await download).path(), "utf8");
  await dialog.getByRole("button", { name: "Remove the price of +44" }).click();
  await until(() => spending().prices.length === 1);
  await bring(saved);
  await until(() => spending().prices.length === 2);
  expect(spending().prices).toEqual(
    expect.arrayContaining([
      { destination: "+44", price: 31_000 },
      { destination: "international", price: 500_000 },
    ]),
  );
}, 60_000);

test("[SE-01] [MB-01] both fit a phone's screen", async () => {
  const mobile = await visitor(house.browser, house.box.url, { viewport: phone });
  const { page } = mobile;
  await signIn(page, house.maria);
  await page.goto("/admin/spending");
  for (const name of [/^Prices a minute/, /^Limits .*for all/]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("dialog").getByRole("button").first().waitFor();
    const body = page.getByRole("dialog").locator(".form");
    expect(await body.evaluate((form) => form.scrollWidth > form.clientWidth)).toBe(false);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await mobile.context.close();
}, 30_000);
