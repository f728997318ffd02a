/** What a row asks for is not asked again because it was scrolled away and back. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { fillSpace } from "../../scripts/peers/long-space.ts";
import { settled } from "../../scripts/peers/scrolling.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";
import { encryptContent } from "../crypto/content.ts";

const maria = personNamed("Maria Keller");

let box: TestAppliance;
let browser: Browser;

beforeAll(async () => {
  box = await testAppliance();
  const client = new AppClient(box.url);
  const me = await client.setUp(box.setupCode ?? "", "Northwind", maria);
  const space = await client.createSpace("Harbour", []);
  const board = await client.createBoard(space, "Sketch");
  await fillSpace({ box, client, authors: [me], space, count: 120 });
  const [key, id] = [await client.keyOf(space), crypto.randomUUID()];
  const content = { text: "", board: { id: board, title: "Sketch" } };
  const body = await encryptContent(client.keyring, key, { sp: space, mid: id }, content);
  const json = { id, key, body, mentions: [], files: [], tokens: [] };
  await call(client.api.spaces[":id"].messages.$post({ param: { id: space }, json }));
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[UX-07] a whiteboard in the conversation that is scrolled away and back is not asked for again", async () => {
  const { page } = await visitor(browser, box.url);
  await signIn(page, maria);
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/boards")) asked++;
  });
  await openSpace(page, "Harbour");
  const card = page.locator(".board-card");
  await card.waitFor();
  await settled(page);
  const before = asked;
  await page.getByRole("log", { name: "Harbour" }).hover();
  for (let turns = 0; turns < 10; turns++) await page.mouse.wheel(0, -700);
  await card.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Jump to the newest message" }).click();
  await card.waitFor();
  await settled(page);
  expect(before).toBeGreaterThan(0);
  expect(asked).toBe(before);
}, 60_000);
