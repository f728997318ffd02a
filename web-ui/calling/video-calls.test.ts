/** Two browsers call each other with pictures, a third is brought in, and a desk's call shares a screen. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import type { Baresip } from "../../scripts/peers/baresip.ts";
import { movingVideos, openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { until } from "../../scripts/peers/until.ts";

const tones = { maria: 700, jonas: 1100, aiko: 1900 };
let house: TelephoneHouse;
let browser: Browser;
const pages: Record<string, Page> = {};

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  browser = await openBrowser();
  for (const [name, hertz] of Object.entries(tones)) {
    const { page } = await visitor(browser, house.box.url, { viewport: { width: 900, height: 700 } });
    await sayTone(page, hertz);
    const person = house.people[name] as Person;
    await signIn(page, { name: person.name, email: person.email, password });
    await until(() => house.box.rooms.sip.location.of(person.id).length > 0);
    pages[name] = page;
  }
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const at = (name: string): Page => pages[name] as Page;
const card = (page: Page) => page.getByRole("region", { name: /Call with/ });
const stage = (page: Page) => page.getByRole("region", { name: /Video with/ });

async function call(from: string, to: string): Promise<void> {
  await at(from).getByRole("link", { name: "People" }).click();
  await at(from)
    .getByRole("button", { name: `Call ${house.people[to]?.name}` })
    .click();
  await card(at(to)).getByRole("button", { name: "Answer" }).click();
  await card(at(from))
    .getByText(/\d\d:\d\d/)
    .waitFor();
}

test("[MT-17] [GN-01] two people see and hear each other in a call", async () => {
  await call("maria", "jonas");
  await card(at("maria")).getByRole("button", { name: "Turn the camera on" }).click();
  await stage(at("jonas")).waitFor(); // comes by itself
  await movingVideos(at("jonas"), 1);
  await stage(at("jonas")).getByRole("button", { name: "Turn the camera on" }).click();
  await movingVideos(at("maria"), 2);
  expect(await hearInBrowser(at("jonas"), tones.maria, 0.25)).toBeGreaterThanOrEqual(0.25);
  expect(await hearInBrowser(at("maria"), tones.jonas, 0.25)).toBeGreaterThanOrEqual(0.25);
  await stage(at("maria")).getByRole("button", { name: "Mute" }).click();
  await stage(at("maria")).getByRole("button", { name: "Unmute" }).waitFor();
  await stage(at("jonas")).getByRole("button", { name: "End call" }).click();
  await stage(at("maria")).waitFor({ state: "detached" });
  await card(at("maria")).waitFor({ state: "detached" });
  expect(house.box.rooms.meetings.meetings.count).toBe(0);
}, 60_000);

test("[MS-22] one press in a conversation of two rings the other, and the camera is on when they answer", async () => {
  await at("maria").getByRole("link", { name: "People" }).click();
  await at("maria").getByRole("button", { name: "Message Jonas" }).click();
  await at("maria").getByRole("button", { name: "Meet", exact: true }).click();
  await card(at("jonas")).getByRole("button", { name: "Answer" }).click();
  await stage(at("jonas")).waitFor();
  await movingVideos(at("jonas"), 1);
  await stage(at("jonas")).getByRole("button", { name: "End call" }).click();
  await card(at("maria")).waitFor({ state: "detached" });
  await house.quiet();
}, 60_000);

test("[GN-10] Meet beside somebody in the list of people opens the conversation of the two and rings them", async () => {
  await at("maria").getByRole("link", { name: "People" }).click();
  await at("maria").getByRole("button", { name: "Meet with Jonas" }).click();
  await at("maria").getByRole("heading", { name: "Jonas", level: 1 }).waitFor();
  await card(at("jonas")).getByRole("button", { name: "Answer" }).click();
  await stage(at("jonas")).waitFor();
  await stage(at("jonas")).getByRole("button", { name: "End call" }).click();
  await card(at("maria")).waitFor({ state: "detached" });
  await house.quiet();
}, 60_000);

test("[CA-16] [MT-17] a third is brought in while the two speak on", async () => {
  await call("maria", "jonas");
  await card(at("maria")).getByRole("button", { name: "More" }).click();
  await at("maria").getByRole("menuitem", { name: "Add a person" }).click();
  await at("maria").getByRole("textbox", { name: "Who is to join?" }).fill("Aiko");
  await at("maria").getByRole("option", { name: /Aiko/ }).click();
  await card(at("aiko")).getByRole("button", { name: "Answer" }).waitFor();
  expect(await hearInBrowser(at("jonas"), tones.maria, 0.25)).toBeGreaterThanOrEqual(0.25); // not on hold
  await card(at("aiko")).getByRole("button", { name: "Answer" }).click();
  await at("maria")
    .getByRole("region", { name: /Call with/ })
    .getByText("Jonas and Aiko")
    .waitFor();
  for (const [name, hertz] of Object.entries(tones))
    for (const other of Object.keys(tones))
      if (other !== name) expect(await hearInBrowser(at(other), hertz, 0.25)).toBeGreaterThanOrEqual(0.25);
  await card(at("aiko")).getByRole("button", { name: "Turn the camera on" }).click();
  await at("aiko")
    .getByRole("region", { name: /Meeting in/ })
    .waitFor();
  expect(await hearInBrowser(at("aiko"), tones.jonas, 0.25)).toBeGreaterThanOrEqual(0.25);
  for (const name of ["maria", "jonas"])
    await card(at(name)).getByRole("button", { name: "End call" }).click();
  await at("aiko").getByRole("button", { name: "Leave" }).click();
  await house.quiet();
}, 90_000);

test("[HY-04] [GN-16] [MB-06] a call of two telephones shares a screen without dialling", async () => {
  const desk = await house.phone(house.people.maria as Person);
  const other: Baresip = await house.phone(house.people.jonas as Person, { answers: true });
  await desk.command("dial", `${house.people.jonas?.extension}`);
  await other.says(/Call established/);
  const own = at("maria").getByRole("region", { name: "Call with Jonas on your phone" });
  await own.getByRole("button", { name: "Share your screen" }).click();
  await movingVideos(at("jonas"), 1);
  await stage(at("jonas")).getByText("Maria’s screen").first().waitFor();
  await stage(at("maria")).getByRole("button", { name: "Leave" }).click();
  await own.getByRole("button", { name: "End call" }).click();
  await desk.says(/session closed|terminated/i);
  await stage(at("jonas")).waitFor({ state: "detached" });
}, 60_000);
