/**
 * A working day of the app in some minutes: spaces are opened one after the other, messages come everywhere, files
 * are looked at, the palette opens. After each stretch what can be let go is let go, and what is left is counted.
 *
 *   bun scripts/bench/app-soak.ts [minutes]        (packages: chromium)
 */
import type { Page } from "playwright-core";
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { fillSpace } from "../peers/long-space.ts";
import { personNamed, signIn } from "../peers/steps.ts";
import { table } from "./process.ts";

const minutes = Number(process.argv[2] ?? 10);
const stretches = 10;
const names = Array.from({ length: 12 }, (_, index) => `Space ${String.fromCharCode(65 + index)}`);
const maria = personNamed("Maria Keller");
const box = await testAppliance();
const client = new AppClient(box.url);
const me = await client.setUp(box.setupCode ?? "", "Bench", maria);
const jonas = await client.admit(personNamed("Jonas Brandt"));
const spaces: { id: string; key: string; name: string }[] = [];
for (const name of names) {
  const id = await client.createSpace(name, [jonas.id]);
  spaces.push({ id, name, key: await client.keyOf(id) });
  await fillSpace({ box, client, authors: [me, jonas.id], space: id, count: 1500 });
}
const browser = await openBrowser(["--enable-precise-memory-info"]);
const { page, context } = await visitor(browser, box.url);
context.setDefaultTimeout(60_000);
const session = await context.newCDPSession(page);
await session.send("Performance.enable");
await signIn(page, maria);

interface Held {
  heap: number;
  nodes: number;
  listeners: number;
  documents: number;
}
/** What the page holds after everything that can be let go was: heap in MB. */
async function held(): Promise<Held> {
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    heap: of("JSHeapUsedSize") / 1e6,
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
    documents: of("Documents"),
  };
}

/** A person's round: a space, a look upward, a word, people and files beside it, the palette, another page. */
async function visit(at: Page, round: number): Promise<void> {
  const { name, id, key } = spaces[round % spaces.length] ?? { name: "", id: "", key: "" };
  await at.locator(".space-row", { hasText: name }).click();
  await at.getByRole("heading", { name, level: 1 }).waitFor();
  await at.getByRole("log").getByRole("article").last().waitFor();
  await at.mouse.move(800, 450);
  for (let turn = 0; turn < 8; turn++) await at.mouse.wheel(0, -900);
  for (let count = 0; count < 5; count++) await jonas.client.send(id, key, `word ${round} ${count}`);
  if (round % 4 === 0) {
    await jonas.client.share(id, key, { name: `notes ${round}.txt`, type: "text/plain" });
    for (const panel of ["People", "Files"]) {
      await at.locator(".activities").getByRole("button", { name: panel }).click();
      await at.getByRole("complementary").waitFor();
    }
    await at.getByRole("complementary").getByRole("button", { name: "Close" }).first().click();
  }
  if (round % 3 === 0) {
    await at.locator(".rail-search button").click();
    const field = at.getByRole("combobox", { name: "Search and commands" });
    await field.fill("jon");
    await at.getByRole("option", { name: /Jonas/ }).first().waitFor();
    await at.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
  }
  if (round % 6 === 0) await at.getByRole("link", { name: "People" }).click();
}

/** Everything once, so that what is loaded once does not count. */
let round = 0;
for (; round < 2 * spaces.length; round++) await visit(page, round);
const first = await held();
const rows: [string, string][] = [];
const row = ({ heap, nodes, listeners, documents }: Held) =>
  `${heap.toFixed(1)} MB heap, ${nodes} nodes, ${listeners} listeners, ${documents} documents`;
rows.push([`after ${round} spaces`, row(first)]);
let most = first.heap;
for (let stretch = 0; stretch < stretches; stretch++) {
  const until = Date.now() + (minutes * 60_000) / stretches;
  while (Date.now() < until) await visit(page, round++);
  const now = await held();
  most = Math.max(most, now.heap);
  rows.push([`after ${round} spaces`, row(now)]);
}
rows.push(["most after letting go", `${most.toFixed(1)} MB (goal 250)`]);
table(`${minutes} minutes of switching`, rows);
await browser.close();
await box.dispose();
process.exit(0);
