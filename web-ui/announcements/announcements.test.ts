/** What happens without a look is in the accessibility tree, in the one place that screen readers speak. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let writer: AppClient;
let harbour: string;
let quay: string;
let mariaId: string;
let jonasId: string;
/** What Maria's screen reader was given: each time that the region changed, its lines. */
const told: string[][] = [];

/** Follows the polite regions as Chromium gives them to assistive technology. */
async function follow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Accessibility.enable");
  const look = async () => {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const textOf = (id: string): string => {
      const node = byId.get(id);
      if (node?.role?.value === "StaticText") return String(node.name?.value ?? "");
      return (node?.childIds ?? []).map(textOf).join("");
    };
    return nodes
      .filter(({ role, properties = [] }) => role?.value === "status" && properties.some(isPolite))
      .flatMap(({ childIds = [] }) => childIds.map(textOf));
  };
  const again = async (): Promise<void> => {
    const lines = await look().catch(() => []); // the page goes at the end
    if (lines.length > 0 && lines.join("\n") !== told.at(-1)?.join("\n")) told.push(lines);
    if (!page.isClosed()) setTimeout(again, 50);
  };
  void again();
}

const isPolite = ({ name, value }: { name: string; value: { value?: unknown } }) =>
  name === "live" && value.value === "polite";
const heard = (text: string) => until(() => told.flat().includes(text));

beforeAll(async () => {
  box = await testAppliance();
  const own = new AppClient(box.url);
  mariaId = await own.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await own.admit(jonas);
  writer = admitted.client;
  jonasId = admitted.id;
  harbour = await writer.createSpace("Harbour", [mariaId]);
  quay = await writer.createSpace("Quay", [mariaId]);
  browser = await openBrowser();
  one = await visitor(browser, box.url);
  await signIn(one.page, maria);
  await openSpace(one.page, "Harbour");
  await follow(one.page);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[UX-04] new messages of the open conversation are told, many at once as one, and nothing else is", async () => {
  await write(one.page, "what I write I know");
  await writer.send(quay, await writer.keyOf(quay), "elsewhere");
  await writer.send(harbour, await writer.keyOf(harbour), "the **tide** is high");
  await heard("Jonas Brandt: the tide is high");
  const before = told.length;
  for (let line = 1; line <= 20; line++)
    await writer.send(harbour, await writer.keyOf(harbour), `line ${line}`);
  await one.page.getByRole("article").filter({ hasText: "line 20" }).waitFor();
  await until(() => told.flat().some((text) => /new messages, the last from Jonas Brandt/.test(text)));
  expect(told.length - before).toBeLessThan(20);
  expect(told.flat().filter((text) => /what I write|elsewhere/.test(text))).toEqual([]);
  expect(await one.page.getByRole("log").first().getAttribute("aria-live")).toBe("off");
}, 60_000);

test("[UX-04] files that have arrived are told", async () => {
  const { page } = one;
  const buffer = Buffer.from("high at noon");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "tide.txt", mimeType: "text/plain", buffer });
  await heard("tide.txt is uploaded");
}, 60_000);

test("[UX-04] a long upload is told by quarters, and then that it is there", async () => {
  const { page } = one;
  const session = await page.context().newCDPSession(page);
  const throttle = (uploadThroughput: number) =>
    session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await session.send("Network.enable");
  await throttle(1_000_000); // octets a second
  const buffer = Buffer.alloc(6_000_000, "tide ");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "tides.bin", mimeType: "application/octet-stream", buffer });
  await until(() => told.flat().some((text) => /^tides\.bin: \d+% uploaded$/.test(text)), 30_000);
  await throttle(-1);
  await heard("tides.bin is uploaded");
  expect(told.flat().filter((text) => /^tides\.bin: /.test(text)).length).toBeLessThanOrEqual(3);
  await session.detach();
}, 60_000);

test("[UX-04] a call that fails is told with the reason", async () => {
  const { page } = one;
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByLabel("Extension or address").fill("99999");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await heard("99999: Nobody has this number");
  await openSpace(page, "Harbour");
}, 60_000);

test("[UX-04] a call is told as it rings, is answered, is held and ends, and no second of it", async () => {
  const other = await visitor(browser, box.url);
  await signIn(other.page, jonas);
  await until(() => box.rooms.sip.location.of(jonasId).length > 0);
  await until(() => box.rooms.sip.location.of(mariaId).length > 0);
  await other.page.getByRole("link", { name: "Calls" }).click();
  await other.page
    .getByLabel("Extension or address")
    .fill(box.rooms.people.directory.find(mariaId)?.extension ?? "");
  await other.page.getByRole("button", { name: "Call", exact: true }).click();
  await heard("Jonas Brandt: is calling you");
  await one.page.getByRole("button", { name: "Answer", exact: true }).click();
  await heard("Jonas Brandt: connected");
  const card = one.page.getByRole("region", { name: /Call with/ });
  await card.getByText("00:02").waitFor();
  await card.getByRole("button", { name: "Hold", exact: true }).click();
  await heard("Jonas Brandt: On hold");
  await card.getByRole("button", { name: "Resume", exact: true }).click();
  await until(() => told.at(-1)?.includes("Jonas Brandt: connected") === true);
  await other.page.getByRole("button", { name: "End call" }).click();
  await heard("Call with Jonas Brandt ended");
  expect(told.flat().filter((text) => /00:0/.test(text))).toEqual([]);
  await other.context.close();
}, 90_000);

test("[UX-04] who comes into one's meeting and goes is told", async () => {
  const other = await visitor(browser, box.url);
  await signIn(other.page, jonas);
  await openSpace(other.page, "Harbour");
  await one.page.getByRole("button", { name: "Meet" }).click();
  await heard("You are in the meeting");
  await other.page.getByRole("button", { name: "Join" }).click();
  await heard("Jonas Brandt joined the meeting");
  await other.context.close();
  await heard("Jonas Brandt left the meeting");
}, 90_000);

test("[UX-04] a connection that goes and comes back is told", async () => {
  const { folder, url } = box;
  await box.close();
  await until(() => told.flat().some((text) => text.startsWith("No connection to Hearth")));
  box = await testAppliance({ DATA: folder, HTTP__HTTPS_PORT: new URL(url).port });
  await heard("Connected again");
}, 90_000);
