/** People from a list, in a real browser: looked at before, followed while it is done, on a telephone's width too. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { phone, visitor } from "../../scripts/peers/browser.ts";
import { accept, personNamed, signIn } from "../../scripts/peers/steps.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 60_000);

afterAll(() => house?.dispose());

const file = (csv: string | Buffer) => ({
  name: "people.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(csv),
});

async function choose(page: Page, csv: string | Buffer): Promise<void> {
  await page.getByRole("dialog").locator('input[type="file"]').setInputFiles(file(csv));
}

async function openDialog(page: Page): Promise<void> {
  await page.goto("/admin/people");
  await page.getByRole("button", { name: "Import a list" }).click();
}

async function textOf(page: Page, press: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: press }).click(),
  ]);
  return Bun.file(await download.path()).text();
}

describe("[AD-12] [AD-10] a list of people", () => {
  test("[AD-12] the template is a list that is taken", async () => {
    const { page } = house.admin;
    await openDialog(page);
    await choose(page, await textOf(page, "Download a template"));
    await page.getByText("2 people will be added.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  test("[AD-12] it is said what would come of it; then it is done, and what was refused stays to be read", async () => {
    const { page } = house.admin;
    await openDialog(page);
    const csv =
      "Name;Email\nJürgen Groß;juergen@northwind.example\nAiko Tanaka;aiko@northwind.example\nNobody;no address\n";
    await choose(page, Buffer.from(csv, "latin1")); // as spreadsheets save it in Germany
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 people will be added.").waitFor();
    await dialog.getByText("One row cannot be imported; the others can.").waitFor();
    const rows = dialog.getByRole("region", { name: "Rows that are skipped" });
    await rows.getByText("Nobody, no address").waitFor();
    await rows.getByText("has no e-mail address, or one that is not valid").waitFor();
    await dialog.getByText("No mail server is configured yet.").waitFor();
    await dialog.getByRole("button", { name: "Add 2 people" }).click();

    await page.getByRole("heading", { name: "Jobs", exact: true }).waitFor();
    const job = page.getByRole("region", { name: /^Import of people/ });
    await job.getByText("2 people were added").waitFor();
    await job.getByText("Done").waitFor();
    await job.getByText("Nobody, no address").waitFor();

    const links = await textOf(page, "Download the links");
    expect(links.split("\r\n")[0]).toEndWith("name,email,link");
    expect(links).toContain('"Jürgen Groß","juergen@northwind.example","https://');
    const link = /"(https:[^"]+)"/.exec(links)?.[1] ?? "";
    const person = await visitor(house.browser, house.box.url);
    await accept(person.page, link, personNamed("Jürgen Groß"));
    await person.context.close();
  });

  test("[SE-05] what is no list is refused in words", async () => {
    const { page } = house.admin;
    await openDialog(page);
    await choose(page, "name,phone\nMaria,1");
    await page.getByText("The first line has an unknown column: phone.").waitFor();
    await choose(page, Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]));
    await page.getByRole("alert").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  test("[UX-11] [MB-01] a long one shows how far it is and is cancelled, on a telephone's width; the same again leaves who is there alone", async () => {
    const { page, context } = await visitor(house.browser, house.box.url, { viewport: phone });
    await signIn(page, house.maria);
    await openDialog(page);
    const rows = Array.from({ length: 9000 }, (_, at) => `Person ${at},p${at}@northwind.example`);
    await choose(page, ["name,email", ...rows].join("\n"));
    await page.getByRole("button", { name: "Add 9,000 people" }).click();
    const job = page.getByRole("region", { name: /^Import of people/ }).first();
    await job.getByRole("progressbar").waitFor();
    await job.getByText(/^[1-9][\d,]* of 9,000$/).waitFor();
    await job.getByRole("button", { name: "Cancel" }).click();
    await job.getByText("Cancelled").waitFor();
    await job.getByText(/people were added/).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await openDialog(page);
    await choose(page, ["name,email", ...rows.slice(0, 2)].join("\n"));
    await page.getByText("Everybody on this list is already here.").waitFor();
    await context.close();
  });

  test("the page kept to its policy", () => {
    const others = house.admin.complaints.filter((text) => !/status of 400/.test(text)); // lists that were refused
    expect(others).toEqual([]);
  });
});
