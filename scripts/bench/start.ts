/**
 * From nothing to ready, memory at rest, what a browser loads first and how long that takes.
 *
 *   bun scripts/bench/start.ts        (packages: chromium)
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { signIn } from "../peers/steps.ts";
import { entryOf } from "../web-imports.ts";
import { residentMegabytes, table } from "./process.ts";

const rounds = 5;
const folder = mkdtempSync(join(tmpdir(), "hearth-start-"));
const settings = lastingSettings(folder);
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const admin = { name: "Maria", email: "maria@example.org", password: "a long password" };
const first = await spawnAppliance(settings);
await new AppClient(first.url).setUp(first.setupCode, "Bench", admin);
await first.kill("SIGTERM");
const starts: number[] = [];
for (let round = 0; round < rounds; round++) {
  const at = performance.now();
  const appliance = await spawnAppliance(settings);
  starts.push(performance.now() - at);
  await appliance.kill("SIGTERM");
}
const appliance = await spawnAppliance(settings);
await Bun.sleep(3000);
const memory = residentMegabytes(appliance.pid);

const browser = await openBrowser();
const loads: number[] = [];
for (let round = 0; round < rounds; round++) {
  const { page, context } = await visitor(browser, appliance.url);
  await signIn(page, admin);
  await context.clearCookies({ name: "none" });
  const session = await context.newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  const at = performance.now();
  await page.goto("/");
  await page.getByText("Good to see you").waitFor();
  loads.push(performance.now() - at);
  await context.close();
}
await browser.close();
await appliance.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
const web = join(import.meta.dir, "../../dist/web-ui");
const firstScript = statSync(join(web, `${entryOf(readFileSync(join(web, "index.html"), "utf8"))}.gz`)).size;
table("Start", [
  ["process to ready", `${median(starts).toFixed(0)} ms`],
  ["memory at rest", `${memory.toFixed(0)} MB`],
  ["first script, gzip", `${(firstScript / 1000).toFixed(0)} kB`],
  ["cold load, signed in, to usable", `${median(loads).toFixed(0)} ms`],
]);
process.exit(0);
