/** Whiteboards with two real browsers: live, offline, after a restart, and nowhere in the clear. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let first: Visitor;
let second: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.createSpace("Studio", [(await api.admit(jonas)).id]);
  browser = await openBrowser();
  [first, second] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  for (const { context } of [first, second]) context.setDefaultTimeout(12_000);
  await Promise.all([signIn(first.page, maria), signIn(second.page, jonas)]);
  for (const { page } of [first, second]) await openSpace(page, "Studio");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const rectangle = async (page: Page, at: { x: number; y: number }) => {
  await page.locator("div.excalidraw").focus();
  await page.keyboard.press("r");
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 80, at.y + 60, { steps: 4 });
  await page.mouse.up();
};
const write = async (page: Page, text: string, at: { x: number; y: number }) => {
  await page.locator("div.excalidraw").focus();
  await page.keyboard.press("t");
  await page.mouse.click(at.x, at.y);
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
};
const board = () => box.rooms.boards.boards;
const memberId = () => box.rooms.people.directory.search("Maria", 1)[0]?.id ?? "";
const operations = async (count: number, id: string) => {
  for (let tries = 0; tries < 100; tries++) {
    if (board().content(memberId(), id, 0).board.lastOperation >= count) return;
    await first.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`fewer than ${count} operations arrived`);
};
/** Whether something is drawn around a point, in pixels that are not the ground. */
const drawnAt = (page: Page, { x, y }: { x: number; y: number }) =>
  page.waitForFunction(
    ([left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>("canvas.excalidraw__canvas.static");
      const bounds = canvas?.getBoundingClientRect();
      if (!canvas || !bounds) return false;
      const scale = canvas.width / bounds.width;
      const [px, py] = [((left ?? 0) - bounds.x - 8) * scale, ((top ?? 0) - bounds.y - 8) * scale];
      const pixels = canvas.getContext("2d")?.getImageData(px, py, 16 * scale, 16 * scale).data ?? [];
      return pixels.some((value, index) => index % 4 === 0 && value < 120 && (pixels[index + 3] ?? 0) > 200);
    },
    [x, y],
  );

/** How much is drawn on the whole canvas, in pixels that are not the ground. */
const ink = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.excalidraw__canvas.static");
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4)
      if ((pixels[at] ?? 0) < 120 && (pixels[at + 3] ?? 0) > 200) count++;
    return count;
  });

/** Ids of what the browser has drawn and not been told of that it is stored, in order. */
const keptStrokes = (page: Page) =>
  page.evaluate(async () => {
    const promised = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const db = await promised(indexedDB.open("hearth"));
    const strokes: { id: string }[] = await promised(
      db.transaction("strokes").objectStore("strokes").getAll(),
    );
    db.close();
    return strokes.map(({ id }) => id);
  });
/** The gathering of a stroke's last changes is over. */
const settled = (page: Page) =>
  page.evaluate(() => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 100)));

let id = "";

describe("[GN-07] a whiteboard", () => {
  test("is made in a space and stands in its conversation", async () => {
    await first.page.getByRole("button", { name: "Whiteboard" }).click();
    await first.page.getByLabel("Name", { exact: true }).fill("CanaryBoard");
    await first.page.getByRole("button", { name: "New whiteboard" }).click();
    await first.page.waitForURL("**/board/**");
    await first.page.locator("canvas.excalidraw__canvas.interactive").waitFor();
    id = first.page.url().split("/").at(-1) ?? "";
    await second.page.getByRole("log").getByRole("link", { name: "CanaryBoard" }).click();
    await second.page.locator("canvas.excalidraw__canvas.interactive").waitFor();
  }, 60_000);

  test("shows at once what the other draws", async () => {
    await rectangle(first.page, { x: 700, y: 300 });
    await operations(1, id);
    await drawnAt(second.page, { x: 700, y: 330 });
    await rectangle(second.page, { x: 900, y: 400 });
    await drawnAt(first.page, { x: 900, y: 430 });
  }, 60_000);

  test("merges what was drawn without a connection, from both sides", async () => {
    await second.context.setOffline(true);
    await second.page.evaluate(() => dispatchEvent(new Event("offline")));
    await rectangle(second.page, { x: 720, y: 540 });
    await rectangle(first.page, { x: 1000, y: 550 });
    await second.context.setOffline(false);
    await drawnAt(first.page, { x: 720, y: 570 });
    await drawnAt(second.page, { x: 1000, y: 580 });
  }, 60_000);

  test("what was drawn without a connection outlives its page, and is sent once and in order by the next", async () => {
    await second.context.setOffline(true);
    await second.page.evaluate(() => dispatchEvent(new Event("offline")));
    await rectangle(second.page, { x: 560, y: 300 });
    await rectangle(second.page, { x: 560, y: 420 });
    let kept: string[] = [];
    await until(async () => {
      const before = kept.length;
      kept = await keptStrokes(second.page);
      return kept.length >= 2 && kept.length === before && (await settled(second.page));
    });
    await second.page.close();
    await second.context.setOffline(false);
    second.page = await second.context.newPage();
    await second.page.goto("/"); // not the board: whatever page comes next sends it
    await drawnAt(first.page, { x: 560, y: 330 });
    await drawnAt(first.page, { x: 560, y: 450 });
    await until(async () => (await keptStrokes(second.page)).length === 0);
    const stored = board()
      .content(memberId(), id, 0)
      .operations.map((operation) => operation.id);
    expect(stored.filter((operation) => kept.includes(operation))).toEqual(kept);
    await openSpace(second.page, "Studio");
    await second.page.getByRole("log").getByRole("link", { name: "CanaryBoard" }).click();
    await second.page.locator("canvas.excalidraw__canvas.interactive").waitFor();
  }, 60_000);

  test("is there again after a reload, from its snapshot, with its picture in the conversation", async () => {
    await write(first.page, "CanaryInk", { x: 800, y: 650 });
    await first.page.getByRole("link", { name: "Back to the conversation" }).click();
    await first.page.locator(".board-card img").waitFor();
    await first.page.getByRole("log").getByRole("link", { name: "CanaryBoard" }).click();
    const everything = await ink(second.page);
    expect(everything).toBeGreaterThan(1000);
    await second.page.reload();
    for (const { page } of [first, second])
      await until(async () => Math.abs((await ink(page)) / everything - 1) < 0.15);
    expect(board().content(memberId(), id, 0).operations).toEqual([]);
  }, 60_000);

  test("is given another name, which the other sees", async () => {
    await first.page.getByRole("button", { name: "Rename whiteboard" }).click();
    const dialog = first.page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("CanaryRenamed");
    await dialog.getByRole("button", { name: "Rename", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await first.page.getByRole("heading", { name: "CanaryRenamed" }).waitFor();
    await second.page.getByText("CanaryRenamed").first().waitFor();
  }, 60_000);

  test("[UX-03] [GN-04] leaves the palette its keys while a shape is chosen, and takes none that are the palette's", async () => {
    const { page } = first;
    await rectangle(page, { x: 640, y: 600 }); // which is chosen then
    await page.locator(".selected-shape-actions").waitFor({ state: "attached" });
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).waitFor();
    expect(await page.locator(".excalidraw-hyperlinkContainer").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Search and commands" }).waitFor({ state: "detached" });
  }, 30_000);

  test("outlives the appliance: after its restart both see everything, and go on drawing", async () => {
    const { folder, url } = box;
    const before = await ink(second.page);
    await box.close();
    await rectangle(first.page, { x: 640, y: 200 }); // while nobody is there
    box = await testAppliance({ DATA: folder, HTTP__HTTPS_PORT: new URL(url).port });
    await until(async () => (await ink(second.page)) > before);
    const between = await ink(first.page);
    await rectangle(second.page, { x: 760, y: 200 });
    await until(async () => (await ink(first.page)) > between);
  }, 60_000);

  test("[MS-14] [SE-05] lies nowhere in the clear, and the pages kept to their policy", () => {
    expect(filesWith(box.folder, ["CanaryBoard", "CanaryInk", "CanaryRenamed", "rectangle"])).toEqual([]);
    for (const { complaints } of [first, second])
      expect(
        complaints.filter(
          (text) => !/status of 401|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|WebSocket/.test(text),
        ),
      ).toEqual([]);
  });
});
