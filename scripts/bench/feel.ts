/**
 * How the app feels: from the address to something that can be used, cold and from what was kept, also on a processor
 * a quarter as fast; from a key to its message; from a click to another space; and how soon everything else answers.
 *
 *   bun scripts/bench/feel.ts        (packages: chromium)
 */
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { personNamed, signIn } from "../peers/steps.ts";
import { markUsable, measureVitals, usableAfter, vitalsOf } from "../peers/vitals.ts";
import { milliseconds, table } from "./process.ts";

const rounds = 5;
const maria = personNamed("Maria Keller");
const names = ["Harbour", "Crane", "Pier", "Lighthouse", "Ferry"];
const box = await testAppliance();
const client = new AppClient(box.url);
await client.setUp(box.setupCode ?? "", "Bench", maria);
for (const name of names) {
  const space = await client.createSpace(name, []);
  const key = await client.keyOf(space);
  for (let index = 0; index < 60; index++) await client.send(space, key, `message ${index} of ${name}`);
}
const browser = await openBrowser();
const rows: [string, string][] = [];

for (const slower of [1, 4]) {
  const [cold, warm, painted, shifts]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    const { page, context } = await visitor(browser, box.url);
    context.setDefaultTimeout(60_000);
    await measureVitals(context);
    await markUsable(context);
    await signIn(page, maria);
    const cookies = await context.cookies();
    const fresh = await visitor(browser, box.url);
    fresh.context.setDefaultTimeout(60_000);
    await measureVitals(fresh.context);
    await markUsable(fresh.context);
    await fresh.context.addCookies(cookies);
    const session = await fresh.context.newCDPSession(fresh.page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    cold.push(await usableAfter(fresh.page));
    const vitals = await vitalsOf(fresh.page);
    painted.push(vitals.largestPaint);
    shifts.push(vitals.layoutShift);
    await fresh.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    warm.push(await usableAfter(fresh.page));
    await Promise.all([context.close(), fresh.context.close()]);
  }
  const on = slower === 1 ? "" : `, on a processor ${slower} times as slow`;
  rows.push(
    [`cold, from the address to the list of spaces${on}`, milliseconds(cold)],
    [`from what was kept${on}`, milliseconds(warm)],
    [`largest contentful paint, cold${on}`, milliseconds(painted)],
    [`what moved by itself, cold (share of the screen)${on}`, Math.max(...shifts).toFixed(4)],
  );
}

const { page, context } = await visitor(browser, box.url);
await measureVitals(context);
await signIn(page, maria);
/** Milliseconds from an act in the page to the frame in which its outcome is drawn. */
const timed = (act: { click?: string; key?: string }, outcome: string): Promise<number> =>
  page.evaluate(
    ({ click, key, outcome: wanted }) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        const look = () =>
          document.querySelector("main")?.textContent?.includes(wanted)
            ? requestAnimationFrame(() => resolve(performance.now() - from))
            : requestAnimationFrame(look);
        if (click)
          [...document.querySelectorAll<HTMLElement>(".space-row")]
            .find((row) => row.textContent?.startsWith(click))
            ?.click();
        if (key)
          document.activeElement?.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
          );
        requestAnimationFrame(look);
      }),
    { ...act, outcome },
  );
const [first, again, sent]: [number[], number[], number[]] = [[], [], []];
for (const name of names) first.push(await timed({ click: name }, `message 59 of ${name}`));
for (let round = 0; round < rounds; round++)
  for (const name of names) again.push(await timed({ click: name }, `message 59 of ${name}`));
for (let round = 0; round < 20; round++) {
  await page.getByRole("textbox", { name: /^Write to/ }).fill(`sent ${round}.`);
  sent.push(await timed({ key: "Enter" }, `sent ${round}.`));
}
for (const name of names) {
  await page.locator(".space-row", { hasText: name }).click();
  await page.getByRole("textbox", { name: /^Write to/ }).pressSequentially("a few words");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("[data-filter=unread]").click();
  await page.locator("[data-filter=unread]").click();
}
const interactions = (await vitalsOf(page)).interactions.toSorted((a, b) => a - b);
rows.push(
  ["another space, for the first time", milliseconds(first)],
  ["another space, again", milliseconds(again)],
  ["from Enter to the message", milliseconds(sent)],
  [
    `from an act to the next paint, p75 of ${interactions.length} that took a frame or more`,
    `${interactions[Math.floor(interactions.length * 0.75)] ?? 0} ms`,
  ],
);
table("Feel", rows);
await browser.close();
await box.dispose();
process.exit(0);
