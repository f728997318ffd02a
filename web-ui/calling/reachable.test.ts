/** Everything that calling has is reached and works in the app on a desk's screen and on a mobile telephone's (MB-01). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { tone } from "../../appliance/calling/sounds/speech.ts";
import type { Person } from "../../appliance/people/index.ts";
import { desktop, openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const calling = () => house.box.rooms.calling;
const state = () => calling().liveCalls[0]?.state;

describe.each([
  ["1440 × 900", desktop],
  ["390 × 844", phone],
])("at %s", (_size, viewport) => {
  let page: Page;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const at = await visitor(browser, house.box.url, { viewport });
    page = at.page;
    close = () => at.context.close();
    await sayTone(page, 700);
    await signIn(page, { name: maria.name, email: maria.email, password });
    await until(() => house.box.rooms.sip.location.of(maria.id).length > 0);
    await page.getByRole("link", { name: "Calls" }).click();
  }, 60_000);
  afterEach(async () => {
    await house.hangUp();
    await house.quiet();
  });
  afterAll(() => close());

  const card = () => page.getByRole("region", { name: /^Call with/ });
  const press = (name: string) => card().getByRole("button", { name, exact: true }).click();
  const choose = async (item: string) => {
    await card().first().getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  async function dial(): Promise<void> {
    await page.getByLabel("Extension or address").fill(`${jonas.extension}`);
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await card()
      .getByText(/^\d\d:\d\d$/)
      .waitFor();
  }
  const tab = (name: string) => page.getByRole("tab", { name }).click();

  test("[MB-01] a number is dialled, muted, held, resumed, sent digits, and ended", async () => {
    const other = await house.phone(jonas, { answers: true, tone: 440 });
    await dial();
    expect((await toneLevels(other, 700, 1400)).wanted).toBeGreaterThan(1000);
    expect(await hearInBrowser(page, 440)).toBeGreaterThan(0.6);
    await press("Mute");
    await until(() => Math.max(...other.heard().samples.subarray(-4000)) < 500);
    await press("Unmute");
    expect((await toneLevels(other, 700, 1400)).wanted).toBeGreaterThan(1000);
    await press("Hold");
    await until(() => state() === "held");
    await press("Resume");
    await until(() => state() === "connected");
    await press("Keypad");
    await press("7");
    await other.says(/received event: '7'|DTMF.*7|telev.*7/i);
    await press("End call");
    await card().waitFor({ state: "detached" });
  }, 60_000);

  test("[MB-01] a call that comes is declined, and answered", async () => {
    const caller = await house.phone(jonas, { tone: 440 });
    await caller.command("dial", `${maria.extension}`);
    await press("Decline");
    await caller.says(/486|603/);
    await house.quiet();
    await caller.command("dial", `${maria.extension}`);
    await press("Answer");
    await caller.says(/Call established/);
    expect(await hearInBrowser(page, 440)).toBeGreaterThan(0.6);
    await press("End call");
    await page
      .locator(".line-item")
      .filter({ hasText: "Jonas" })
      .first()
      .getByText(/Answered/)
      .waitFor();
  }, 60_000);

  test("[MB-01] a call is sent on, made one of three, and parked", async () => {
    const other = await house.phone(jonas, { answers: true, tone: 440 });
    const third = await house.phone(aiko, { answers: true, tone: 1000 });
    await dial();
    await choose("Transfer…");
    await page.getByLabel("Or to a number").fill(`${aiko.extension}`);
    await page.getByRole("button", { name: "Transfer now" }).click();
    await card().waitFor({ state: "detached" });
    expect((await toneLevels(third, 440, 700)).wanted).toBeGreaterThan(1000);
    await other.command("hangup");
    await house.quiet();

    await dial();
    await choose("Add a person…");
    await page.getByRole("textbox", { name: "Who is to join?" }).fill("Aiko");
    await page.getByRole("option", { name: /Aiko/ }).click();
    expect((await toneLevels(third, 440, 1400)).wanted).toBeGreaterThan(300);
    expect((await toneLevels(third, 700, 1400)).wanted).toBeGreaterThan(300);
    await card().first().getByRole("button", { name: "End call" }).click();
    await Promise.all([other.command("hangup"), third.command("hangup")]);
    await house.quiet();

    await dial();
    await choose("Park");
    await page.getByText("In slot 701, parked by Maria").waitFor();
    await page.getByRole("button", { name: "Pick up" }).click();
    await card()
      .getByText(/^\d\d:\d\d$/)
      .waitFor();
    await press("End call");
  }, 90_000);

  test("[MB-01] messages, contacts, forwards, do not disturb and telephones are looked after", async () => {
    const { mailboxes, settings } = calling();
    const from = { personId: jonas.id, name: jonas.name, number: jonas.extension ?? "" };
    await mailboxes.leave(maria.id, from, tone(440, 2));
    await tab("Voicemail");
    await page.getByRole("button", { name: "Play the message from Jonas" }).click();
    await until(() => mailboxes.count(maria.id).heard === 1);
    await page.getByRole("button", { name: "Delete the message from Jonas" }).click();
    await page.getByText("No messages yet.").waitFor();

    await tab("Contacts");
    await page.getByRole("button", { name: "Add a contact" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Taxi");
    await dialog.getByRole("textbox", { name: "Number 1" }).fill("+14155550111");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Change Taxi" }).click();
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("No contacts yet.", { exact: false }).waitFor();

    await tab("Settings");
    await page.getByLabel("When you do not answer").fill(`${jonas.extension}`);
    await page.getByLabel("When you do not answer").blur();
    await until(() => settings.of(maria.id).forwardNoAnswer === jonas.extension);
    await page.getByRole("switch", { name: "Do not disturb" }).check();
    await until(() => settings.of(maria.id).doNotDisturb);
    await settings.change(maria.id, { doNotDisturb: false, forwardNoAnswer: null });
    await page.getByRole("button", { name: "Add a phone" }).click();
    await dialog.getByLabel("Name of the phone").fill("Kitchen");
    await dialog.getByRole("button", { name: "Add a phone" }).click();
    await dialog.getByText("Enter these in the phone.", { exact: false }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Kitchen").waitFor();
    expect(house.box.rooms.sip.devices.of(maria.id).map(({ name }) => name)).toContain("Kitchen");
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    await tab("Recent");
  }, 60_000);
});
