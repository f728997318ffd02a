/** What is recorded with the browser's microphone is what callers hear: a person's greeting, and a menu's prompt. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { sayTone } from "../../scripts/peers/browser-sound.ts";
import { oneMenu } from "../../scripts/peers/one-menu.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";

let house: TelephoneHouse;
let browser: Browser;
let page: Page;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  [maria, jonas] = Object.values(house.people) as [Person, Person];
  browser = await openBrowser();
  ({ page } = await visitor(browser, house.box.url));
  await sayTone(page, 700);
  await signIn(page, { name: maria.name, email: maria.email, password });
}, 60_000);
afterEach(async () => {
  await house.hangUp();
  await house.quiet();
});
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

/** Milliseconds of what is recorded. */
const recordingLength = 3000;

/** What a caller of this number hears first is the browser's tone. */
async function expectRecorded(number: string): Promise<void> {
  const caller = await house.phone(jonas, { tone: 440 });
  await caller.command("dial", number);
  await caller.says(/Call established/);
  expect((await toneLevels(caller, 700, 1000)).wanted).toBeGreaterThan(1000);
  await caller.command("hangup");
}

test("[CA-08] a greeting is recorded with the microphone, heard by who is not answered, and taken back", async () => {
  await page.goto("/calls?tab=voicemail");
  await page.getByRole("button", { name: "Record a greeting" }).click();
  await page.waitForTimeout(recordingLength);
  await page.getByRole("button", { name: "Stop and save" }).click();
  await page.getByText("Callers hear your own greeting.").waitFor();
  house.box.rooms.sip.location.remove(maria.id, () => true); // nobody answers
  await expectRecorded(`${maria.extension}`);
  await page.getByRole("button", { name: "Use the standard greeting" }).click();
  await page.getByText("Callers hear the standard greeting with your name.").waitFor();
  expect(await house.box.rooms.calling.mailboxes.greeting(maria.id)).toBeUndefined();
}, 60_000);

test("[CA-19] a menu's prompt is recorded with the microphone in its editor, and callers hear it instead of the text", async () => {
  await house.box.rooms.calling.attendants.put(undefined, {
    name: "Reception",
    number: "3000",
    definition: oneMenu("Welcome."),
  });
  await page.goto("/admin/groups");
  await page.getByRole("button", { name: /Reception \(3000\)/ }).click();
  const prompt = page.getByRole("group", { name: "Recorded prompt" });
  await prompt.getByText("The text is read out to callers.").waitFor();
  await prompt.getByRole("button", { name: "Record" }).click();
  await page.waitForTimeout(recordingLength);
  await prompt.getByRole("button", { name: "Stop and use" }).click();
  await prompt.getByText("Callers hear this recording.").waitFor();
  await expectRecorded("3000");
}, 60_000);
