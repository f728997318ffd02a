/** An administrator gives calling and takes it away: the app that is open follows, without being loaded anew. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

/** Milliseconds: "within 5 s without reload". */
const soon = { timeout: 5000 };

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
let box: TestAppliance;
let browser: Browser;
let page: Page;
let jonasId: string;

beforeAll(async () => {
  box = await testAppliance();
  const { directory, invitations } = box.rooms.people;
  await directory.setUp({ code: box.setupCode ?? "", organisation: "Northwind", ...maria });
  const { token } = await invitations.invite({ ...jonas, role: "user", offer: "M1" });
  jonasId = (await invitations.accept(token, jonas)).id;
  browser = await openBrowser();
  page = (await visitor(browser, box.url)).page;
  await signIn(page, jonas);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[GN-03] calling and meetings appear when they are given, and go when they are taken away", async () => {
  const calls = page.getByRole("link", { name: "Calls" });
  const callMaria = page.getByRole("button", { name: "Call Maria Keller" });
  await page.getByRole("link", { name: "People" }).click();
  await page.getByText(maria.email).waitFor();
  expect(await calls.count()).toBe(0);
  expect(await callMaria.count()).toBe(0);
  expect(await page.getByRole("button", { name: "Meet with Maria Keller" }).count()).toBe(0);
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  expect(page.url()).toEndWith("/people");

  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await box.rooms.people.directory.change(jonasId, { offer: "C2" });
  await calls.waitFor(soon);
  await callMaria.waitFor(soon);
  await until(() => box.rooms.sip.location.of(jonasId).length === 1);
  await calls.click();
  await page.getByPlaceholder("Extension or address").waitFor();

  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Meet with Maria Keller" }).waitFor();
  await page.getByRole("button", { name: "Message Maria Keller" }).click();
  const meet = page.getByRole("button", { name: "Meet", exact: true });
  const call = page.getByRole("button", { name: "Call", exact: true });
  await meet.waitFor();
  await call.waitFor();

  await box.rooms.people.directory.change(jonasId, { offer: "M1" });
  for (const gone of [meet, call, calls]) await gone.waitFor({ state: "detached", ...soon });
  expect(box.rooms.sip.location.of(jonasId)).toEqual([]);
  await page.goBack();
  await page.goBack();
  await page.getByRole("heading", { name: "No calls here" }).waitFor();
  expect(await page.getByPlaceholder("Extension or address").count()).toBe(0);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});
