/** Files in a real browser: lists, versions, previews of every kind, and the words inside them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { strToU8, zipSync } from "fflate";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { createSpace, setUp } from "../../scripts/peers/steps.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };

/** A PDF of one page with one line of text, with its table of objects. */
function pdf(text: string): Buffer {
  const stream = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const table = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  return Buffer.from(
    `${body}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF`,
  );
}

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const docx = (text: string) =>
  Buffer.from(
    zipSync({
      "[Content_Types].xml": strToU8(
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      ),
      "_rels/.rels": strToU8(
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
      ),
      "word/document.xml": strToU8(
        `<?xml version="1.0"?><w:document ${namespace}><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
      ),
    }),
  );

const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
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
    await panel.getByRole("button", { name: /letter.docx/ }).waitFor();
    expect(await panel.locator(".file-list > li").count()).toBe(1);
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

  test("[MS-05] words inside files find the message that carries them", async () => {
    const { page } = one;
    for (const asked of ["canarypdfw", "canarydocx"]) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search and commands" }).fill(asked);
      await page
        .getByRole("option", { name: /Archive/ })
        .first()
        .waitFor();
      await close();
    }
  }, 30_000);

  test("[GN-09] the page of all files names the space", async () => {
    await one.page.goto("/files");
    await one.page
      .getByText(/Maria Keller · Archive/)
      .first()
      .waitFor();
  }, 30_000);

  test("[MS-14] [SE-05] nothing lies in the clear, and the page kept to its policy", () => {
    expect(filesWith(box.folder, ["Canary", "report.pdf", "letter.docx"])).toEqual([]);
    expect(one.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
  });
});
