/** Calls of real telephones in the console: while they last, their ladder, a capture of them, and who would ring. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";

let house: TelephoneHouse;
let browser: Browser;
let admin: Visitor;
let page: Page;
let api: AppClient;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  const person = { name: maria.name, email: maria.email, password };
  api = new AppClient(house.box.url);
  await api.signIn(person);
  browser = await openBrowser();
  admin = await visitor(browser, house.box.url);
  page = admin.page;
  await signIn(page, person);
}, 60_000);
afterEach(() => house.hangUp());
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const card = (title: string): Locator =>
  page.locator("section.card").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
const dialog = () => page.getByRole("dialog");
const closeDialog = async () => {
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
};
async function phones() {
  const caller = await house.phone(maria, { transport: "tls", tone: 700 });
  const callee = await house.phone(jonas, { answers: true, tone: 1000 });
  return { caller, callee };
}
/** A call that is encrypted at its caller's side, so that there are keys to be masked. */
async function call() {
  const { caller, callee } = await phones();
  await caller.command("dial", `${jonas.extension}`);
  await Promise.all([caller, callee].map((phone) => phone.says(/Call established/)));
  return { caller, callee };
}
const arrow = (name: string) => dialog().getByRole("button", { name, exact: true });
/** Secrets of a digest and of SRTP stand in it only as signs that something was left out. */
function expectNoSecrets(text: string): void {
  expect(text).toMatch(/response="(…|\u2026|â¦|.)"/);
  expect(text).not.toMatch(/response="[0-9a-f]{32}"/);
  expect(text).not.toMatch(/inline:[A-Za-z0-9+/]{20}/);
}

test("[AD-28] [AD-27] a call is listed with its legs while it lasts, opens as a ladder without secrets, and is ended", async () => {
  await page.goto("/admin/calls");
  const { caller, callee } = await call();
  const live = card("Calls now");
  await live.getByText("Connected").waitFor();
  await live
    .getByText("Maria over TLS, Jonas over UDP")
    .or(live.getByText("Maria over TLS and Jonas over UDP"))
    .waitFor();
  await callee.command("hold");
  await live.getByText(/Jonas over UDP, holding/).waitFor();
  await callee.command("resume");
  await live.getByText("Connected").waitFor();
  await live.getByRole("button", { name: "Maria → Jonas" }).click();
  await dialog().getByText("The call is still going on.").waitFor();
  await arrow("INVITE (SDP)").first().waitFor();
  const texts: string[] = [];
  for (const name of ["INVITE (SDP)", "200 OK · INVITE (SDP)"])
    for (const one of await arrow(name).all()) {
      await one.click();
      texts.push((await dialog().locator(".ladder-text").textContent()) ?? "");
      await one.click();
    }
  expect(texts.join()).toContain("RTP/SAVP");
  expectNoSecrets(texts.join());
  await closeDialog();
  await live.getByRole("button", { name: "End call" }).click();
  for (const phone of [caller, callee]) await phone.says(/session closed|terminated/i);
  await live.getByText("Nobody is on a call.").waitFor();
}, 60_000);

test("[AD-27] [AD-28] the call on record opens with both legs, and its messages are downloaded as pcap without secrets", async () => {
  await house.quiet();
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "Jonas" }).first();
  await row.getByRole("button", { name: "Jonas" }).click();
  await dialog().getByText("Maria · Calls Jonas").waitFor();
  await dialog().getByText("Jonas · Called by Maria").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog().getByRole("link", { name: "Download as pcap" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("call.pcap");
  const bytes = readFileSync(await download.path());
  expect([bytes.readUInt32LE(0), bytes.readUInt32LE(20)]).toEqual([0xa1b2c3d4, 101]);
  const text = bytes.toString("latin1");
  for (const said of [`INVITE sip:${jonas.extension}@`, "180 Ringing", "BYE sip:", "a=crypto:"])
    expect(text).toContain(said);
  expectNoSecrets(text);
  await closeDialog();
}, 60_000);

test("[AD-28] what is said about a person is captured from when one begins, until it is over or full; the latest ten stay", async () => {
  const { caller, callee } = await phones();
  await page.goto("/admin/calls");
  const captures = card("Captures");
  await captures.getByLabel("Number or name").fill("Jonas");
  await captures.getByLabel("For how long").selectOption({ label: "1 minute" });
  await captures.getByRole("button", { name: "Start capture" }).click();
  const running = captures.locator(".line-item").filter({ hasText: "Jonas" });
  await running.getByText("Running").waitFor();
  await running.getByText(/until \d\d:\d\d/).waitFor();
  await caller.command("dial", `${jonas.extension}`);
  await callee.says(/Call established/);
  await running.getByText(/· \d\d+ messages/).waitFor();
  await running.getByRole("button", { name: "Jonas", exact: true }).click();
  // By his number, and by the name of his telephone's credentials.
  await dialog().locator(".ladder-head").getByText(/^TLS /).waitFor();
  await dialog().locator(".ladder-head").getByText(/^UDP /).waitFor();
  await arrow("INVITE (SDP)").nth(1).waitFor();
  await closeDialog();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    running.getByRole("link", { name: "Download as pcap" }).click(),
  ]);
  expect(readFileSync(await download.path()).toString("latin1")).toContain(`INVITE sip:${jonas.extension}@`);
  await house.hangUp();

  const { trace, ports } = house.box.rooms.sip;
  await api.api.admin.calls.captures.$post({ json: { about: "77777", seconds: 600 } });
  const long = `MESSAGE sip:77777@house SIP/2.0\r\nCall-ID: long\r\n\r\n${"x".repeat(60_000)}`;
  const peer = { transport: "UDP", address: "192.0.2.9", port: ports.udp } as const;
  for (let sent = 0; sent < trace.captureLimits.bytes + 60_000; sent += 60_000) trace.note(false, long, peer);
  const full = captures.locator(".line-item").filter({ hasText: "77777" });
  await full.getByText("Full", { exact: true }).waitFor();
  await full.getByText(/It ended by itself at 4(\.0)? MB\./).waitFor();

  for (let index = 0; index < 9; index++)
    await api.api.admin.calls.captures.$post({ json: { about: `number ${index}`, seconds: 10 } });
  await captures.getByText("number 8").waitFor();
  await running.waitFor({ state: "detached" }); // the oldest of eleven
  expect(await captures.locator(".line-item").count()).toBe(10);
  await captures.getByText("Ended", { exact: true }).first().waitFor(); // after its ten seconds
  await captures.getByRole("button", { name: "Delete the capture of 77777" }).click();
  await full.waitFor({ state: "detached" });
}, 90_000);

test("[CA-18] [AD-28] who rings at 14:05, and who at 20:05, is answered without ringing anybody", async () => {
  await phones();
  const dials = (person: Person) => ({ kind: "dial" as const, number: `${person.extension}` });
  const menu = (title: string, person: Person) => ({
    title,
    text: "Welcome.",
    keys: [{ key: "1" as const, action: dials(person) }],
  });
  const definition = {
    hours: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }],
    menus: { main: menu("Day", jonas), closed: menu("Night", maria) },
  };
  const made = await api.api.admin.calling.attendants.$post({
    json: { name: "Reception", number: "3000", definition },
  });
  expect(made.status).toBe(200);
  await page.goto("/admin/groups");
  const plan = card("Who rings?");
  const ask = async (at: string) => {
    await plan.getByRole("textbox", { name: "Number" }).fill("3000");
    await plan.getByLabel("When (empty: now)").fill(at);
    await plan.getByRole("button", { name: "Show" }).click();
  };
  await ask("2026-03-11T14:05");
  await plan.getByText("Jonas rings for").waitFor();
  expect(await plan.locator("ol").textContent()).toMatch(
    /Reception: menu “Day”.*Key 1: Jonas rings.*When busy: Refused: On another call.*When not answered: Refused: Not available now/,
  );
  await ask("2026-03-11T20:05");
  await plan.getByText(/menu “Night”, outside of the hours/).waitFor();
  expect(await plan.locator("ol").textContent()).toContain("Maria rings for");
  await ask("2026-03-14T14:05");
  await plan.getByText(/outside of the hours/).waitFor(); // a Saturday
  await plan.getByRole("textbox", { name: "Number" }).fill("99999");
  await plan.getByRole("button", { name: "Show" }).click();
  await plan.getByText("Refused: Nobody has this number").waitFor();
  await plan.getByText("Nobody has this number.", { exact: true }).waitFor();
  expect(house.box.rooms.calling.liveCalls).toEqual([]);
  expect(admin.complaints).toEqual([]);
}, 60_000);
