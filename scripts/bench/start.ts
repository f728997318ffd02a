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
const client = new AppClient(first.url);
await client.setUp(first.setupCode, "Bench", admin);
const space = await client.createSpace("Harbour", []);
const key = await client.keyOf(space);
for (let number = 1; number <= 30; number++) await client.send(space, key, `message ${number}`);
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
/** Milliseconds from the navigation to the last messages on the screen, as the page measures it. */
const warm: number[] = [];
const { page } = await visitor(browser, appliance.url);
await signIn(page, admin);
await page.addInitScript(() => {
  const look = () =>
    document.querySelector(".message-body") ? performance.mark("hearth.usable") : requestAnimationFrame(look);
  requestAnimationFrame(look);
});
for (let round = 0; round <= rounds; round++) {
  await page.goto(`/space/${space}`);
  await page.getByText("message 30").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const at = await page.evaluate(() => performance.getEntriesByName("hearth.usable")[0]?.startTime);
  if (round > 0) warm.push(at ?? Number.NaN); // the first fills the cache
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
  ["warm start, from the cache to the last messages", `${median(warm).toFixed(0)} ms`],
  ["cold load, signed in, to usable", `${median(loads).toFixed(0)} ms`],
]);
process.exit(0);
