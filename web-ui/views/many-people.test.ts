/** Thousands of people in a real browser: the directory, the administration, a space of a thousand. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { memberships } from "../../appliance/messaging/schema.ts";
import { nameWords } from "../../appliance/people/name-words.ts";
import { people } from "../../appliance/people/schema.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Aaron Keller"); // the first by name
const count = 3000;
const inSpace = 1000;
const nameOf = (index: number) => `Person ${String(index).padStart(5, "0")}`;

let box: TestAppliance;
let browser: Browser;
let page: Page;
let client: AppClient;
const ids = Array.from({ length: count }, () => crypto.randomUUID());

beforeAll(async () => {
  box = await testAppliance();
  client = new AppClient(box.url);
  await client.setUp(box.setupCode ?? "", "Northwind", maria);
  const space = await client.createSpace("Harbour", []);
  const now = Date.now();
  await box.rooms.db.write((orm) => {
    for (const [index, id] of ids.entries()) {
      const email = `p${index}@northwind.example`;
      orm
        .insert(people)
        .values({
          id,
          name: nameOf(index),
          nameWords: nameWords(nameOf(index)),
          email,
          role: "user",
          offer: "M1",
          state: "active",
          createdAt: now,
        })
        .run();
      if (index < inSpace)
        orm
          .insert(memberships)
          .values({ spaceId: space, personId: id, role: "member", joinedAt: now + index })
          .run();
    }
  });
  const zoe = await client.admit(personNamed("Zoe Winter"));
  await call(client.api.spaces[":id"].members.$post({ param: { id: space }, json: { person: zoe.id } }));
  await zoe.client.send(space, await zoe.client.keyOf(space), "the lighthouse is painted");
  browser = await openBrowser();
  ({ page } = await visitor(browser, box.url));
  await signIn(page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Turns the wheel over a list until somebody is on the screen; fewer rows than `most` are drawn at any time. */
async function scrollTo(name: string, rows: Locator, most: number): Promise<void> {
  const wanted = page.getByText(name, { exact: true }).first();
  while ((await wanted.count()) === 0) {
    await page.mouse.wheel(0, 4000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await rows.count()).toBeLessThan(most);
  }
  await wanted.scrollIntoViewIfNeeded();
}

describe("thousands of people", () => {
  test("[MS-05] [GN-10] whoever is far down the directory is found: by the rail, the palette and from:", async () => {
    const palette = page.getByRole("combobox", { name: "Search and commands" });
    await page.keyboard.press("Control+k");
    await palette.fill("lighthouse from:zoe");
    await page.getByRole("option", { name: /the lighthouse is painted/ }).waitFor();
    await palette.fill(nameOf(count - 1));
    await page.getByRole("option", { name: nameOf(count - 1) }).waitFor();
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
    await page.getByRole("textbox", { name: "Find a space or a person" }).fill(nameOf(count - 2));
    const stranger = page.locator(".rail").getByRole("button", { name: nameOf(count - 2) });
    await stranger.locator(".presence.offline").waitFor({ state: "attached" });
    await stranger.click();
    await page.getByRole("heading", { name: nameOf(count - 2), level: 1 }).waitFor();
  }, 60_000);

  test("[UX-07] the directory is scrolled to its last, and few are in the page", async () => {
    await page.goto("/people");
    await page.getByText("Aaron Keller", { exact: true }).last().waitFor();
    await page.mouse.move(800, 500);
    await scrollTo(nameOf(count - 1), page.locator(".person-row"), 60);
    await page
      .getByRole("textbox", { name: /search|find/i })
      .last()
      .fill("Person 0244");
    await page.getByText("Person 02449", { exact: true }).waitFor();
  }, 60_000);

  test("[UX-07] so is the administration's table", async () => {
    await page.goto("/admin/people");
    await page
      .getByRole("button", { name: /Aaron Keller/ })
      .first()
      .waitFor();
    await page.mouse.move(800, 500);
    await scrollTo(nameOf(count - 1), page.locator("tbody tr"), 60);
    await page.getByRole("button", { name: new RegExp(nameOf(count - 1)) }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
  }, 60_000);

  test("[UX-07] and the members of a space of a thousand", async () => {
    await page.goto("/");
    await openSpace(page, "Harbour");
    await page.getByRole("button", { name: "People", exact: true }).click();
    await page.getByRole("heading", { name: "1,002 people" }).waitFor();
    await page.locator(".side").getByText(nameOf(0), { exact: true }).waitFor(); // by name, after who moderates
    await page.mouse.move(1300, 500);
    expect(await page.locator(".side .person-row").count()).toBeLessThan(60);
    await scrollTo(nameOf(inSpace - 1), page.locator(".side .person-row"), 60);
  }, 60_000);

  test("[UX-07] who was met before the directory was asked anew is known after it", async () => {
    const gate = Promise.withResolvers<void>();
    await page.route(/\/app\/people\?/, async (route) => {
      await gate.promise;
      await route.continue();
    });
    const followed = page.waitForEvent("websocket", (socket) => socket.url().includes("/app/stream"));
    await page.goto("/"); // from what was kept
    await openSpace(page, "Harbour");
    await page.getByRole("button", { name: "People", exact: true }).click();
    const rows = page.locator(".side .person-row");
    await page.mouse.move(1300, 500);
    await scrollTo(nameOf(inSpace - 1), rows, 60);
    gate.resolve();
    await followed; // begins when everything was asked anew
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await rows.filter({ hasText: nameOf(inSpace - 1) }).waitFor();
    expect(await rows.filter({ hasText: "…" }).count()).toBe(0);
    await page.unrouteAll();
  }, 60_000);

  test("[UX-07] the administration names somebody far down the list", async () => {
    const json = { kind: "person" as const, subject: ids[count - 1] ?? "", reason: "A matter" };
    await call(client.api.admin.retention.holds.$post({ json }));
    await page.goto("/admin/retention");
    await page.getByText(nameOf(count - 1)).waitFor();
  }, 30_000);
});
