/**
 * A space with a long past: how smoothly a browser scrolls in it, how soon its places are reached, and what the
 * page keeps of it.
 *
 *   bun scripts/bench/long-space.ts [messages]        (packages: chromium; 100,000 take a minute to write)
 */
import type { Page } from "playwright-core";
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { fillSpace } from "../peers/long-space.ts";
import { type Frames, measure, measured, settled } from "../peers/scrolling.ts";
import { openSpace, personNamed, signIn } from "../peers/steps.ts";
import { table } from "./process.ts";

const count = Number(process.argv[2] ?? 100_000);
const maria = personNamed("Maria Keller");
const box = await testAppliance();
const client = new AppClient(box.url);
const me = await client.setUp(box.setupCode ?? "", "Bench", maria);
const jonas = await client.admit(personNamed("Jonas Brandt"));
const space = await client.createSpace("Harbour", [jonas.id]);
await fillSpace({ box, client, authors: [me, jonas.id], space, count });

const browser = await openBrowser();
const { page } = await visitor(browser, box.url);
const session = await page.context().newCDPSession(page);
/** Megabytes after what can be let go was let go. */
const heap = async () => {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
};
const placeAtTop = (page: Page) =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll("article[data-message]")].map((row) => row.textContent ?? "");
    const places = texts.map((text) => Number(/message (\d+):/.exec(text)?.[1] ?? Number.NaN));
    return Math.min(...places.filter(Number.isFinite));
  });
const timed = async (run: () => Promise<unknown>) => {
  const from = performance.now();
  await run();
  return `${(performance.now() - from).toFixed(0)} ms`;
};
/** Turns the wheel until the place in the order is reached, as fast as frames come. */
async function scrollTo(reached: (place: number) => boolean, pixels: number): Promise<Frames> {
  await measure(page);
  while (!reached(await placeAtTop(page)))
    for (let index = 0; index < 20; index++) await page.mouse.wheel(0, pixels);
  await settled(page);
  return measured(page);
}
const share = (of: number) => `${(of * 100).toFixed(1)} %`;
const row = (frames: Frames) =>
  `${frames.p95.toFixed(1)} ms a frame at p95 of ${frames.count}, ${share(frames.over16)} over 16.7 ms, ` +
  `${share(frames.over33)} over 33 ms, longest task ${frames.longestTask.toFixed(0)} ms, ` +
  `${frames.rows} messages in the page at most`;

await signIn(page, maria);
const atRest = await heap();
const newest = page.getByRole("article").filter({ hasText: `message ${count - 1}:` });
const opening = await timed(async () => {
  await openSpace(page, "Harbour");
  await newest.waitFor();
});
await settled(page);
await page.mouse.move(700, 450);
const up = await scrollTo((place) => place < count - 2500, -300);
const afterUp = await heap();
const down = await scrollTo((place) => place > count - 60, 300);
const toTheFirst = await timed(async () => {
  await page.getByRole("button", { name: "More about this space" }).click();
  await page.getByRole("menuitem", { name: "Jump to a date" }).click();
  await page.getByLabel("Day").fill("2000-01-01");
  await page.getByRole("button", { name: "Go to this day" }).click();
  await page.locator(".message.target", { hasText: "message 0:" }).waitFor();
});
const toTheNewest = await timed(async () => {
  await page.getByRole("button", { name: "Jump to the newest message" }).click();
  await newest.waitFor();
});
table(`A space of ${count.toLocaleString("en")} messages`, [
  ["opened at its newest", opening],
  ["2,500 messages up by the wheel", row(up)],
  ["and back", row(down)],
  ["to the first message by its day, with four clicks", toTheFirst],
  ["and to the newest again", toTheNewest],
  ["JavaScript heap before", `${atRest.toFixed(1)} MB`],
  ["after 2,500 messages up", `${afterUp.toFixed(1)} MB`],
  ["at the end", `${(await heap()).toFixed(1)} MB`],
]);
await browser.close();
await box.dispose();
process.exit(0);
