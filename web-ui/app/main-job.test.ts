/** The main job with real browsers: a blank box, three people, encrypted messages and files. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import {
  accept,
  createSpace,
  editLast,
  invite,
  openSpace,
  setUp,
  signIn,
  write,
} from "../../scripts/peers/steps.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };
const jonas = { name: "Jonas Brandt", email: "jonas@northwind.example", password: "staple of the stable" };
const aiko = { name: "Aiko Tanaka", email: "aiko@northwind.example", password: "a third long password" };

/** Words that only the people may see: they must not lie in any file of the appliance. */
const canaries = [
  "CanaryTitle",
  "CanaryMessage",
  "CanaryAnswer",
  "CanaryEdited",
  "canary-picture",
  "CanaryBytes",
];

const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC",
  "base64",
);

let box: TestAppliance;
let browser: Browser;
let first: Visitor;
let second: Visitor;
let third: Visitor;

const message = (page: Page, text: string) => page.getByRole("log").getByText(text, { exact: true });

beforeAll(async () => {
  box = await testAppliance();
  browser = await openBrowser();
  [first, second, third] = await Promise.all([
    visitor(browser, box.url),
    visitor(browser, box.url),
    visitor(browser, box.url),
  ]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("the main job", () => {
  test("[GN-01] a blank box is set up, and two people are invited and join", async () => {
    await setUp(first.page, box.setupCode ?? "", "Northwind", maria);
    for (const [person, guest] of [
      [jonas, second],
      [aiko, third],
    ] as const)
      await accept(guest.page, await invite(first.page, person), person);
    await first.page.goto("/");
  }, 60_000);

  test("[MS-01] messages travel both ways in a space, formatted, and are edited and deleted", async () => {
    await createSpace(first.page, "CanaryTitle", [jonas.name, aiko.name]);
    await write(first.page, "**CanaryMessage** for everybody");
    await openSpace(second.page, "CanaryTitle");
    await second.page.locator(".message-body strong", { hasText: "CanaryMessage" }).waitFor();
    await write(second.page, "CanaryAnswer");
    await message(first.page, "CanaryAnswer").waitFor();

    await editLast(second.page, "CanaryEdited");
    await message(first.page, "CanaryEdited").waitFor();
    await message(first.page, "(edited)").waitFor();

    await write(second.page, "written by mistake");
    const mistake = second.page.getByRole("article").filter({ hasText: "written by mistake" });
    await mistake.hover();
    await mistake.getByRole("button", { name: "Message actions" }).click();
    await second.page.getByRole("menuitem", { name: "Delete" }).click();
    await second.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await message(first.page, "This message was deleted.").waitFor();
  }, 60_000);

  test("[UX-09] who is typing and who is here is seen; unread messages are counted", async () => {
    await second.page.getByRole("textbox", { name: /^Write to/ }).pressSequentially("hm");
    await first.page.getByText("Jonas Brandt is typing").waitFor();
    await second.page.getByRole("textbox", { name: /^Write to/ }).fill("");
    const row = third.page.getByRole("link", { name: "CanaryTitle" });
    await row.getByText(/unread/).waitFor();
    await row.click();
    await message(third.page, "CanaryEdited").waitFor();
    await row.getByText(/unread/).waitFor({ state: "detached" });
  }, 60_000);

  test("[MS-01] one-to-one conversations start from the directory", async () => {
    await third.page.getByRole("link", { name: "People", exact: true }).click();
    await third.page.getByRole("button", { name: "Message Maria Keller" }).click();
    await third.page.getByRole("heading", { name: "Maria Keller", level: 1 }).waitFor();
    await write(third.page, "between us");
    await openSpace(first.page, "Aiko Tanaka");
    await message(first.page, "between us").waitFor();
    await openSpace(first.page, "CanaryTitle");
  }, 60_000);

  test("[MS-10] a picture is uploaded, seen, opened, and downloads as the same bytes", async () => {
    await first.page.locator('input[type="file"]').setInputFiles([
      { name: "canary-picture.png", mimeType: "image/png", buffer: picture },
      { name: "notes.bin", mimeType: "application/octet-stream", buffer: Buffer.from("CanaryBytes") },
    ]);
    await first.page.getByRole("button", { name: "Send" }).click();
    const preview = second.page.getByRole("button", { name: "Preview of canary-picture.png" });
    await preview.locator("img").waitFor();
    expect(
      await preview.locator("img").evaluate((image: HTMLImageElement) => image.decode()),
    ).toBeUndefined();
    const download = second.page.waitForEvent("download");
    await second.page.getByRole("button", { name: "Download notes.bin" }).click();
    expect(readFileSync(await (await download).path(), "utf8")).toBe("CanaryBytes");
    await second.page.getByRole("button", { name: "Files", exact: true }).click();
    const panel = second.page.getByRole("complementary", { name: "Files" });
    await panel.getByText("canary-picture.png").first().waitFor();
  }, 60_000);

  test("[MS-01] everything is there again after a reload", async () => {
    await second.page.reload();
    await second.page.locator(".message-body strong", { hasText: "CanaryMessage" }).waitFor();
    await message(second.page, "CanaryEdited").waitFor();
  }, 60_000);

  test("[SE-10] signing out everywhere ends every browser of the person", async () => {
    const other = await visitor(browser, box.url);
    await signIn(other.page, jonas);
    await other.page.getByRole("link", { name: "Settings" }).click();
    await second.page.evaluate(() => {
      const push = history.pushState.bind(history);
      history.pushState = (state, unused, url) => {
        push(state, unused, url);
        history.pushState = push;
        if (String(url).endsWith("/sign-in")) history.back(); // before the door is even painted
      };
    });
    await other.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await other.page.waitForURL("**/sign-in");
    await second.page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await second.page.getByRole("link", { name: "Settings" }).count()).toBe(0);
    await second.page.goBack();
    await second.page.getByRole("button", { name: "Sign in" }).waitFor();
    await other.context.close();
  }, 60_000);

  test("the pages kept to their own policy and threw nothing", () => {
    const expected = /status of 401|WebSocket connection to/; // the door, and the session that was ended
    for (const { complaints } of [first, second, third])
      expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
  });

  test("[SE-05] no word of a message, title, file or file name lies in the appliance's files", async () => {
    const files = readdirSync(box.folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(box.folder, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(4);
    for (const path of files) {
      const bytes = readFileSync(path);
      for (const canary of canaries) expect([path, bytes.includes(canary)]).toEqual([path, false]);
    }
    expect(
      readFileSync(join(box.folder, "hearth.db")).includes("Maria Keller") ||
        files.some((path) => readFileSync(path).includes("Maria Keller")),
    ).toBe(true);
  });
});
