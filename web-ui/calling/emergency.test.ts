/** An emergency call as a front desk sees it: in an app that is open, in another of theirs, in one that was closed, and by a push. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../scripts/peers/telephones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let at: Visitor;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"], {
    PUSH__ENABLED: "true",
    PUSH__ALLOWED_HOSTS: "push.northwind.example",
    PUSH__SUBJECT: "mailto:it@northwind.example",
  });
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  browser = await openBrowser();
  at = await visitor(browser, house.box.url);
  await at.context.grantPermissions(["notifications"]);
  await signIn(at.page, { name: maria.name, email: maria.email, password });
  await at.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}, 60_000);
afterEach(() => house.hangUp());
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const noticeIn = (page: Page) => page.getByRole("alert").filter({ hasText: "Emergency call" });

/** Nobody is there to help: the house has no trunk, and the call is refused after it was announced. */
async function callForHelp(number: string): Promise<void> {
  const caller = await house.phone(jonas);
  await caller.command("dial", number);
  await caller.says(/503/);
  await caller.stop();
}

test("[CA-22] the notice says who called, whom and where, on every page and tab, until it is acknowledged on one of them", async () => {
  const { page } = at;
  const other = await at.context.newPage();
  await other.goto(`${house.box.url}/admin/telephony`);
  await callForHelp("911");
  for (const tab of [page, other]) {
    await noticeIn(tab).getByText("Emergency call: 911").waitFor();
    await noticeIn(tab)
      .getByText(new RegExp(`Jonas \\(${jonas.extension}\\) called at`))
      .waitFor();
    await noticeIn(tab).getByText("No address is on file for this phone.").waitFor();
  }
  await page.goto(`${house.box.url}/notifications`); // an app that is opened later knows of it too
  await noticeIn(page).getByText("Emergency call: 911").waitFor();
  const line = page.getByRole("link", { name: /Emergency call from.*Jonas/ });
  await line.getByText("New").waitFor();
  await line.getByText("911").waitFor();
  await noticeIn(page).getByRole("button", { name: "Acknowledge" }).click();
  for (const tab of [page, other]) await noticeIn(tab).waitFor({ state: "detached" });
  await line.getByText("New").waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("heading", { name: "Notifications" }).waitFor();
  await until(async () => (await noticeIn(page).count()) === 0);
  await other.close();
}, 60_000);

test("[CA-22] two calls are two notices, one after the other", async () => {
  const { page } = at;
  await callForHelp("911");
  await callForHelp("112");
  await noticeIn(page).getByText("Emergency call: 911").waitFor();
  await noticeIn(page).getByRole("button", { name: "Acknowledge" }).click();
  await noticeIn(page).getByText("Emergency call: 112").waitFor();
  await noticeIn(page).getByRole("button", { name: "Acknowledge" }).click();
  await noticeIn(page).waitFor({ state: "detached" });
}, 60_000);

test("[CA-22] a push that holds no content becomes a notification that says who called and whom", async () => {
  await callForHelp("911");
  await noticeIn(at.page).waitFor();
  const [notice] = await at.page.evaluate(
    async () => (await (await fetch("/app/emergencies")).json()).notices,
  );
  const session = await at.context.newCDPSession(at.page);
  const workers: string[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    workers.push(...registrations.map(({ registrationId }) => registrationId));
  });
  await session.send("ServiceWorker.enable");
  await until(() => workers.length > 0);
  const wake = {
    kind: "emergency",
    subject: notice.id,
    space: null,
    actor: jonas.id,
    caller: "",
    at: notice.at,
  };
  const push = { origin: house.box.url, registrationId: workers[0] ?? "", data: JSON.stringify(wake) };
  const shown = async () => {
    const [worker] = at.context.serviceWorkers();
    return worker?.evaluate(async (tag) => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      const [one] = await registration.getNotifications({ tag });
      return one && { title: one.title, body: one.body, stays: one.requireInteraction, path: one.data.path };
    }, notice.id);
  };
  // The browser's tools lose a message to a worker that is just being stopped; one that comes twice is shown anew.
  let told: Awaited<ReturnType<typeof shown>>;
  await until(async () => {
    await session.send("ServiceWorker.deliverPushMessage", push);
    told = await shown();
    return told?.stays === true;
  });
  expect(told).toEqual({
    title: "Emergency call from Jonas",
    body: `911 · ${jonas.extension}`,
    stays: true,
    path: "/notifications",
  });
  expect(maria.role).toBe("administrator");
}, 60_000);
