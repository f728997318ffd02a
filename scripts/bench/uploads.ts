/**
 * A gigabyte from a browser into the appliance: how long it takes, and how much memory on either side; and once more
 * with the network lost in the middle for two seconds.
 *
 *   bun scripts/bench/uploads.ts [megabytes]        (packages: chromium)
 */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desktop, openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { openSpace, personNamed, signIn } from "../peers/steps.ts";
import { residentMegabytes, table } from "./process.ts";

const megabytes = Number(process.argv[2] ?? 1024);
const folder = mkdtempSync(join(tmpdir(), "hearth-uploads-"));
const path = join(folder, "film.bin");
const file = openSync(path, "w");
writeSync(file, "begins");
ftruncateSync(file, megabytes * 1024 * 1024);
closeSync(file);

const box = await spawnAppliance(lastingSettings(join(folder, "data")));
const maria = personNamed("Maria Keller");
const api = new AppClient(box.url);
await api.setUp(box.setupCode, "Bench", maria);
await api.createSpace("Harbour", []);
const browser = await openBrowser();
const { page, context } = await visitor(browser, box.url, { viewport: desktop });
await signIn(page, maria);
await openSpace(page, "Harbour");
const inspector = await context.newCDPSession(page);
await inspector.send("Performance.enable");
const heap = async () => {
  const { metrics } = await inspector.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 1024 / 1024;
};

/** Runs it, looking at both sides' memory meanwhile: the most that each took above what it had. */
async function measured(run: () => Promise<void>): Promise<{ seconds: number; box: number; page: number }> {
  const before = { box: residentMegabytes(box.pid), page: await heap() };
  const most = { ...before };
  const timer = setInterval(async () => {
    most.box = Math.max(most.box, residentMegabytes(box.pid));
    most.page = Math.max(most.page, await heap().catch(() => 0));
  }, 100);
  const from = performance.now();
  await run();
  clearInterval(timer);
  const seconds = (performance.now() - from) / 1000;
  return { seconds, box: most.box - before.box, page: most.page - before.page };
}

page.setDefaultTimeout(300_000);
const up = await measured(async () => {
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.locator(".upload").waitFor();
  await page.locator(".upload progress").waitFor({ state: "detached" });
});
table(`A file of ${megabytes} MB, encrypted, sent and stored`, [
  ["took", `${up.seconds.toFixed(1)} s, ${(megabytes / up.seconds).toFixed(0)} MB a second`],
  ["the appliance's memory grew by", `${up.box.toFixed(0)} MB`],
  ["the page's heap grew by", `${up.page.toFixed(0)} MB`],
]);
await page.getByRole("button", { name: "Cancel upload" }).click();
const cut = await measured(async () => {
  await page.locator('input[type="file"]').setInputFiles(path);
  const progress = page.locator(".upload progress");
  await page.waitForFunction(
    () => (document.querySelector(".upload progress") as HTMLProgressElement)?.position > 0.5,
  );
  await context.setOffline(true);
  await Bun.sleep(2000);
  await context.setOffline(false);
  await progress.waitFor({ state: "detached" });
});
table("The same, cut in the middle for two seconds", [
  ["took", `${cut.seconds.toFixed(1)} s, ${(cut.seconds - up.seconds).toFixed(1)} s more`],
]);
await browser.close();
await box.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
process.exit(0);
