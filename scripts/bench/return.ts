/**
 * Back after a week: 5,000 messages were written meanwhile, half of them in one space, the others in 250; some spaces
 * were archived or brought back. From the address to the newest message, with few spaces and many.
 *
 *   bun scripts/bench/return.ts [spaces] [rounds]        (packages: chromium)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { call } from "../../web-ui/api/client.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { personNamed, signIn } from "../peers/steps.ts";
import { inTurns, milliseconds, table } from "./process.ts";

const many = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 3);
const missed = 5000;
const busySpaces = 250;
const maria = personNamed("Maria Keller");
const folder = mkdtempSync(join(tmpdir(), "hearth-return-"));
const box = await spawnAppliance(lastingSettings(folder));
const writer = new AppClient(box.url);
await writer.setUp(box.setupCode, "Bench", personNamed("Jonas Brandt"));
const reader = await writer.admit(maria);

const spaces: { id: string; key: string }[] = [];
async function fillUpTo(count: number): Promise<void> {
  const first = spaces.length;
  await inTurns(count - first, async (index) => {
    const id = await writer.createSpace(`space ${first + index}`, [reader.id]);
    spaces[first + index] = { id, key: await writer.keyOf(id) };
  });
}

/** What happens while Maria is away; the last message says so. */
async function aWeek(round: number): Promise<void> {
  const at = (index: number) => spaces[index % spaces.length] ?? { id: "", key: "" };
  await inTurns(20, (index) =>
    call(
      writer.api.spaces[":id"].$patch({
        param: { id: at(index * 7).id },
        json: { archived: round % 2 === 0 },
      }),
    ),
  );
  const half = missed / 2;
  await inTurns(half, (index) => {
    const { id, key } = at(300 + (index % busySpaces));
    return writer.send(id, key, `meanwhile ${index}`);
  });
  const { id, key } = at(1);
  await inTurns(half - 1, (index) => writer.send(id, key, `missed ${index}`));
  await writer.send(id, key, `the newest of week ${round}`);
}

interface Course {
  list: number;
  counts: number;
  newest: number;
}

/** Milliseconds from the address to the list, to its right counts, and to the newest message on the screen. */
async function comeBack(page: Page, round: number): Promise<Course> {
  const from = performance.now();
  await page.goto("/");
  await page.locator(".space-row").first().waitFor();
  const list = performance.now() - from;
  const row = page.locator(".space-row:has(bdi:text-is('space 1'))");
  await row.locator(".count", { hasText: "99+" }).waitFor();
  const counts = performance.now() - from;
  await row.click();
  await page.getByText(`the newest of week ${round}`).waitFor();
  return { list, counts, newest: performance.now() - from };
}

const browser = await openBrowser();
const { page } = await visitor(browser, box.url);
page.setDefaultTimeout(120_000);
const rows: [string, string][] = [];
for (const count of [600, many]) {
  await fillUpTo(count);
  if (count === 600) await signIn(page, maria);
  const courses: Course[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.goto("/");
    await page.locator(".space-row").first().waitFor();
    await page.waitForTimeout(4000);
    await page.goto("about:blank");
    await aWeek(round);
    courses.push(await comeBack(page, round));
  }
  rows.push(
    [`${count} spaces: the list`, milliseconds(courses.map(({ list }) => list))],
    [`${count} spaces: what waits in each`, milliseconds(courses.map(({ counts }) => counts))],
    [`${count} spaces: the newest message`, milliseconds(courses.map(({ newest }) => newest))],
  );
}
table(`Back after ${missed} messages`, rows);
await browser.close();
await box.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
process.exit(0);
