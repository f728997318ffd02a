/**
 * How soon the first page of a large file stands: fetched, decrypted, read and drawn by a browser that has never seen
 * it. PDF of a hundred full pages; Office files with 10 MB of pictures; a table and a text of 10 MB.
 *
 *   bun scripts/bench/previews.ts [rounds]        (packages: chromium)
 */
import { unzipSync, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { docx, pdf, pptx, xlsx } from "../peers/documents.ts";
import { createSpace, openSpace, personNamed, setUp, signIn } from "../peers/steps.ts";
import { milliseconds, table } from "./process.ts";

const rounds = Number(process.argv[2] ?? 5);
const megabytes = 10;
const picture = Buffer.alloc(megabytes * 1_000_000);
for (let at = 0; at < picture.length; at += 65_536) crypto.getRandomValues(picture.subarray(at, at + 65_536)); // as many as it gives at once
const withPictures = (file: Uint8Array, name: string): Buffer =>
  Buffer.from(zipSync({ ...unzipSync(file), [name]: [picture, { level: 0 }] }));
const lines = (line: (index: number) => string): Buffer => {
  const each = line(1_000_000).length + 1;
  return Buffer.from(
    Array.from({ length: (megabytes * 1_000_000) / each }, (_, index) => line(index)).join("\n"),
  );
};
const office = "application/vnd.openxmlformats-officedocument";
const dialog = (page: Page) => page.getByRole("dialog");

interface Case {
  name: string;
  mimeType: string;
  buffer: Buffer;
  /** What stands when the first page does. */
  shown: (page: Page) => Promise<void>;
}

const cases: Case[] = [
  {
    name: "manual.pdf",
    mimeType: "application/pdf",
    buffer: pdf(...Array.from({ length: 100 }, (_, page) => `page ${page} `.repeat(11_000))),
    shown: (page) => page.locator('canvas.preview-page[data-drawn="true"]').first().waitFor(),
  },
  {
    name: "letter.docx",
    mimeType: `${office}.wordprocessingml.document`,
    buffer: withPictures(docx("the first page"), "word/media/image1.png"),
    shown: (page) => dialog(page).getByText("the first page").waitFor(),
  },
  {
    name: "costs.xlsx",
    mimeType: `${office}.spreadsheetml.sheet`,
    buffer: withPictures(xlsx("the first sheet"), "xl/media/image1.png"),
    shown: (page) => dialog(page).getByText("the first sheet").waitFor(),
  },
  {
    name: "plan.pptx",
    mimeType: `${office}.presentationml.presentation`,
    buffer: withPictures(pptx("the first slide", new Uint8Array()), "ppt/media/image2.png"),
    shown: (page) => dialog(page).getByText("the first slide").waitFor(),
  },
  {
    name: "prices.csv",
    mimeType: "text/csv",
    buffer: lines((index) => `lamp ${index},${index}.50,in stock`),
    shown: (page) => page.getByRole("cell", { name: "lamp 1", exact: true }).waitFor(),
  },
  {
    name: "log.txt",
    mimeType: "text/plain",
    buffer: lines((index) => `${index} a line of a log as machines write them all day`),
    shown: (page) => dialog(page).getByText("0 a line of a log").first().waitFor(),
  },
];

const maria = personNamed("Maria Keller");
const box = await testAppliance();
const browser = await openBrowser();
const { page: writer, context } = await visitor(browser, box.url);
context.setDefaultTimeout(120_000);
await setUp(writer, box.setupCode ?? "", "Bench", maria);
await createSpace(writer, "Archive", []);
for (const { name, mimeType, buffer } of cases) {
  await writer.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer });
  await writer.locator(".upload").first().waitFor();
  await writer.getByRole("button", { name: "Send", exact: true }).click();
  await writer.locator(".upload").first().waitFor({ state: "detached" });
  await writer.locator(".message.sent", { hasText: name }).waitFor();
}
await context.close();

const rows: [string, string][] = [];
for (const { name, buffer, shown } of cases) {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const reader = await visitor(browser, box.url);
    reader.context.setDefaultTimeout(60_000);
    const { page } = reader;
    await signIn(page, maria);
    await openSpace(page, "Archive");
    await page.getByRole("button", { name: "Files", exact: true }).click();
    const file = page
      .getByRole("complementary", { name: "Files" })
      .getByRole("button", { name: new RegExp(name) });
    await file.first().waitFor();
    const started = performance.now();
    await file.first().click();
    await shown(page);
    measured.push(performance.now() - started);
    await reader.context.close();
  }
  rows.push([`${name}, ${(buffer.length / 1e6).toFixed(1)} MB`, milliseconds(measured)]);
}
table("First page of a large file (goal 2 s)", rows);
await browser.close();
await box.dispose();
process.exit(0);
