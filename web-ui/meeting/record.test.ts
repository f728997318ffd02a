/** What a meeting leaves in the conversation: two Chromium meet, write, share and draw; then the appliance is killed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type ApplianceProcess, spawnAppliance } from "../../scripts/peers/process.ts";
import { lastingSettings } from "../../scripts/peers/settings.ts";
import { createSpace, openSpace, signIn, write } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const people = ["Maria", "Jonas"].map((name) => ({
  name: `${name} Test`,
  email: `${name.toLowerCase()}@northwind.example`,
  password: "a long password",
}));
const folder = mkdtempSync(join(tmpdir(), "hearth-record-"));
const settings = lastingSettings(folder);

let box: ApplianceProcess;
let browser: Browser;
const visitors: Visitor[] = [];
let maria: Page;
let jonas: Page;

beforeAll(async () => {
  box = await spawnAppliance(settings);
  const admin = new AppClient(box.url);
  const [first, second] = people;
  if (!first || !second) throw new Error("nobody");
  await admin.setUp(box.setupCode, "Northwind", first);
  await admin.admit(second);
  browser = await openBrowser();
  for (const person of people) {
    const one = await visitor(browser, box.url);
    await signIn(one.page, person);
    visitors.push(one);
  }
  const [a, b] = visitors;
  if (!a || !b) throw new Error("two browsers are needed");
  maria = a.page;
  jonas = b.page;
  await createSpace(maria, "Launch", ["Jonas Test"]);
  await openSpace(jonas, "Launch");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const card = (page: Page) => page.getByRole("log").getByRole("region", { name: /^Meeting at/ });

async function meet(): Promise<void> {
  await maria.getByRole("button", { name: "Meet" }).click();
  await maria.getByRole("region", { name: "Meeting in Launch" }).waitFor();
  await jonas.getByRole("button", { name: "Join" }).click();
  await maria.getByText("2 here").waitFor();
}

/** Both ask for the notes at once, and write in the same; then they are back in the conversation. */
async function takeNotes(): Promise<void> {
  const pages = [maria, jonas];
  const field = (page: Page) => page.getByRole("textbox", { name: "Notes" });
  await Promise.all(pages.map((page) => page.getByRole("button", { name: "Take notes" }).click()));
  await Promise.all(pages.map((page) => field(page).waitFor()));
  await field(maria).pressSequentially("CanaryDecision");
  await until(async () => (await field(jonas).inputValue()) === "CanaryDecision");
  for (const page of pages) await page.goBack();
}

describe("the entry of a meeting", () => {
  test("[GN-14] it says that the meeting runs, who is in it, and after its end what came of it", async () => {
    await write(jonas, "Before the meeting");
    await meet();
    for (const page of [maria, jonas]) {
      await card(page)
        .getByText(/^Meeting, since/)
        .waitFor();
      await card(page).getByText("Maria Test and Jonas Test").waitFor();
    }
    await jonas.getByRole("button", { name: "Back to the messages" }).click();
    await write(jonas, "Said meanwhile");
    await jonas.locator('input[type="file"]').setInputFiles({
      name: "CanaryMinutes.md",
      mimeType: "text/markdown",
      buffer: Buffer.from("# What we agreed on"),
    });
    await jonas.getByRole("button", { name: "Send", exact: true }).click();
    await jonas.getByRole("button", { name: "Whiteboard", exact: true }).click();
    await jonas.getByLabel("Name", { exact: true }).fill("CanarySketch");
    await jonas.getByRole("button", { name: "New whiteboard" }).click();
    await jonas.locator(".board-canvas").waitFor();
    await jonas.goBack();
    await takeNotes();
    await maria.getByRole("button", { name: "Leave" }).click();
    await maria.getByRole("button", { name: "End for everybody" }).click();

    for (const page of [maria, jonas]) {
      const entry = card(page);
      await entry.getByText(/^Meeting, \d\d:\d\d to \d\d:\d\d \(\d+ (secs?|mins?)\)$/).waitFor();
      await entry.getByText("Maria Test and Jonas Test").waitFor();
      await entry.getByText("4 messages").waitFor();
      await entry.getByRole("link", { name: "CanarySketch" }).waitFor();
      await entry.getByRole("link", { name: /^Notes: Launch, / }).waitFor();
      await entry.getByText("2 participants").click();
      expect(await entry.getByRole("listitem").count()).toBe(2);
    }
    await card(maria).getByRole("button", { name: "Preview of CanaryMinutes.md" }).click();
    await maria.getByRole("dialog").getByText("What we agreed on").waitFor();
    await maria.keyboard.press("Escape");
  }, 120_000);

  test("[GN-14] it stands before what was said in the meeting, also after a reload", async () => {
    await maria.reload();
    await card(maria).waitFor();
    const order = await maria
      .getByRole("log")
      .evaluate((log) =>
        [...log.querySelectorAll(".message-slot")]
          .map((slot) => slot.textContent ?? "")
          .flatMap((text) => /Before the meeting|Meeting, |Said meanwhile/.exec(text)?.[0] ?? []),
      );
    expect(order).toEqual(["Before the meeting", "Meeting, ", "Said meanwhile"]);
  }, 60_000);

  test("[GN-14] [AP-10] killed in mid-meeting, it is over when the appliance is back", async () => {
    await jonas.reload();
    await card(jonas).waitFor();
    await meet();
    await card(maria)
      .nth(1)
      .getByText(/^Meeting, since/)
      .waitFor();
    await write(jonas, "The last before the lights went out");
    await maria.getByRole("log").getByText("The last before the lights went out").waitFor();
    await box.kill();
    box = await spawnAppliance(settings);
    for (const page of [maria, jonas])
      await card(page)
        .nth(1)
        .getByText(/^Meeting, \d\d:\d\d to/)
        .waitFor({ timeout: 60_000 });
    await card(maria).nth(1).getByText("1 message").waitFor();
  }, 120_000);

  test("[SE-05] nothing of what was shared lies in the clear", () => {
    expect(filesWith(folder, ["Canary", "Said meanwhile", "What we agreed on"])).toEqual([]);
  });
});
