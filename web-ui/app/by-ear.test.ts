/** A day's work as a screen reader tells it: what has the focus, with its role and states, at each key. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { Ear } from "../../scripts/peers/by-ear.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;
let page: Page;
let ear: Ear;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const { id, client } = await api.admit(jonas);
  const space = await api.createSpace("Studio", [id]);
  await client.send(space, await client.keyOf(space), "The **tide** is high");
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
  ({ page } = visit);
  ear = await Ear.at(page);
  await page.goto("/sign-in");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Waits until it is what one hears; times of day are told as 00:00. */
async function hears(expected: string): Promise<void> {
  let heard = "";
  await until(async () => {
    heard = (await ear.hears()).replace(/\d\d:\d\d/g, "00:00");
    return heard === expected;
  }, 10_000).catch(() => expect(heard).toBe(expected));
}
/** Presses the keys, each of which leads to what is heard. */
async function script(...steps: readonly (readonly [key: string, heard: string])[]): Promise<void> {
  for (const [key, heard] of steps) {
    await page.keyboard.press(key);
    await hears(heard);
  }
}
const goTo = async (words: string, found: string) => {
  await page.getByRole("dialog").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type(words);
  await hears(found);
  await page.keyboard.press("Enter");
};

test("[UX-04] signing in: what is refused is told, and one is where one was", async () => {
  await hears("E-mail address, textbox, required");
  expect(await page.title()).toBe("Sign in · Hearth");
  await page.keyboard.type(maria.email);
  await script(["Tab", "Password, textbox, required"]);
  await page.keyboard.type("not the password");
  await script(["Tab", "Sign in, button"]);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await script(["Shift+Tab", "Password, textbox, required"]);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(maria.password);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /Studio/ }).waitFor();
}, 60_000);

test("[UX-04] the list of spaces: each thing has a name, what is pressed says so", async () => {
  await script(
    ["Tab", "Account of Maria Keller, button, collapsed"],
    ["Tab", "Notifications, link"],
    ["Tab", "New team, button"],
    ["Tab", "New space, button"],
    ["Tab", "Find a space or a person, textbox"],
    ["Tab", "Search and commands, button"],
    ["Tab", "Unread: 1 space, button, not pressed"],
    ["Enter", "Unread: 1 space, button, pressed"],
    ["Enter", "Unread: 1 space, button, not pressed"],
  );
}, 60_000);

test("[UX-04] a message is read when one comes to it, with what can be done with it", async () => {
  await goTo("Studio", "Studio, option, selected");
  await hears("Write to Studio, textbox");
  await page.keyboard.type("Good morning");
  await page.keyboard.press("Enter");
  await page.locator(".message.sent", { hasText: "Good morning" }).waitFor();
  await script(
    ["Shift+Tab", "Attach files, button"],
    ["Shift+Tab", "Studio, log"],
    ["k", "Maria Keller, 00:00, article, Good morning"],
    ["k", "Jonas Brandt, 00:00, article, The tide is high"],
    ["j", "Maria Keller, 00:00, article, Good morning"],
    ["Tab", "React, button, collapsed"],
    ["Tab", "Reply in thread, button"],
    ["Tab", "Edit, button"],
    ["Tab", "Message actions, button, collapsed"],
  );
}, 60_000);

test("[UX-04] a question before something is deleted has the focus, and gives it back", async () => {
  await page.getByRole("log").press("k");
  await script(
    ["Delete", "Close, button"],
    ["Tab", "Cancel, button"],
    ["Tab", "Delete, button"],
    ["Tab", "Close, button"],
    ["Escape", "Maria Keller, 00:00, article, Good morning"],
  );
}, 60_000);

test("[UX-04] the settings: another page is told, and choices say what is chosen", async () => {
  await goTo("Settings", "Go to: Settings g s, option, selected");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  expect(await page.title()).toBe("Settings · Hearth");
  await page.getByRole("radio", { name: "System" }).first().focus();
  await script(["ArrowRight", "Light, radio, checked"], ["ArrowLeft", "System, radio, checked"]);
  await page.getByRole("switch", { name: "Play a sound" }).focus();
  await script(["Space", "Play a sound, switch, not checked"], ["Space", "Play a sound, switch, checked"]);
}, 60_000);

test("[UX-04] the name of a space is in no title, which browsers keep in the clear", async () => {
  await goTo("Studio", "Studio, option, selected");
  await hears("Write to Studio, textbox");
  expect(await page.title()).toBe("Spaces · Hearth");
  expect(visit.complaints.filter((text) => !text.includes("401"))).toEqual([]);
}, 60_000);
