/** Drawing on files in a real browser: a new version with the drawing in it, the old one as it was. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../../scripts/peers/browser.ts";
import { pdf } from "../../../scripts/peers/documents.ts";
import { createSpace, setUp } from "../../../scripts/peers/steps.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };
const report = pdf("Page one", "CanaryPageTwo", "Page three");
let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let page: Page;

beforeAll(async () => {
  box = await testAppliance();
  browser = await openBrowser();
  one = await visitor(browser, box.url);
  page = one.page;
  await setUp(page, box.setupCode ?? "", "Northwind", maria);
  await createSpace(page, "Drawings", []);
  await share("report.pdf", "application/pdf", report);
  await page.getByRole("button", { name: "Files", exact: true }).click();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

async function share(name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer });
  await page.locator(".upload", { hasText: name }).waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".upload").waitFor({ state: "detached" });
}

const files = () => page.getByRole("complementary", { name: "Files" });
const paper = () => page.getByRole("application");
const tool = (name: string) => page.getByRole("toolbar").getByRole("button", { name, exact: true });
const drawn = () => page.locator('.annotate-page canvas[data-drawn="true"]');

/** A stroke between two places, as shares of the page. */
async function stroke(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const area = await paper().boundingBox();
  if (!area) throw new Error("there is no page to draw on");
  await page.mouse.move(area.x + from[0] * area.width, area.y + from[1] * area.height);
  await page.mouse.down();
  await page.mouse.move(area.x + to[0] * area.width, area.y + to[1] * area.height, { steps: 5 });
  await page.mouse.up();
}

async function openAnnotator(row: Locator): Promise<void> {
  await row.click();
  await page.getByRole("button", { name: "Annotate" }).click();
  await drawn().waitFor();
}

async function download(row: Locator): Promise<Buffer> {
  await row.click();
  const started = page.waitForEvent("download");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Download/ })
    .click();
  const bytes = readFileSync(await (await started).path());
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return bytes;
}

/** The pixels of the first two pages, as the preview draws them. */
async function pixels(row: Locator): Promise<string[]> {
  await row.click();
  const canvases = page.locator("canvas.preview-page");
  const seen: string[] = [];
  for (const index of [0, 1]) {
    await canvases.nth(index).scrollIntoViewIfNeeded();
    await page.locator("canvas.preview-page").nth(index).and(page.locator('[data-drawn="true"]')).waitFor();
    seen.push(await canvases.nth(index).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()));
  }
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return seen;
}

const newest = (name: string) => files().getByRole("button", { name }).first();
const earlier = () => files().locator(".file-versions button").first();

describe("drawing on a file", () => {
  test("[GN-08] drawn on page 2 of a PDF: a new version in the conversation, page 1 and the original untouched", async () => {
    await openAnnotator(newest("report.pdf"));
    await page.getByRole("button", { name: "Next page" }).click();
    await drawn().waitFor();
    await stroke([0.2, 0.3], [0.7, 0.5]);
    await tool("Arrow").click();
    await tool("Blue").click();
    await stroke([0.3, 0.6], [0.6, 0.8]);
    await tool("Text").click();
    await paper().click({ position: { x: 60, y: 40 } });
    await page.getByLabel("Text on the page").fill("Grüße");
    await page.keyboard.press("Enter");
    await paper().click({ position: { x: 60, y: 90 } });
    await page.getByLabel("Text on the page").fill("שלום 你好");
    await page.keyboard.press("Enter");
    await page.getByRole("application", { name: /Page 2, 4 things/ }).waitFor();
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByRole("dialog").first().waitFor({ state: "detached" });

    await files().getByText("1 earlier version").click();
    expect(await page.getByRole("log").getByText("report.pdf").count()).toBe(2);
    expect((await download(earlier())).equals(report)).toBe(true);
    const annotated = await download(newest("report.pdf"));
    expect(annotated.subarray(0, report.length).equals(report)).toBe(true); // added to, not rewritten
    expect(annotated.toString("latin1").match(/\/Subtype ?\/(Ink|FreeText|Stamp)/g)).toHaveLength(4);
    const [before, after] = [await pixels(earlier()), await pixels(newest("report.pdf"))];
    expect(after[0]).toBe(before[0] ?? "");
    expect(after[1]).not.toBe(before[1] ?? "");
  }, 90_000);

  test("[GN-08] [MS-05] the text of the annotated PDF is still found", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("canarypagetwo");
    await page
      .getByRole("option", { name: /Drawings/ })
      .nth(1)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }, 30_000);

  test("[GN-08] with keys alone: a stroke, undone, redone, let go; leaving asks first", async () => {
    await openAnnotator(newest("report.pdf"));
    await paper().focus();
    for (const key of ["Space", "ArrowRight", "Shift+ArrowDown", "ArrowLeft", "Space"])
      await page.keyboard.press(key);
    await page.getByRole("application", { name: /1 thing/ }).waitFor();
    await page.keyboard.press("Control+z");
    await page.getByRole("application", { name: /nothing/ }).waitFor();
    await page.keyboard.press("Control+Shift+z");
    await page.getByRole("application", { name: /1 thing/ }).waitFor();
    for (const key of ["Space", "ArrowUp", "Escape"]) await page.keyboard.press(key);
    await page.getByRole("application", { name: /1 thing/ }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Discard drawing" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("application", { name: /1 thing/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard drawing" }).click();
    await page.getByRole("application").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }, 60_000);

  test("[GN-08] on a picture with a finger: drawn, erased, drawn again and saved in its own format", async () => {
    const picture = Buffer.from(
      await page.evaluate(async () => {
        const canvas = new OffscreenCanvas(400, 300);
        const context = canvas.getContext("2d");
        if (context) context.fillStyle = "#ffffff";
        context?.fillRect(0, 0, 400, 300);
        const blob = await canvas.convertToBlob({ type: "image/jpeg" });
        return [...new Uint8Array(await blob.arrayBuffer())];
      }),
    );
    await share("photo.jpg", "image/jpeg", picture);
    await openAnnotator(newest("photo.jpg"));
    await stroke([0.1, 0.5], [0.9, 0.5]);
    await tool("Eraser").click();
    await stroke([0.5, 0.4], [0.5, 0.6]);
    await page.getByRole("application", { name: /nothing/ }).waitFor();
    await tool("Rectangle").click();
    await tool("Green").click();
    await tool("Thick").click();
    const area = await paper().boundingBox();
    const touch = await one.context.newCDPSession(page);
    const at = (across: number, down: number) => ({
      x: (area?.x ?? 0) + across * (area?.width ?? 0),
      y: (area?.y ?? 0) + down * (area?.height ?? 0),
    });
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at(0.25, 0.25)] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [at(0.75, 0.75)] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.getByRole("application", { name: /1 thing/ }).waitFor();
    await page.getByRole("button", { name: "Save as new version" }).click();
    await page.getByRole("dialog").first().waitFor({ state: "detached" });
    const row = files().locator("li", { hasText: "photo.jpg" });
    await row.getByText("1 earlier version").click();
    const annotated = await download(newest("photo.jpg"));
    expect([...annotated.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    const [edge, middle] = await page.evaluate(
      async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        return [100, 200].map((x) => [...(context?.getImageData(x, 150, 1, 1).data ?? [])]);
      },
      [...annotated],
    );
    expect(middle).toEqual([255, 255, 255, 255]);
    expect(edge?.[0]).toBeLessThan(100);
    expect((await download(row.locator(".file-versions button"))).equals(picture)).toBe(true);
  }, 90_000);

  test("[GN-08] [SE-05] a PDF that is none says so, and the page kept to its policy", async () => {
    await share("broken.pdf", "application/pdf", Buffer.from("%PDF-1.7\nnothing of it"));
    await newest("broken.pdf").click();
    await page.getByRole("button", { name: "Annotate" }).click();
    await page
      .getByRole("alert")
      .getByText(/This file is damaged/)
      .waitFor();
    expect(one.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
  }, 30_000);
});
