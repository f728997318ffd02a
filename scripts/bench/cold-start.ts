/**
 * A browser that kept nothing, of somebody with thousands of spaces: from the address to the list that can be read,
 * and where the time goes.
 *
 *   bun scripts/bench/cold-start.ts [spaces] [rounds]        (packages: chromium)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { personNamed, signIn } from "../peers/steps.ts";
import { markUsable, usableAfter } from "../peers/vitals.ts";
import { inTurns, milliseconds, table } from "./process.ts";

const count = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 7);
const maria = personNamed("Maria Keller");
const folder = mkdtempSync(join(tmpdir(), "hearth-cold-"));
const box = await spawnAppliance(lastingSettings(folder));
const writer = new AppClient(box.url);
await writer.setUp(box.setupCode, "Bench", personNamed("Jonas Brandt"));
const reader = await writer.admit(maria);
await inTurns(count, (index) => writer.createSpace(`space ${index}`, [reader.id]));

/** Milliseconds since the navigation, as the page measures them. */
interface Course {
  asked: number;
  answering: number;
  answered: number;
  usable: number;
}

async function start(page: Page): Promise<Course> {
  const usable = await usableAfter(page);
  const list = await page.evaluate(() => {
    const list = performance
      .getEntriesByType("resource")
      .map((entry) => entry as PerformanceResourceTiming)
      .find(({ name }) => name.includes("/app/spaces?"));
    return {
      asked: list?.requestStart ?? Number.NaN,
      answering: list?.responseStart ?? Number.NaN,
      answered: list?.responseEnd ?? Number.NaN,
    };
  });
  return { ...list, usable };
}

const browser = await openBrowser();
const first = await visitor(browser, box.url);
await signIn(first.page, maria);
const cookies = await first.context.cookies();
await first.context.close();
const courses: Course[] = [];
for (let round = 0; round < rounds; round++) {
  const { page, context } = await visitor(browser, box.url);
  context.setDefaultTimeout(60_000);
  await markUsable(context);
  await context.addCookies(cookies);
  courses.push(await start(page));
  await context.close();
}
table(`Cold, with ${count.toLocaleString("en")} spaces`, [
  ["until the list is asked for", milliseconds(courses.map(({ asked }) => asked))],
  ["until it begins to come", milliseconds(courses.map(({ answering }) => answering))],
  ["until it is there", milliseconds(courses.map(({ answered }) => answered))],
  ["until its top can be read", milliseconds(courses.map(({ usable }) => usable))],
]);
await browser.close();
await box.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
process.exit(0);
