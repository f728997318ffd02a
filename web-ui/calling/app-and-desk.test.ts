/** What the app and the telephones of the house have in common: parked calls, the history, who dials, and addresses. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { spelled } from "../../appliance/calling/prompts/sentences.ts";
import { Voices } from "../../appliance/calling/prompts/voices.ts";
import { Speech } from "../../appliance/calling/sounds/speech.ts";
import type { Person } from "../../appliance/people/index.ts";
import { silentLogger } from "../../appliance/platform/index.ts";
import { openBrowser, phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { hears } from "../../scripts/peers/spoken.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

const speech = new Speech({ log: silentLogger });
const voice = new Voices({ speech, english: "en-gb", languageOf: () => "en" }).in("en");

let house: TelephoneHouse;
let browser: Browser;
/** Maria's apps: on the desk, and one as on a mobile telephone. */
let desk: Visitor;
let mobile: Visitor;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];
  browser = await openBrowser();
  desk = await visitor(browser, house.box.url);
  mobile = await visitor(browser, house.box.url, { viewport: phone });
  for (const [{ page }, tone] of [
    [desk, 700],
    [mobile, 900],
  ] as const) {
    await sayTone(page, tone);
    await signIn(page, { name: maria.name, email: maria.email, password });
    await page.goto("/calls");
  }
  await until(() => house.box.rooms.sip.location.of(maria.id).length === 2);
}, 60_000);
afterEach(async () => {
  await house.hangUp();
  await house.quiet();
});
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const parked = () => house.box.rooms.calling.parked;
const card = ({ page }: Visitor) => page.getByRole("region", { name: /^Call with/ });
const slot = ({ page }: Visitor) => page.getByText("In slot 701, parked by Maria");

async function dial({ page }: Visitor, number: string): Promise<void> {
  await page.getByLabel("Extension or address").fill(number);
  await page.getByRole("button", { name: "Call", exact: true }).click();
}

/** The desk's app parks whom it speaks with. */
async function park(): Promise<void> {
  await card(desk)
    .getByText(/^\d\d:\d\d$/)
    .waitFor();
  await card(desk).getByRole("button", { name: "More" }).click();
  await desk.page.getByRole("menuitem", { name: "Park" }).click();
  await until(() => parked().length === 1);
  await card(desk).waitFor({ state: "detached" });
}

test("[CA-15] a call is parked from its card, shown in every app with its slot, and picked up at another telephone", async () => {
  const caller = await house.phone(jonas, { answers: true, tone: 440 });
  const other = await house.phone(aiko, { tone: 1400 });
  await dial(desk, `${jonas.extension}`);
  await park();
  for (const app of [desk, mobile]) await slot(app).waitFor();
  await other.command("dial", "701");
  await other.says(/Call established/);
  expect((await toneLevels(caller, 1400, 700)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(other, 440, 1400)).wanted).toBeGreaterThan(1000);
  for (const app of [desk, mobile]) await slot(app).waitFor({ state: "detached" });
  await other.command("hangup");
}, 60_000);

test("[CA-15] a parked call is picked up from the list in another app; a telephone that parks is told the slot", async () => {
  const caller = await house.phone(jonas, { answers: true, tone: 440 });
  await dial(desk, `${jonas.extension}`);
  await park();
  await slot(mobile).waitFor();
  await mobile.page.getByRole("button", { name: "Pick up" }).click();
  await card(mobile)
    .getByText(/^\d\d:\d\d$/)
    .waitFor();
  expect((await toneLevels(caller, 900, 700)).wanted).toBeGreaterThan(1000);
  expect(await hearInBrowser(mobile.page, 440)).toBeGreaterThan(0.6);
  await slot(desk).waitFor({ state: "detached" });
  await card(mobile).getByRole("button", { name: "End call" }).click();
  await house.quiet();
  const parker = await house.phone(maria);
  await parker.command("dial", `${jonas.extension}`);
  await parker.says(/Call established/);
  await toneLevels(parker, 440, 1000);
  await parker.command("transfer", "sip:*68@127.0.0.1");
  await hears(parker, await voice.say(voice.sentences.park.at(spelled("701"))));
  await until(() => parked().length === 1);
  await caller.command("hangup");
  await slot(desk).waitFor({ state: "detached" });
}, 60_000);

test("[HY-02] a call that is answered at the telephone on the desk comes into the open app's list, with its way, number and length", async () => {
  const telephone = await house.phone(maria);
  const other = await house.phone(jonas);
  const entry = (page: Page) => page.locator(".line-item").filter({ hasText: "Jonas" }).first();
  const said = /Answered · 0:0[2-9]/;
  await other.command("dial", `${maria.extension}`);
  await telephone.says(/Incoming call/);
  await telephone.command("accept");
  await other.says(/Call established/);
  await Bun.sleep(2000); // its length
  await telephone.command("hangup");
  for (const { page } of [desk, mobile]) {
    await entry(page).getByText(said).waitFor();
    await entry(page).getByRole("img", { name: "Incoming call" }).waitFor();
    await entry(page).getByText(`${jonas.extension} ·`).waitFor();
  }
  await house.quiet();
  await telephone.command("dial", `${jonas.extension}`);
  await other.says(/Incoming call/);
  await other.command("accept");
  await telephone.says(/Call established/);
  await Bun.sleep(2000);
  await telephone.command("hangup");
  for (const { page } of [desk, mobile]) {
    await entry(page).getByRole("img", { name: "Outgoing call" }).waitFor();
    await entry(page).getByText(said).waitFor();
  }
}, 60_000);

test("[CA-07] the telephone that was chosen to call with rings first, from the number field and a name in the directory, also after a reload", async () => {
  const { page } = desk;
  const telephone = await house.phone(maria, { transport: "tcp", answers: true, tone: 1400 });
  const other = await house.phone(jonas, { answers: true, tone: 440 });
  await page.reload();
  const chosen = page.getByLabel("Call with", { exact: true });
  await chosen.selectOption({ label: "tcp" });
  const calledFromDesk = async () => {
    await telephone.says(/Call established/);
    await other.says(/Call established/);
    expect((await toneLevels(other, 1400, 700)).wanted).toBeGreaterThan(1000);
    await page.getByRole("region", { name: "Call with Jonas on your phone" }).waitFor();
    await telephone.command("hangup");
    await house.quiet();
  };
  await dial(desk, `${jonas.extension}`);
  await calledFromDesk();
  await page.reload();
  await chosen.waitFor(); // not before the telephones are known
  expect(await chosen.locator("option:checked").textContent()).toBe("tcp");
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("main").getByRole("heading", { name: "People" }).waitFor();
  await page.getByRole("button", { name: "Call Jonas" }).click();
  await calledFromDesk();
  await page.getByRole("link", { name: "Calls" }).click();
  const { sip } = house.box.rooms;
  await telephone.stop(); // it is still the one that was chosen, and says so
  await until(() => sip.location.of(maria.id).length === 2);
  await page.reload();
  await chosen.waitFor();
  expect(await chosen.locator("option:checked").textContent()).toBe("tcp");
  const [device] = sip.devices.of(maria.id);
  await sip.devices.remove(maria.id, device?.id ?? "");
  await page.reload();
  await chosen.waitFor({ state: "detached" });
  await dial(desk, `${jonas.extension}`);
  await other.says(/Call established/);
  expect((await toneLevels(other, 700, 1400)).wanted).toBeGreaterThan(1000);
  await card(desk).getByRole("button", { name: "End call" }).click();
}, 60_000);

test("[MB-07] a colleague's e-mail address is called from the app and from a telephone, and reaches them", async () => {
  const callee = await house.phone(jonas, { answers: true, tone: 440 });
  await dial(desk, jonas.email);
  await callee.says(/Call established/);
  expect((await toneLevels(callee, 700, 440)).wanted).toBeGreaterThan(1000);
  await card(desk).getByText("Jonas", { exact: true }).waitFor();
  await card(desk).getByRole("button", { name: "End call" }).click();
  await house.quiet();
  const telephone = await house.phone(aiko, { tone: 1400, proxied: true });
  await telephone.command("dial", `sip:${jonas.email}`);
  await telephone.says(/Call established/);
  expect((await toneLevels(callee, 1400, 440)).wanted).toBeGreaterThan(1000);
  await telephone.command("hangup");
  await house.quiet();
  expect(house.box.rooms.calling.history(aiko.id)[0]).toMatchObject({ peerId: jonas.id, peerName: "Jonas" });
}, 60_000);

test("no page complained on the way", () => {
  const expected = /status of 401/;
  for (const { complaints } of [desk, mobile])
    expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
});
