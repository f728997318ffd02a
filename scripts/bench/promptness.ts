/**
 * How soon news is everywhere, and what opens at a key stands: among 10,000 people and 600 spaces, in one Chromium
 * with three contexts of one person and one of another. Times are those of the frame in which it is drawn.
 *
 *   bun scripts/bench/promptness.ts [rounds]        (packages: chromium)
 */
import type { Page } from "playwright-core";
import { call } from "../../web-ui/api/client.ts";
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { manyPeople } from "../peers/many-people.ts";
import { openSpace, personNamed, signIn } from "../peers/steps.ts";
import { until } from "../peers/until.ts";
import { milliseconds, table } from "./process.ts";

const rounds = Number(process.argv[2] ?? 10);
const spaceCount = 600;
const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const box = await testAppliance({ SIP__DOMAIN: "localhost" });
const client = new AppClient(box.url);
const me = await client.setUp(box.setupCode ?? "", "Bench", maria);
const other = await client.admit(jonas);
await manyPeople(box, 10_000);
for (let from = 0; from < spaceCount; from += 50)
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => client.createSpace(`Space ${from + index}`, [other.id])),
  );
const space = await client.createSpace("Harbour", [other.id]);
const key = await client.keyOf(space);
await box.rooms.calling.settings.change(me, { voicemail: false });

const browser = await openBrowser();
const enter = async (person: typeof maria): Promise<Page> => {
  const { page, context } = await visitor(browser, box.url, { viewport: { width: 1100, height: 700 } });
  context.setDefaultTimeout(60_000);
  await signIn(page, person);
  return page;
};
const mine = [await enter(maria), await enter(maria), await enter(maria)];
const theirs = await enter(jonas);
await until(() => box.rooms.sip.location.of(me).length === 3);

type Condition = { selector: string; text?: string; gone?: boolean };
/** When the page draws it, in milliseconds since the epoch; the clock is the same for all. */
const drawn = (page: Page, condition: Condition): Promise<number> =>
  page.evaluate(
    ({ selector, text, gone }) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll(selector)].some(
            (each) => text === undefined || each.textContent?.includes(text),
          );
          if (found !== Boolean(gone)) requestAnimationFrame(() => resolve(Date.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    condition,
  );
/** Milliseconds from `act` until the slowest of the pages draws it. */
async function everywhere(pages: readonly Page[], condition: Condition, act: () => Promise<unknown>) {
  const seen = Promise.all(pages.map((page) => drawn(page, condition)));
  await mine[0]?.evaluate(() => new Promise(requestAnimationFrame)); // all of them look by now
  const from = Date.now();
  const [times] = await Promise.all([seen, act()]);
  return Math.max(...times) - from;
}
/** Milliseconds from a click or a key in the page until it draws the condition. */
const timed = (page: Page, act: { click?: string; type?: string }, condition: Condition): Promise<number> =>
  page.evaluate(
    ({ click, type, selector, text, gone }) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        if (click) document.querySelector<HTMLElement>(click)?.click();
        if (type) document.execCommand("insertText", false, type);
        const look = () => {
          const found = [...document.querySelectorAll(selector)].some(
            (each) => text === undefined || each.textContent?.includes(text),
          );
          if (found !== Boolean(gone)) requestAnimationFrame(() => resolve(performance.now() - from));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { ...act, ...condition },
  );

const rows: [string, string][] = [];
const several = async (what: string, run: (round: number) => Promise<number>) => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await run(round));
  rows.push([what, milliseconds(times)]);
};
const badge = ".bell .badge";
const readAll = () => call(client.api.notifications.read.$post({ json: { upTo: Number.MAX_SAFE_INTEGER } }));
const cleared = (act: () => Promise<unknown>) => everywhere(mine, { selector: badge, gone: true }, act);
const [first, second] = mine as [Page, Page];

const clearing: number[] = [];
await several("a mention, in three clients", async (round) => {
  const took = await everywhere(mine, { selector: badge }, () =>
    other.client.send(space, key, `look at this ${round}`, crypto.randomUUID(), { mentions: [me] }),
  );
  clearing.push(await cleared(readAll));
  return took;
});
await several("being added to a space, in three clients", async (round) => {
  const took = await everywhere(mine, { selector: badge }, () =>
    other.client.createSpace(`Added ${round}`, [me]),
  );
  clearing.push(await cleared(readAll));
  return took;
});
rows.push(["read on one, cleared on all three", milliseconds(clearing)]);

const callMe = async () => theirs.getByRole("button", { name: "Call Maria Keller" }).click();
await theirs.getByRole("link", { name: "People" }).click();
await theirs.getByRole("textbox", { name: "Search by name, e-mail or extension" }).fill("Maria Keller");
const rings: Condition = { selector: ".call-stack button[aria-label=Answer]" };
const stopping: number[] = [];
await several("a call, in three clients", async () => {
  const took = await everywhere(mine, rings, callMe);
  stopping.push(
    await everywhere(mine.slice(1), { ...rings, gone: true }, () =>
      first.locator(".call-stack").getByRole("button", { name: "Answer" }).first().click(),
    ),
  );
  await first.locator(".call-stack").getByRole("button", { name: "End call" }).click();
  await Promise.all([theirs, first].map((page) => drawn(page, { selector: ".call-stack *", gone: true })));
  await until(() => box.rooms.calling.liveCalls.length === 0);
  return took;
});
rows.push(["answered on one, silent on the others", milliseconds(stopping)]);

for (const page of [first, theirs]) {
  await page.goto("/");
  await openSpace(page, "Harbour");
}
const field = theirs.getByRole("textbox", { name: /^Write to/ });
await several("somebody writes, until one sees that they do", async (round) => {
  const took = await everywhere([first], { selector: ".typing-line", text: "Jonas" }, async () => {
    await field.pressSequentially("a");
  });
  await field.fill("");
  await other.client.send(space, key, `done ${round}`);
  await drawn(first, { selector: ".typing-line", text: "Jonas", gone: true });
  await field.fill(`said ${round}`);
  await theirs.keyboard.press("Enter");
  await drawn(first, { selector: "article", text: `said ${round}` });
  return took;
});

const own = first.getByRole("textbox", { name: /^Write to/ });
await several("@, until the people to choose from stand", async () => {
  await own.fill("");
  await own.focus();
  return timed(first, { type: "@" }, { selector: ".picker .picker-option" });
});
await several("two letters after it, until somebody of 10,000 is offered", async () => {
  await own.fill("@");
  await first.keyboard.press("End");
  return timed(first, { type: "ag" }, { selector: ".picker-option", text: "Agent" });
});
await own.fill("");
const emoji = ".composer button[aria-label='Insert emoji']";
await several("the emoji picker, opened again", async (round) => {
  const took = await timed(first, { click: emoji }, { selector: ".emoji-dropdown button" });
  await first.keyboard.press("Escape");
  await drawn(first, { selector: ".emoji-dropdown", gone: true });
  return round === 0 ? timed(first, { click: emoji }, { selector: ".emoji-dropdown button" }) : took;
});
await first.keyboard.press("Escape");

await second.goto("/");
await second.locator(".space-row").first().waitFor();
for (const filter of ["unread", "direct", "favourites", "mentions", "flags"])
  await several(`the filter “${filter}” of ${spaceCount} spaces, on and off`, async () => {
    const button = `[data-filter=${filter}]`;
    const on = await timed(second, { click: button }, { selector: `${button}[aria-pressed=true]` });
    const off = await timed(second, { click: button }, { selector: `${button}[aria-pressed=false]` });
    return Math.max(on, off);
  });
table("Promptness", rows);
await browser.close();
await box.dispose();
process.exit(0);
