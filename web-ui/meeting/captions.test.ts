/** Captions: one in the meeting writes what is said, the others read it, on a large screen and on a telephone's. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { createSpace, openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";

const jonas = personNamed("Jonas Brandt");
let house: Administration;
let reader: Visitor;

const captionsOn = (page: Page) => page.getByRole("region", { name: "Captions" });
const choose = async (page: Page, item: string) => {
  await page.getByRole("button", { name: "Captions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

beforeAll(async () => {
  house = await openAdministration();
  await house.client.admit(jonas);
  reader = await visitor(house.browser, house.box.url, { viewport: phone });
  await signIn(reader.page, jonas);
  await createSpace(house.admin.page, "Launch", [jonas.name]);
  await house.admin.page.getByRole("button", { name: "Meet", exact: true }).click();
  await openSpace(reader.page, "Launch");
  await reader.page.getByRole("button", { name: "Join" }).click();
  await house.admin.page.getByText("2 here").waitFor();
}, 60_000);
afterAll(() => house?.dispose());

test("[UX-04] one writes what is said, line by line, and everybody reads the last lines", async () => {
  const { page } = house.admin;
  await choose(page, "Write captions");
  const line = page.getByRole("textbox", { name: "Write what is said" });
  for (const text of ["Good morning.", "Let us begin.", "<b>First</b> the numbers.", "   ", "Jonas?"]) {
    await line.fill(text);
    await line.press("Enter");
  }
  for (const reading of [page, reader.page]) {
    await captionsOn(reading).getByText("Jonas?").waitFor();
    expect(await captionsOn(reading).getByRole("paragraph").allTextContents()).toEqual([
      "Let us begin.",
      "<b>First</b> the numbers.",
      "Jonas?",
      `Captions by ${house.maria.name}`,
    ]);
  }
  await line.press("Escape");
  await line.waitFor({ state: "detached" });
}, 60_000);

test("[UX-04] who needs none puts them away, and has them back", async () => {
  const { page } = reader;
  await choose(page, "Hide captions");
  await captionsOn(page).waitFor({ state: "detached" });
  await captionsOn(house.admin.page).waitFor();
  await choose(page, "Show captions");
  await captionsOn(page).getByText("Jonas?").waitFor();
}, 60_000);

test("[UX-04] they cover nobody's face, and fit a telephone's screen", async () => {
  const { page } = reader;
  const [captions, faces] = await Promise.all([
    captionsOn(page).boundingBox(),
    page.locator(".stage-body").boundingBox(),
  ]);
  if (!captions || !faces) throw new Error("both are shown");
  expect(captions.y).toBeGreaterThanOrEqual(faces.y + faces.height);
  expect(captions.x + captions.width).toBeLessThanOrEqual(phone.width);
  expect([...house.admin.complaints, ...reader.complaints]).toEqual([]);
}, 60_000);
