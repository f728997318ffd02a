/** Chromium beside a telephone on the desk: calls that ring and stand there, answered, moved, sent on and put together. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { SipPeer } from "../../scripts/peers/sip-peer.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let page: Page;
let maria: Person;
let jonas: Person;
let aiko: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];
  browser = await openBrowser();
  ({ page } = await visitor(browser, house.box.url));
  await sayTone(page, 700);
  await signIn(page, { name: maria.name, email: maria.email, password });
  await until(() => house.box.rooms.sip.location.of(maria.id).length > 0);
}, 60_000);
afterEach(async () => {
  await house.hangUp();
  await house.quiet();
});
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const deskCard = () => page.getByRole("region", { name: "Call with Jonas on your phone" });
const appCard = (name: string) => page.getByRole("region", { name: `Call with ${name}`, exact: true });
async function choose(item: string): Promise<void> {
  await deskCard().getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("[MB-08] [CA-25] the desk's call is moved into the app, and each place says what is encrypted", async () => {
  const desk = await house.phone(maria, { tone: 1400 });
  const other = await house.phone(jonas, { answers: true, tone: 440 });
  await desk.command("dial", `${jonas.extension}`);
  await deskCard().getByText("Not encrypted").waitFor();
  await choose("Move the call here");
  await appCard("Jonas").getByText("Encrypted on your side only").waitFor();
  await desk.says(/session closed|terminated/i);
  expect(await hearInBrowser(page, 440)).toBeGreaterThan(0.6);
  expect((await toneLevels(other, 700, 1400)).wanted).toBeGreaterThan(1000);
  await appCard("Jonas").getByRole("button", { name: "End call" }).click();
}, 40_000);

test("[HY-03] the other side is asked first, and the two are connected", async () => {
  const desk = await house.phone(maria, { tone: 700 });
  const first = await house.phone(jonas, { answers: true, tone: 1000 });
  const second = await house.phone(aiko, { answers: true, tone: 1400 });
  await desk.command("dial", `${jonas.extension}`);
  await choose("Transfer…");
  await page.getByLabel("Or to a number").fill(`${aiko.extension}`);
  await page.getByRole("button", { name: "Ask first" }).click();
  await deskCard().getByText("On hold").waitFor();
  await appCard(`${aiko.extension}`).getByRole("button", { name: "Mute" }).waitFor();
  await choose("Connect Jonas with Aiko");
  await deskCard().waitFor({ state: "detached" });
  expect((await toneLevels(first, 1400, 440)).wanted).toBeGreaterThan(1000);
  expect((await toneLevels(second, 1000, 440)).wanted).toBeGreaterThan(1000);
}, 40_000);

test("[HY-03] [MB-04] a desk telephone that rings is answered at the desk from the app", async () => {
  const { device, password: secret } = await house.box.rooms.sip.devices.add(maria.id, "Desk", {
    plain: true,
  });
  const credentials = { username: device.username, password: secret };
  const desk = await SipPeer.open(house.box.rooms.sip.ports.udp, credentials);
  const told = Promise.withResolvers<void>();
  desk.takes = (request) => {
    if (request.method === "INVITE")
      desk.respond(request, 180, { "Allow-Events": "talk", Contact: desk.contact });
    else if (request.headers.get("event") === "talk") told.resolve();
    return request.method === "INVITE";
  };
  expect((await desk.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
  const caller = await house.phone(jonas);
  await caller.command("dial", `${maria.extension}`);
  await appCard("Jonas").getByRole("button", { name: "Answer on Desk" }).click();
  await told.promise;
  await appCard("Jonas").getByRole("button", { name: "Decline" }).click();
  await caller.says(/603 Declin/);
  desk.close();
}, 40_000);

test("[HY-03] [MB-04] where only the desk rings, the app answers here, or declines", async () => {
  const desk = await house.phone(maria, { tone: 1400 });
  const caller = await house.phone(jonas, { tone: 440 });
  const { location } = house.box.rooms.sip;
  const card = page.getByRole("region", { name: "Jonas is calling your phone" });
  location.remove(maria.id, ({ deviceId }) => deviceId === undefined); // as an app that has lost its way
  await caller.command("dial", `${maria.extension}`);
  await desk.says(/Incoming call/);
  await card.getByText("Ringing on udp").waitFor();
  await card.getByRole("button", { name: "Answer here" }).click();
  await caller.says(/Call established/);
  expect(await hearInBrowser(page, 440)).toBeGreaterThan(0.6);
  await caller.command("hangup");
  await house.quiet();
  await caller.command("dial", `${maria.extension}`);
  await card.getByRole("button", { name: "Decline" }).click();
  await caller.says(/603 Declin/);
  await card.waitFor({ state: "detached" });
}, 40_000);

test("[CA-07] a number in a message calls; a telephone link of another page waits to be called", async () => {
  const callee = await house.phone(jonas);
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Message Jonas" }).click();
  const composer = page.getByRole("textbox", { name: /Jonas/ });
  await composer.fill(`Ring +1 415-555-0199 or [my desk](tel:${jonas.extension})`);
  await composer.press("Enter");
  const number = page.getByRole("link", { name: "+1 415-555-0199" });
  expect(await number.getAttribute("href")).toBe("tel:+14155550199");
  await page.getByRole("link", { name: "my desk" }).click(); // what somebody wrote is seen before it is called
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await callee.says(/Incoming call/);
  await page
    .getByRole("region", { name: /Call with/ })
    .getByRole("button", { name: "End call" })
    .click();
  await house.quiet();

  const manifest = await page.evaluate(async () => (await fetch("/manifest.webmanifest")).json());
  const schemes = manifest.protocol_handlers.map(({ protocol }: { protocol: string }) => protocol);
  expect(schemes).toEqual(["tel", "sip"]);
  await page.evaluate(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { hearthTestHandlers: asked });
    navigator.registerProtocolHandler = (scheme, url) => void asked.push(`${scheme} ${url}`);
  });
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Open phone links with Hearth" }).click();
  const asked = await page.evaluate(
    () => (globalThis as { hearthTestHandlers?: string[] }).hearthTestHandlers,
  );
  expect(asked).toEqual(["tel", "sip"].map((scheme) => `${scheme} ${house.box.url}/calls?dial=%s`));
  await page.goto(`/calls?dial=${encodeURIComponent(`tel:${jonas.extension};ext=1`)}`);
  const wanted = page.getByLabel("Extension or address");
  await wanted.waitFor();
  expect(await wanted.inputValue()).toBe(jonas.extension ?? "");
  expect(house.box.rooms.calling.liveCalls).toHaveLength(0);
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await callee.says(/Incoming call/);
  await page
    .getByRole("region", { name: /Call with/ })
    .getByRole("button", { name: "End call" })
    .click();
}, 40_000);

test("[CA-20] [CA-26] what is dialled at the desk is seen in the settings; who is not to be disturbed is seen by others", async () => {
  const desk = await house.phone(maria);
  await page.goto("/calls?tab=settings");
  const silent = page.getByRole("switch", { name: "Do not disturb" });
  await silent.waitFor();
  const always = page.getByLabel("Always");
  await desk.command("dial", `*72${jonas.extension}`);
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll("input")].some(({ value }) => value === wanted),
    jonas.extension,
  );
  expect(await always.inputValue()).toBe(jonas.extension ?? "");
  await desk.command("dial", "*78");
  await page.getByRole("switch", { name: "Do not disturb", checked: true }).waitFor();
  await desk.command("dial", "*79");
  await page.getByRole("switch", { name: "Do not disturb", checked: false }).waitFor();
  await house.box.rooms.calling.settings.change(maria.id, { forwardAlways: null });

  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Call Aiko" }).waitFor();
  await house.box.rooms.calling.settings.change(aiko.id, { doNotDisturb: true });
  await page.getByRole("main").getByText("Do not disturb").waitFor({ timeout: 1000 });
  await page.getByRole("button", { name: "Call Aiko" }).hover();
  await page.getByText("Aiko has do not disturb on").waitFor();
  await house.box.rooms.calling.settings.change(aiko.id, { doNotDisturb: false });
  await page.getByRole("main").getByText("Do not disturb").waitFor({ state: "detached" });
}, 40_000);
