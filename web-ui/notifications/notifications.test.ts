/** The notification centre, pop-ups of the system, levels and settings, with real browsers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;
let api: AppClient;
let space: string;
let key: string;
const ids = { maria: "", jonas: "" };

const mention = (text: string) =>
  api.send(space, key, `[@Jonas](mention:${ids.jonas}) ${text}`, undefined, { mentions: [ids.jonas] });
/** Titles and texts of the pop-ups that the system shows for this browser. */
const popUps = (page: Page) =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    const shown = await navigator.locks.request("hearth.pop-ups", () => worker.getNotifications());
    return shown.map(({ title, body }) => `${title}: ${body}`);
  });
const untilPopUps = async (page: Page, wanted: readonly string[]) => {
  let found = await popUps(page);
  for (const until = Date.now() + 30_000; Date.now() < until && found.join() !== wanted.join(); ) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    found = await popUps(page);
  }
  expect(found).toEqual([...wanted]);
};
const bell = (page: Page, count: number) =>
  page.getByRole("link", { name: count > 0 ? `Notifications: ${count} new` : "Notifications", exact: true });
/** Another window lies in front of the page's, or none. */
const setFront = (page: Page, inFront: boolean) =>
  page.evaluate((focused) => {
    document.hasFocus = () => focused;
    dispatchEvent(new Event(focused ? "focus" : "blur"));
  }, inFront);

beforeAll(async () => {
  box = await testAppliance({ PUSH__ENABLED: "true" });
  api = new AppClient(box.url);
  ids.maria = await api.setUp(box.setupCode ?? "", "Northwind", maria);
  ids.jonas = (await api.admit(jonas)).id;
  space = await api.createSpace("Harbour", [ids.jonas]);
  key = await api.keyOf(space);
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
  await visit.context.grantPermissions(["notifications"]);
  await signIn(visit.page, jonas);
  await visit.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("notifications", () => {
  test("[MS-13] the bell counts; the centre lists, leads to the place, and is emptied at once", async () => {
    const { page } = visit;
    await bell(page, 1).waitFor(); // the invitation
    await mention("canary first");
    await bell(page, 2).click();
    await page.getByRole("heading", { name: "Notifications" }).waitFor();
    const line = page.getByRole("listitem").filter({ hasText: "Maria Keller mentioned you" });
    await line.getByText("@Jonas canary first").waitFor();
    await line.getByRole("link").click();
    await page.getByRole("log").getByText("canary first").waitFor();
    await page.getByRole("heading", { name: "Harbour", level: 1 }).waitFor();
    await bell(page, 0).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "People", exact: true }).click();
    await page.getByRole("log").waitFor({ state: "detached" }); // what comes into an open space is read
    await Promise.all([mention("canary second"), mention("canary third")]);
    await bell(page, 2).click();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await bell(page, 0).waitFor();
  }, 60_000);

  test("[MS-13] one tab of a browser pops up what was written, and reading anywhere takes it away", async () => {
    const { context } = visit;
    const other = await context.newPage();
    await other.goto("/people");
    await other.getByRole("link", { name: /^Notifications/ }).waitFor();
    await mention("canary popped");
    await untilPopUps(other, ["Maria Keller mentioned you: @Jonas canary popped"]);
    const elsewhere = await visitor(browser, box.url);
    await signIn(elsewhere.page, jonas);
    await elsewhere.page.goto("/notifications");
    await elsewhere.page.getByRole("button", { name: "Mark all as read" }).click();
    await untilPopUps(other, []);
    await elsewhere.context.close();
    await other.close();
  }, 60_000);

  test("[MS-13] nothing pops up of a space that one looks at; it does when the window is left", async () => {
    const { page } = visit;
    await page.getByRole("link", { name: "People", exact: true }).click();
    await openSpace(page, "Harbour");
    await mention("canary seen");
    await page.getByRole("log").getByText("canary seen").waitFor();
    await setFront(page, false);
    await mention("canary unseen");
    await untilPopUps(page, ["Maria Keller mentioned you: @Jonas canary unseen"]);
    await setFront(page, true);
    await untilPopUps(page, []);
    await page.getByRole("link", { name: "People", exact: true }).click();
    await mention("canary elsewhere");
    await untilPopUps(page, ["Maria Keller mentioned you: @Jonas canary elsewhere"]);
    await openSpace(page, "Harbour");
    await untilPopUps(page, []);
  }, 60_000);

  test("[MS-13] the settings: hidden content, the level, quiet hours; reminders come at their time", async () => {
    const { page } = visit;
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByText("This device shows notifications").waitFor();
    await page.getByLabel("Hide what was written").click();
    await page.getByText("Meant for me", { exact: true }).click();
    await page.getByRole("radio", { name: "Meant for me", checked: true }).waitFor({ state: "attached" });
    await api.send(space, key, "for nobody in particular");
    await mention("canary secret");
    await untilPopUps(page, ["Maria Keller mentioned you: Open Hearth to read it"]);
    await bell(page, 1).click();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await untilPopUps(page, []);
    const flagged = await mention("canary due");
    await untilPopUps(page, ["Maria Keller mentioned you: Open Hearth to read it"]);
    await page.evaluate(async (message) => {
      const body = JSON.stringify({ dueAt: Date.now() + 100 });
      const headers = { "Content-Type": "application/json" };
      await fetch(`/app/messages/${message}/flag`, { method: "PUT", headers, body });
    }, flagged);
    await page.getByRole("listitem").filter({ hasText: "A flagged message is due" }).waitFor();
    await untilPopUps(page, ["A flagged message is due: Open Hearth to read it"]); // in the place of the mention
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("Quiet hours").click();
    await page.getByLabel("From").fill("00:00");
    await page.getByLabel("To", { exact: true }).fill("23:59");
    await page.getByText("Time zone:").waitFor();
  }, 60_000);

  test("[MS-13] a push wakes the worker, which fetches, decrypts and shows what it is about", async () => {
    const { page, context } = visit;
    const id = await mention("canary pushed");
    const session = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        for (const { registrationId } of registrations) resolve(registrationId);
      });
    });
    await session.send("ServiceWorker.enable");
    const registrationId = await registered;
    const push = (data: string) =>
      session.send("ServiceWorker.deliverPushMessage", { origin: box.url, registrationId, data });
    await page.evaluate(async () => {
      for (const shown of await (await navigator.serviceWorker.ready).getNotifications()) shown.close();
    });
    await page.getByLabel("Hide what was written").click();
    await page.getByRole("switch", { name: "Hide what was written", checked: false }).waitFor();
    await push(JSON.stringify({ kind: "mention", subject: id, space, actor: ids.maria, caller: "", at: 0 }));
    await untilPopUps(page, ["Maria Keller mentioned you: @Jonas canary pushed"]);
    await page.evaluate(async () => {
      for (const shown of await (await navigator.serviceWorker.ready).getNotifications()) shown.close();
    });
    await push("rubbish");
    await untilPopUps(page, ["Hearth: "]);
    await session.detach();
  }, 60_000);

  test("[MS-13] the way there by keys", async () => {
    const { page } = visit;
    await page.locator("h1").click();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await page.getByRole("heading", { name: "Notifications" }).waitFor();
  }, 30_000);

  test("[MS-14] [SE-05] nothing lies in the clear, and the page kept to its policy", () => {
    expect(filesWith(box.folder, ["canary"])).toEqual([]);
    expect(visit.complaints.filter((text) => !/status of 401|incognito/.test(text))).toEqual([]);
  });
});
