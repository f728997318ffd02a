/** Shared lines and uploaded sounds in a real browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { tone } from "../../appliance/calling/sounds/speech.ts";
import { writeWave } from "../../appliance/calling/sounds/wave.ts";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { sayTone } from "../../scripts/peers/browser-sound.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let page: Page;
let [maria, jonas, carla]: Person[] = [];

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Carla"]);
  [maria, jonas, carla] = ["maria", "jonas", "carla"].map((name) => house.people[name]) as Person[];
  const { calling, sip } = house.box.rooms;
  const members = [maria?.id ?? "", jonas?.id ?? ""];
  await calling.sharedLines.put(undefined, { name: "Support", number: "2500", seconds: 20, members });
  browser = await openBrowser();
  ({ page } = await visitor(browser, house.box.url));
  await sayTone(page, 700);
  await signIn(page, { name: "Maria", email: maria?.email ?? "", password });
  await until(() => sip.location.of(maria?.id ?? "").length > 0);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.hangUp();
  await house?.box.dispose();
});

test("[CA-17] [MB-01] the app shows who is on a line, joins the call, and calls as the line", async () => {
  await page.goto("/calls");
  const caller = await house.phone(carla as Person, { answers: true, tone: 440 });
  const desk = await house.phone(jonas as Person, { tone: 1000 });
  await caller.command("dial", "2500");
  await desk.says(/Incoming call/);
  await desk.command("accept");
  await page.getByText("Jonas with Carla").waitFor();
  await page.getByRole("button", { name: "Join" }).click();
  expect((await toneLevels(caller, 700, 1400)).wanted).toBeGreaterThan(500);
  expect((await toneLevels(desk, 440, 1400)).wanted).toBeGreaterThan(500);
  await page.getByText("Maria with Carla").waitFor();
  await caller.command("hangup");
  await page.getByText("Free").waitFor();
  await page.getByLabel("Call as").selectOption({ label: "As Support" });
  await page.getByLabel("Extension or address").fill(carla?.extension ?? "");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await caller.says(/answering call .*sip:2500@/);
  await caller.command("hangup");
  await house.quiet();
}, 60_000);

test("[CA-21] one says in the settings who may answer one's calls, and takes it back", async () => {
  const { settings } = house.box.rooms.calling;
  const answering = () => settings.of(maria?.id ?? "").answeredBy;
  const stored = () => page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
  await page.goto("/calls?tab=settings");
  await page.getByRole("textbox", { name: "Allow a colleague" }).fill("Car");
  await Promise.all([stored(), page.getByRole("option", { name: /Carla/ }).click()]);
  expect(answering()).toEqual([carla?.id ?? ""]);
  await page.reload();
  const take = page.getByRole("button", { name: "Stop Carla from answering for you" });
  await Promise.all([stored(), take.click()]);
  await take.waitFor({ state: "detached" });
  expect(answering()).toEqual([]);
});

test("[CA-12] music on hold is uploaded and taken away in the console; what is no sound is refused in words", async () => {
  await page.goto("/admin/hold");
  const choose = async (name: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Upload a file" }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: "audio/wav", buffer });
  };
  await choose("broken.wav", Buffer.from("this is no sound"));
  await page.getByText("This sound cannot be used.").waitFor();
  await choose("music.wav", writeWave(tone(880, 2)));
  await page.getByText("Callers hear your music.").waitFor();
  await page.getByRole("button", { name: "Back to the tone" }).click();
  await page.getByText("Callers hear a soft tone.").waitFor();
}, 60_000);
