/** A space with a long past in a real browser: what one reads stays where it is, and the page stays small. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { fillSpace } from "../../scripts/peers/long-space.ts";
import { look, places, settled, turn } from "../../scripts/peers/scrolling.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const count = 10_000;
/** Of messages in the page at once: what is seen, and a dozen on either side. */
const mostRows = 80;

let box: TestAppliance;
let browser: Browser;
let page: Page;
let other: AppClient;
let space: string;

const article = (text: RegExp) =>
  page.getByRole("log", { name: "Harbour" }).getByRole("article").filter({ hasText: text });
const rows = () => page.locator("article[data-message]").count();
/** As far as the eye can tell: one pixel is a rounding. */
const still = (seen: readonly number[]) => Math.max(...seen) - Math.min(...seen) <= 1;

beforeAll(async () => {
  box = await testAppliance();
  const client = new AppClient(box.url);
  const me = await client.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await client.admit(jonas);
  other = admitted.client;
  space = await client.createSpace("Harbour", [admitted.id]);
  await client.createBoard(space, "Sketch");
  await client.createSpace("Elsewhere", []);
  await fillSpace({ box, client, authors: [me, admitted.id], space, count });
  browser = await openBrowser();
  ({ page } = await visitor(browser, box.url));
  await signIn(page, maria);
  await openSpace(page, "Harbour");
  await article(/message 9999:/).waitFor();
  await settled(page);
  await page.mouse.move(700, 450);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("a space of ten thousand messages", () => {
  test("[UX-07] up through many hundreds of them and back, nothing moves by itself", async () => {
    for (const pixels of [-300, 300]) {
      for (let index = 0; index < 24; index++) {
        const { moved, jump } = await turn(page, pixels);
        expect(jump).toBeLessThanOrEqual(1);
        expect(Math.abs(moved + pixels)).toBeLessThanOrEqual(1);
      }
      if (pixels > 0) continue;
      for (let index = 0; index < 60; index++) await page.mouse.wheel(0, -700);
      await settled(page);
      expect(await rows()).toBeLessThan(mostRows);
      await page.getByRole("button", { name: "Jump to the newest message" }).waitFor();
    }
  }, 60_000);

  test("[UX-07] at the very edge of what is loaded, earlier ones come in above what one reads", async () => {
    const log = page.getByRole("log", { name: "Harbour" });
    for (let index = 0; index < 3; index++) {
      await log.evaluate(async (element) => {
        element.scrollTo({ top: 0 });
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame); // its rows are drawn
      });
      await look(page);
      await settled(page);
      expect(still(await places(page))).toBe(true);
      expect(await log.evaluate((element) => element.scrollTop)).toBeGreaterThan(1000); // they came
    }
  }, 30_000);

  test("[UX-07] what comes while one reads above moves nothing, and waits below", async () => {
    const key = await other.keyOf(space);
    await look(page);
    for (let index = 0; index < 20; index++) await other.send(space, key, `new ${index}: the ship is here`);
    await settled(page);
    expect(still(await places(page))).toBe(true);
    await page.getByRole("button", { name: "Jump to the newest message" }).click();
    await article(/new 19:/).waitFor();
    await settled(page);
    const below = await page
      .getByRole("log", { name: "Harbour" })
      .evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    expect(below).toBeLessThan(2);
  }, 30_000);

  test("[UX-07] the first message is reached by its day; later ones follow from there, and the newest at once", async () => {
    await page.getByRole("button", { name: "More about this space" }).click();
    await page.getByRole("menuitem", { name: "Jump to a date" }).click();
    await page.getByLabel("Day").fill("2020-01-01");
    await page.getByRole("button", { name: "Go to this day" }).click();
    await page.locator(".message.target", { hasText: "message 0:" }).waitFor();
    await settled(page);
    for (let index = 0; index < 8; index++) expect((await turn(page, 300)).jump).toBeLessThanOrEqual(1);
    for (let index = 0; index < 40; index++) await page.mouse.wheel(0, 700);
    await settled(page);
    expect(await rows()).toBeLessThan(mostRows);
    await page.getByRole("button", { name: "Jump to the newest message" }).click();
    await article(/new 19:/).waitFor();
  }, 30_000);

  test("[UX-07] a link into the middle shows its message in the middle, and it stays there", async () => {
    const { messages } = box.rooms.messaging;
    const seq = messages.oldest(space) ?? 0;
    const author = box.rooms.people.directory.search("Maria")[0]?.id ?? "";
    const linked = messages.page(author, space, { after: seq + 4999 }, 1)[0];
    await page.goto(`/space/${space}?message=${linked?.id}`);
    await page.locator(".message.target").waitFor();
    await settled(page);
    await look(page);
    await page.mouse.wheel(0, 1);
    await settled(page);
    expect(await places(page).then((seen) => Math.abs((seen.at(-1) ?? 0) - (seen[0] ?? 0)))).toBeLessThan(3);
    const target = await page.locator(".message.target").boundingBox();
    const log = await page.getByRole("log", { name: "Harbour" }).boundingBox();
    const middle = (log?.y ?? 0) + (log?.height ?? 0) / 2;
    expect(Math.abs((target?.y ?? 0) - middle)).toBeLessThan(200);
    for (const pixels of [-300, -300, -300, 300, 300])
      expect((await turn(page, pixels)).jump).toBeLessThanOrEqual(1);
  }, 30_000);

  /** What stands at the upper edge, and where. */
  const read = () =>
    page.getByRole("log", { name: "Harbour" }).evaluate((log) => {
      const top = log.getBoundingClientRect().top;
      const first = [...log.querySelectorAll("article[data-message]")]
        .map((one) => ({ id: one.getAttribute("data-message"), at: one.getBoundingClientRect().top - top }))
        .find(({ at }) => at >= 0);
      return { id: first?.id, at: Math.round(first?.at ?? Number.NaN) };
    });
  const isBackAt = (before: Awaited<ReturnType<typeof read>>) =>
    until(async () => {
      const { id, at } = await read().catch(() => ({ id: undefined, at: 0 }));
      return id === before.id && Math.abs(at - before.at) <= 2;
    });

  test("[GN-04] whoever comes back from another page, from another space or after a reload reads on where they were", async () => {
    const before = await read();
    await page.getByRole("link", { name: "People" }).first().click();
    await page.getByRole("heading", { name: "People" }).waitFor();
    await page.goBack();
    await isBackAt(before);
    await page.reload();
    await isBackAt(before);
    await settled(page);
    for (const pixels of [-300, -300]) expect((await turn(page, pixels)).jump).toBeLessThanOrEqual(1);
    const above = await read();
    await page.getByRole("button", { name: "Whiteboard", exact: true }).click();
    await page.getByRole("complementary").getByRole("link", { name: "Sketch" }).click();
    await page.getByRole("link", { name: "Back to the conversation" }).click();
    await isBackAt(above);
    await openSpace(page, "Elsewhere");
    await page.getByText("This is the beginning of “Elsewhere”.").waitFor();
    await openSpace(page, "Harbour");
    await isBackAt(above);
  }, 60_000);

  test("[UX-07] who read the newest finds the newest", async () => {
    await page.getByRole("button", { name: "Jump to the newest message" }).click();
    await article(/new 19:/).waitFor();
    await settled(page);
    await page.getByRole("link", { name: "People" }).first().click();
    await page.getByRole("heading", { name: "People" }).waitFor();
    await openSpace(page, "Harbour");
    await article(/new 19:/).waitFor();
  }, 30_000);
});
