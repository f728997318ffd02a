/** Files in a real browser: lists, versions, previews of every kind, and the words inside them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { strToU8, unzipSync, zipSync } from "fflate";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { claiming, docx, pdf, pptx, xlsx } from "../../scripts/peers/documents.ts";
import { heicWithExif } from "../../scripts/peers/heic-picture.ts";
import { chartXml, docxWithCharts, xlsxWithCharts } from "../../scripts/peers/office-charts.ts";
import { heicPicture, withExif } from "../../scripts/peers/pictures.ts";
import { createSpace, editLast, openSpace, setUp } from "../../scripts/peers/steps.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };

const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const unknown = "application/octet-stream";
/** A PNG of one red dot. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  "base64",
);
let box: TestAppliance;
let browser: Browser;
let one: Visitor;

beforeAll(async () => {
  box = await testAppliance();
  browser = await openBrowser();
  one = await visitor(browser, box.url);
  one.context.setDefaultTimeout(10_000);
  await setUp(one.page, box.setupCode ?? "", "Northwind", maria);
  await createSpace(one.page, "Archive", []);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const share = async (files: { name: string; mimeType: string; buffer: Buffer }[]) => {
  const { page } = one;
  await page.locator('input[type="file"]').setInputFiles(files);
  await page
    .locator(".upload")
    .nth(files.length - 1)
    .waitFor();
  const send = page.getByRole("button", { name: "Send", exact: true });
  await send.click();
  await page.locator(".upload").first().waitFor({ state: "detached" });
};
const preview = async (name: string) => {
  await one.page.getByRole("complementary", { name: "Files" }).getByRole("button", { name }).first().click();
};
const close = async () => {
  await one.page.keyboard.press("Escape");
  await one.page.getByRole("dialog").waitFor({ state: "detached" });
};

describe("files", () => {
  test("[MS-12] several at once are shared, listed, and the same name again is a version", async () => {
    await share([
      { name: "report.pdf", mimeType: "application/pdf", buffer: pdf("CanaryPdfword inside") },
      { name: "letter.docx", mimeType: word, buffer: docx("CanaryDocxword inside") },
      { name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from('item,price\n"Lamp, tall",12\n') },
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# CanaryTitle\n\nsome *notes*") },
      { name: "evil.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg><script>1</script></svg>") },
    ]);
    await share([{ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("newer notes") }]);
    await one.page.getByRole("button", { name: "Files", exact: true }).click();
    const panel = one.page.getByRole("complementary", { name: "Files" });
    await panel.getByText("1 earlier version").waitFor();
    expect(await panel.locator(".file-list > li").count()).toBe(5);
  }, 60_000);

  test("[GN-09] kinds and names filter the list", async () => {
    const panel = one.page.getByRole("complementary", { name: "Files" });
    await panel.getByRole("button", { name: "Documents" }).click();
    await panel.locator(".file-list > li").nth(3).waitFor();
    await panel.getByRole("button", { name: "All", exact: true }).click();
    await panel.getByLabel("Find a file by name").fill("LETT");
    await panel.locator(".file-list > li").nth(1).waitFor({ state: "detached" });
    await panel.getByRole("button", { name: /letter.docx/ }).waitFor();
    await panel.getByLabel("Find a file by name").fill("");
  }, 30_000);

  test("[MS-10] PDF, Word, table, markdown are previewed; what can carry scripts is text", async () => {
    const { page } = one;
    await preview("report.pdf");
    await page.locator('canvas.preview-page[data-drawn="true"]').waitFor();
    await close();
    await preview("letter.docx");
    await page.locator('.preview-pages[data-drawn="true"]').getByText("CanaryDocxword inside").waitFor();
    await close();
    await preview("prices.csv");
    await page.getByRole("cell", { name: "Lamp, tall" }).waitFor();
    await close();
    await preview("notes.md");
    await page.getByRole("dialog").getByText("newer notes").waitFor();
    await close();
    await preview("evil.svg");
    await page.locator("pre.preview-text", { hasText: "<svg><script>" }).waitFor();
    await close();
  }, 60_000);

  test("[MS-10] words are found on all pages of a PDF: counted, marked where they stand, gone through by keys", async () => {
    const { page } = one;
    const lines = Array.from({ length: 12 }, (_, index) => `the Canaryharbour on page ${index + 1}`);
    await share([{ name: "manual.pdf", mimeType: "application/pdf", buffer: pdf(...lines, "an end") }]);
    await preview("manual.pdf");
    await page.locator('canvas.preview-page[data-drawn="true"]').first().waitFor();
    await page.keyboard.press("Control+f");
    const field = page.getByRole("textbox", { name: "Find in this document" });
    await field.fill("CANARYharbour ON");
    const standing = page.getByRole("search").getByRole("status");
    await standing.filter({ hasText: "1 of 12, page 1" }).waitFor();
    await page.keyboard.press("Shift+Enter"); // around the beginning
    await standing.filter({ hasText: "12 of 12, page 12" }).waitFor();
    await page.locator('canvas[aria-label="Page 12"][data-drawn="true"]').waitFor();
    const current = page.locator(".find-mark.current");
    expect(await current.count()).toBe(1);
    const [mark, paper] = [
      await current.boundingBox(),
      await page.locator('canvas[aria-label="Page 12"]').boundingBox(),
    ];
    // 24 points high, 72 from the left and 700 from below on a page of 612 by 792
    const at = (px: number | undefined, from: number | undefined, whole: number | undefined) =>
      ((px ?? 0) - (from ?? 0)) / (whole ?? 1);
    const left = at(mark?.x, paper?.x, paper?.width);
    expect(left).toBeGreaterThan(72 / 612);
    expect(left).toBeLessThan(140 / 612);
    expect(at((mark?.y ?? 0) + (mark?.height ?? 0), paper?.y, paper?.height)).toBeCloseTo(92 / 792, 1);
    await page.getByRole("button", { name: "Next result" }).click();
    await standing.filter({ hasText: "1 of 12, page 1" }).waitFor();
    await field.fill("nowhere in it");
    await standing.filter({ hasText: "No results" }).waitFor();
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    expect(await page.locator(".find-mark").count()).toBe(0);
    await page.getByRole("button", { name: "Find in this document" }).click();
    await field.fill("an end");
    await standing.filter({ hasText: "1 of 1, page 13" }).waitFor();
    await page.keyboard.press("Escape");
    await close();
  }, 60_000);

  test("[MS-10] a spreadsheet is previewed: sheets as tabs, merged cells, numbers as it writes them", async () => {
    const { page } = one;
    await share([
      { name: "costs.xlsx", mimeType: unknown, buffer: xlsx("CanarySheetword of the year") },
      { name: "plan.pptx", mimeType: unknown, buffer: pptx("CanarySlideword", dot) },
      { name: "cut.xlsx", mimeType: unknown, buffer: xlsx("cut").subarray(0, 900) },
      { name: "other.pptx", mimeType: unknown, buffer: docx("no slides") },
    ]);
    await preview("costs.xlsx");
    const dialog = page.getByRole("dialog");
    const heading = dialog.getByRole("cell", { name: "CanarySheetword of the year" });
    await heading.waitFor();
    expect(await heading.getAttribute("colspan")).toBe("3");
    await dialog.getByRole("cell", { name: "1,234.50 EUR" }).waitFor();
    expect(await dialog.getByRole("tab").allTextContents()).toEqual(["Costs", "Long & wide"]);
    await dialog.getByRole("tab", { name: "Costs" }).press("ArrowRight");
    await dialog.getByRole("button", { name: "Show 100 more rows" }).click();
    await dialog.getByRole("cell", { name: "400", exact: true }).waitFor();
    await close();
  }, 60_000);

  test("[MS-10] charts of a spreadsheet and of a Word document are drawn, and what cannot be is said", async () => {
    const { page } = one;
    const charts = [chartXml("barChart"), chartXml("radarChart")];
    await share([
      { name: "harbour.xlsx", mimeType: unknown, buffer: xlsxWithCharts(xlsx("Costs"), charts) },
      { name: "harbour.docx", mimeType: word, buffer: docxWithCharts(docx("Before the chart"), charts) },
    ]);
    for (const name of ["harbour.xlsx", "harbour.docx"]) {
      await preview(name);
      const drawn = page.getByRole("dialog").getByRole("img", { name: "Ships by season" });
      const season = drawn.locator("text", { hasText: "Autumn" });
      await season.waitFor();
      expect(await season.evaluate((text) => getComputedStyle(text).fill)).toBe("rgb(0, 0, 0)");
      expect(await drawn.locator("rect").count()).toBe(4); // a bar for each season, and the legend's
      await page.getByRole("dialog").getByText("A chart, which cannot be shown here").waitFor();
      await close();
    }
  }, 60_000);

  test("[MS-10] slides are previewed: text, picture, table at their places; what is missing is said", async () => {
    const { page } = one;
    await preview("plan.pptx");
    const slide = page.getByRole("region", { name: "Slide 1" });
    await slide.getByText("CanarySlideword").waitFor();
    const paper = await slide.boundingBox();
    const picture = await slide.getByRole("img", { name: "A red dot" }).boundingBox();
    // Half an inch from the left of ten, two inches wide.
    const share = (length = 0) => length / (paper?.width ?? 1);
    expect(share((picture?.x ?? 0) - (paper?.x ?? 0))).toBeCloseTo(0.05, 2);
    expect(share(picture?.width)).toBeCloseTo(0.2, 2);
    await slide.getByRole("cell", { name: "Both" }).waitFor();
    await slide.getByText("A chart, which cannot be shown here").waitFor();
    await page.getByRole("region", { name: "Slide 2" }).getByText("The second slide").waitFor();
    await close();
  }, 60_000);

  test("[MS-10] a telephone's HEIC is shown, by a decoder that reaches nobody", async () => {
    const { page } = one;
    const strange = Buffer.from(heicPicture.toString("latin1").replace("hvc1", "hvc?"), "latin1");
    await share([
      { name: "view.heic", mimeType: "image/heic", buffer: heicWithExif() },
      { name: "strange.heic", mimeType: "image/heic", buffer: strange },
    ]);
    await preview("view.heic");
    const canvas = page.locator('canvas[data-drawn="true"]');
    await canvas.waitFor();
    const colours = await canvas.evaluate((element: HTMLCanvasElement) =>
      [8, 56].map((x) => [...(element.getContext("2d")?.getImageData(x, 24, 1, 1).data ?? [])]),
    );
    const [[left = []], [right = []]] = [colours.slice(0, 1), colours.slice(1)];
    expect(left[2]).toBeGreaterThan(200);
    expect(right[0]).toBeGreaterThan(200);
    await close();
    await preview("strange.heic");
    await page.getByText("This file is damaged").waitFor();
    await close();
    const policy = async (path: string) =>
      (await page.request.get(path)).headers()["content-security-policy"] ?? "";
    expect(await policy("/assets/heic.worker.js")).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    );
    for (const alone of ["pdf.worker.min.mjs", "office.worker.js"])
      expect(await policy(`/assets/${alone}`)).toBe("default-src 'none'");
    expect(await policy("/")).not.toContain("wasm");
  }, 60_000);

  test("[MS-10] [SE-05] a broken file, and one that is another kind, say so", async () => {
    for (const name of ["cut.xlsx", "other.pptx"]) {
      await preview(name);
      await one.page
        .getByRole("alert")
        .getByText(/This file is damaged/)
        .waitFor();
      await close();
    }
  }, 60_000);

  test("[MS-10] a picture that the browser cannot show has a placeholder of ours, and can be downloaded", async () => {
    const { page } = one;
    const cut = { name: "cut.png", mimeType: "image/png", buffer: Buffer.from("nothing of a picture") };
    await share([cut]);
    const placeholder = page.getByRole("log").getByRole("button", { name: "Preview of cut.png" });
    await placeholder.getByText("cut.png").waitFor();
    expect(await placeholder.locator("img").count()).toBe(0);
    await placeholder.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This picture cannot be shown here.").waitFor();
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: /^Download cut.png/ }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe("cut.png");
    await close();
  }, 60_000);

  test("[SE-04] a document that unpacks to 220 MB and a PDF of ten thousand pages and one are refused in words", async () => {
    const { page } = one;
    const parts = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`word/media/${at}.png`, dot]));
    const bomb = claiming(zipSync({ ...unzipSync(docx("bomb")), ...parts }), 19 * 1024 * 1024);
    const pages = pdf(...Array.from({ length: 10_001 }, () => ""));
    await share([
      { name: "bomb.docx", mimeType: word, buffer: bomb },
      { name: "endless.pdf", mimeType: "application/pdf", buffer: pages },
    ]);
    for (const name of ["bomb.docx", "endless.pdf"]) {
      await preview(name);
      const alert = page.getByRole("alert");
      await alert.getByText(/^This file holds more than can be shown here/).waitFor();
      await close();
    }
  }, 60_000);

  test("[MS-10] a Word document that is closed before it was read is not laid out any more", async () => {
    const { page } = one;
    await page.evaluate(() => {
      const parse = DOMParser.prototype.parseFromString;
      DOMParser.prototype.parseFromString = function (text, type) {
        if (String(text).includes("CanaryDocxword inside")) document.body.dataset.late = "true";
        addEventListener("restore", () => (DOMParser.prototype.parseFromString = parse));
        return parse.call(this, text, type);
      };
    });
    await page.evaluate(() => {
      const read = Blob.prototype.arrayBuffer;
      addEventListener("restore", () => (Blob.prototype.arrayBuffer = read));
      const released = new Promise((resolve) => addEventListener("release", resolve, { once: true }));
      Blob.prototype.arrayBuffer = async function () {
        if (this.type !== "application/octet-stream") return read.call(this); // it is no opened document
        document.body.dataset.reading = "true";
        await released;
        return read.call(this);
      };
    });
    await preview("letter.docx");
    await page.locator("body[data-reading]").waitFor();
    await close();
    await page.evaluate(() => dispatchEvent(new Event("release")));
    await preview("plan.pptx");
    await page.getByRole("region", { name: "Slide 1" }).waitFor();
    await close();
    expect(await page.evaluate(() => document.body.dataset.late)).toBeUndefined();
    await preview("letter.docx");
    await page.locator(".preview-pages[data-drawn]").waitFor();
    await close();
    expect(await page.evaluate(() => document.body.dataset.late)).toBe("true");
    await page.evaluate(() => dispatchEvent(new Event("restore")));
  }, 60_000);

  test("[MS-10] [SE-04] a spreadsheet that keeps its reader busy leaves the app usable, and is given up in words", async () => {
    const { page } = one;
    const format = `<numFmts><numFmt numFmtId="164" formatCode="${"0".repeat(300_000)}"/></numFmts>`;
    const styles = `<styleSheet>${format}<cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`;
    const rows = `<row>${'<c s="1"><v>1</v></c>'.repeat(100)}</row>`.repeat(4000);
    const buffer = zipSync({
      ...unzipSync(xlsx("busy")),
      "xl/styles.xml": strToU8(styles),
      "xl/worksheets/sheet1.xml": strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
    });
    await share([{ name: "busy.xlsx", mimeType: unknown, buffer: Buffer.from(buffer) }]);
    await preview("busy.xlsx");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("tab", { name: "Costs" }).waitFor();
    await dialog.getByRole("tabpanel").getByText("Opening").waitFor();
    await close();
    await page.getByRole("textbox", { name: /^Write to/ }).fill("Still here");
    await preview("busy.xlsx");
    const alert = dialog.getByRole("alert").getByText(/^This file takes too long to be read here/);
    await alert.waitFor({ timeout: 60_000 });
    await close();
    await page.getByRole("textbox", { name: /^Write to/ }).fill("");
  }, 120_000);

  test("[MS-05] words inside files find the message that carries them", async () => {
    const { page } = one;
    for (const asked of ["canarypdfw", "canarydocx", "canarysheet", "canaryslide"]) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search and commands" }).fill(asked);
      await page
        .getByRole("option", { name: /Archive/ })
        .first()
        .waitFor();
      await close();
    }
  }, 30_000);

  test("[MS-05] an edited caption leaves the words in its file to be found, and a table of thousands of numbers is sent", async () => {
    const { page } = one;
    const area = page.getByRole("textbox", { name: /^Write to/ });
    const table = Array.from({ length: 3900 }, (_, row) => String(1_000_000_007 * (row + 3)));
    await area.fill("CanaryCaption");
    await share([
      { name: "terms.pdf", mimeType: "application/pdf", buffer: pdf("CanaryTermword inside") },
      { name: "numbers.csv", mimeType: "text/csv", buffer: Buffer.from(table.join("\n")) },
    ]);
    await page.locator(".message.sent", { hasText: "CanaryCaption" }).waitFor();
    const edited = page.waitForResponse((answer) => answer.request().method() === "PATCH");
    await editLast(page, "CanaryBettercaption");
    expect((await edited).status()).toBe(200);
    for (const asked of ["canaryterm", "canarybetter", `${table.at(-1)} `]) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search and commands" }).fill(asked);
      await page
        .getByRole("option", { name: /Archive/ })
        .first()
        .waitFor();
      await close();
    }
  }, 60_000);

  test("[GN-09] the page of all files names the space", async () => {
    await one.page.goto("/files");
    await one.page
      .getByText(/Maria Keller · Archive/)
      .first()
      .waitFor();
  }, 30_000);

  test("[SE-04] pictures leave the browser without place and camera, and stand upright", async () => {
    const { page } = one;
    await page.goto("/");
    await openSpace(page, "Archive");
    for (const [kind, make] of Object.entries(withExif)) {
      const name = `telephone.${kind}`;
      await share([{ name, mimeType: `image/${kind}`, buffer: make(6) }]);
      await page
        .getByRole("button", { name: `Preview of ${name}` })
        .last()
        .click();
      const dialog = page.getByRole("dialog");
      const shown = dialog.getByAltText(name);
      await shown.waitFor();
      const size = await shown.evaluate((image: HTMLImageElement) =>
        image.decode().then(() => [image.naturalWidth, image.naturalHeight]),
      );
      expect([kind, size]).toEqual([kind, kind === "webp" ? size : [4, 6]]); // Chromium turns no WebP
      const download = page.waitForEvent("download");
      await dialog.getByRole("button", { name: `Download ${name}` }).click();
      const bytes = readFileSync(await (await download).path()).toString("latin1");
      for (const secret of ["Canary", "48.8584", "Nokia"])
        expect([kind, secret, bytes.includes(secret)]).toEqual([kind, secret, false]);
      await close();
    }
  }, 60_000);

  test("[SE-04] a picture whose metadata cannot be found is refused in words, and the message goes without it", async () => {
    const { page } = one;
    const cut = [
      { name: "cut.jpeg", mimeType: "image/jpeg", buffer: withExif.jpeg(6).subarray(0, 150) },
      { name: "cut.heic", mimeType: "image/heic", buffer: heicWithExif().subarray(0, -1) },
    ];
    const begun: string[] = [];
    page.on("request", (request) => begun.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.locator('input[type="file"]').setInputFiles(cut);
    for (const { name } of cut)
      await page
        .getByRole("alert")
        .getByText(`${name} was not uploaded: the picture is damaged or too large`)
        .waitFor();
    expect(begun.filter((one) => one.includes("files"))).toEqual([]);
    for (const _ of cut) await page.getByRole("button", { name: "Cancel upload" }).first().click();
    await page.locator(".upload").first().waitFor({ state: "detached" });
  }, 60_000);

  test("[MS-14] [SE-05] nothing lies in the clear, and the page kept to its policy", () => {
    expect(filesWith(box.folder, ["Canary", "report.pdf", "letter.docx"])).toEqual([]);
    expect(one.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
  });
});
