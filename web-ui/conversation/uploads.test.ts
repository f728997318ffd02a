/** Files on their way into a message: dropped, pasted, refused, and while one looks elsewhere. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const megabyte = 1024 * 1024;

let folder: string;
let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-uploads-"));
  box = await testAppliance({ MESSAGING__MAX_FILE_BYTES: String(3 * megabyte) });
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  for (const name of ["Harbour", "Orchard"]) await api.createSpace(name, []);
  browser = await openBrowser();
  one = await visitor(browser, box.url);
  page = one.page;
  await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, maria);
  await openSpace(page, "Harbour");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
  rmSync(folder, { recursive: true });
});

const log = () => page.getByRole("log", { name: "Harbour" });
const pick = (name: string, buffer: Buffer) =>
  page.locator('input[type="file"]').first().setInputFiles({ name, mimeType: "text/plain", buffer });
const send = (within: Locator = page.locator(".space")) =>
  within.getByRole("button", { name: "Send", exact: true }).click();

/** As a person drags a file out of another window. */
async function drop(on: Locator, name: string): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, name);
  const { x = 0, y = 0, width = 0, height = 0 } = (await on.boundingBox()) ?? {};
  const browserSide = await one.context.newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await browserSide.send("Input.dispatchDragEvent", {
      type,
      x: x + width / 2,
      y: y + height / 2,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  await browserSide.detach();
}

describe("files for a message", () => {
  test("[UX-08] [MS-12] what is dropped on a conversation, its thread or its files is attached there", async () => {
    await write(page, "a root");
    await drop(log(), "for-the-space.txt");
    await page.locator(".space .upload", { hasText: "for-the-space.txt" }).waitFor();
    await log().getByRole("article").filter({ hasText: "a root" }).focus();
    await page.keyboard.press("r");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await drop(thread, "for-the-thread.txt");
    await thread.locator(".upload", { hasText: "for-the-thread.txt" }).waitFor();
    await send(thread);
    await thread.locator(".message.sent", { hasText: "for-the-thread.txt" }).waitFor();
    await page.getByRole("button", { name: "Files", exact: true }).click();
    await drop(page.getByRole("complementary", { name: "Files" }), "over-the-files.txt");
    await page.locator(".space .upload", { hasText: "over-the-files.txt" }).waitFor();
    await send();
    const sent = log().locator(".message.sent", { hasText: "over-the-files.txt" });
    await sent.getByText("for-the-space.txt").waitFor();
  }, 60_000);

  test("[UX-08] what is dropped anywhere else leaves the app where it is", async () => {
    const address = page.url();
    const gone: string[] = [];
    page.on("framenavigated", (frame) => gone.push(frame.url()));
    await drop(page.getByRole("navigation", { name: "Main" }), "beside.txt");
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await write(page, "still here");
    await log().locator(".message.sent", { hasText: "still here" }).waitFor();
    expect([page.url(), gone]).toEqual([address, []]);
    expect(await page.locator(".upload").count()).toBe(0);
    expect(await page.context().pages()).toHaveLength(1);
  }, 60_000);

  test("[UX-08] [MS-12] two pictures that are pasted are two files, each named by its time", async () => {
    const area = page.getByRole("textbox", { name: /^Write to/ });
    const seen = new Set<string>();
    for (let count = 1; count <= 2; count++) {
      await page.evaluate(async () => {
        const canvas = document.createElement("canvas");
        const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
        await navigator.clipboard.write([new ClipboardItem({ "image/png": blob ?? "" })]);
      });
      await area.focus();
      await page.keyboard.press("Control+v");
      const row = page.locator(".upload").last();
      const name = (await row.locator("span").first().textContent()) ?? "";
      expect(name).toMatch(/^image-\d{4}(-\d\d){5}\.png$/);
      seen.add(name);
      await row.getByRole("progressbar").waitFor({ state: "detached" });
      await send();
      await page.locator(".upload").first().waitFor({ state: "detached" });
      const second = Math.floor(Date.now() / 1000);
      await page.waitForFunction((past) => Math.floor(Date.now() / 1000) > past, second);
    }
    expect(seen.size).toBe(2);
    const panel = page.getByRole("complementary", { name: "Files" });
    for (const name of seen) await panel.getByText(name).waitFor();
  }, 60_000);

  test("[MS-12] a file that is too large is refused with the size that is taken; another failure with its reason and a retry", async () => {
    await pick("film.bin", Buffer.alloc(4 * megabyte));
    await page.getByRole("alert").getByText("film.bin is larger than 3 MB").waitFor();
    expect(await page.locator(".upload").getByRole("button", { name: "Try again" }).count()).toBe(0);
    await page.getByRole("button", { name: "Cancel upload" }).click();
    const error = { code: "disk-full", message: "The disk of the appliance is full." };
    await page.route("**/app/files/*", (route) => route.fulfill({ status: 507, json: { error } }));
    await pick("letter.txt", Buffer.from("a letter"));
    await page.getByRole("alert").getByText("letter.txt could not be uploaded. The disk").waitFor();
    await page.unroute("**/app/files/*");
    await page.locator(".upload").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.locator(".upload progress").waitFor({ state: "detached" });
    await send();
    await log().locator(".message.sent", { hasText: "letter.txt" }).waitFor();
  }, 60_000);

  test("[MS-11] [MS-12] an upload goes on while one looks elsewhere, and waits where it was begun", async () => {
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    await page.route("**/app/files/*", async (route) => {
      begun.resolve();
      await held.promise;
      await route.continue();
    });
    await pick("slow.txt", Buffer.from("slowly"));
    await begun.promise;
    await openSpace(page, "Orchard");
    expect(await page.locator(".upload").count()).toBe(0);
    const arrived = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
    held.resolve();
    await arrived;
    await page.unroute("**/app/files/*");
    await openSpace(page, "Harbour");
    await page.locator(".upload", { hasText: "slow.txt" }).waitFor();
    await page.locator(".upload progress").waitFor({ state: "detached" });
    await send();
    await log().locator(".message.sent", { hasText: "slow.txt" }).waitFor();
  }, 60_000);

  test("[MS-12] what is taken away before it is sent is gone from the appliance at once, whether it had arrived or failed", async () => {
    const stored = () => readdirSync(join(box.folder, "blobs")).length;
    const { fileBytes } = box.rooms.messaging.figures(0);
    const before = stored();
    await pick("second-thought.bin", Buffer.alloc(2 * megabyte));
    await page.locator(".upload progress").waitFor({ state: "detached" });
    expect(stored()).toBe(before + 1);
    await page.getByRole("button", { name: "Cancel upload" }).click();
    await until(() => stored() === before);
    const answers: number[] = [];
    const told = Promise.withResolvers<void>();
    await page.route("**/app/files/*", async (route) => {
      if (route.request().method() !== "PUT") {
        await told.promise; // whoever waits for the file is told before it is gone from the appliance
        return route.continue();
      }
      answers.push((await route.fetch()).status()); // it arrives, and then the answer is lost to the client
      await route.fulfill({
        status: 507,
        json: { error: { code: "disk-full", message: "The disk is full." } },
      });
    });
    await pick("torn.bin", Buffer.alloc(megabyte));
    await page.getByRole("alert").getByText("torn.bin could not be uploaded.").waitFor();
    told.resolve();
    await until(() => stored() === before);
    expect(answers).toEqual([200]);
    await page.unroute("**/app/files/*");
    await page.getByRole("button", { name: "Cancel upload" }).click();
    expect(box.rooms.messaging.figures(0).fileBytes).toBe(fileBytes);
  }, 60_000);

  test("[SE-05] the page kept to its policy", () => {
    expect(one.complaints.filter((text) => !/status of (401|413|507)/.test(text))).toEqual([]);
  });
});
