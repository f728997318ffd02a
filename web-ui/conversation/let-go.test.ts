/** What a page holds does not grow with the conversations that one was in. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { openSpace, write } from "../../scripts/peers/steps.ts";

const names = ["Harbour", "Quay"];
const rounds = 8;
let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
  for (const name of names) {
    const space = await house.client.createSpace(name, []);
    const key = await house.client.keyOf(space);
    for (let line = 1; line <= 20; line++) await house.client.send(space, key, `${name} ${line}`);
  }
}, 60_000);
afterAll(() => house?.dispose());

/** Nodes that the page holds when all that can be let go was, shown or not. */
async function nodesOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return metrics.find(({ name }) => name === "Nodes")?.value ?? Number.NaN;
}

test("[UX-07] conversations that are left are let go, in a session that began with signing in", async () => {
  const { page } = house.admin;
  const visit = async (name: string) => {
    await openSpace(page, name);
    await page.getByRole("log", { name }).getByText(`${name} 20`).waitFor();
  };
  for (const name of [...names, ...names]) await visit(name);
  await write(page, "from here on");
  const before = await nodesOf(page);
  for (let round = 0; round < rounds; round++) for (const name of names) await visit(name);
  expect((await nodesOf(page)) - before).toBeLessThan(before); // each visit has some hundred nodes of its own
}, 90_000);
