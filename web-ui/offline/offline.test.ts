/** Working without the appliance, in a real browser: what is shown, what is written, and what is left behind. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { Database, EventLog, systemClock } from "../../appliance/platform/index.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

const migrations = join(import.meta.dir, "../../appliance/platform/migrations");

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;
let api: AppClient;
let space: string;
let key: string;

const log = (page: Page) => page.getByRole("log", { name: "Harbour" });
const banner = (page: Page) => page.getByText("No connection to Hearth");
/** Everything was asked for anew, and the stream of what happens is open. */
const followsAgain = (page: Page) =>
  page.waitForEvent("websocket", (socket) => new URL(socket.url()).pathname === "/app/stream");
/** The texts of one's own messages as another client finds them on the appliance. */
const stored = async (author: string): Promise<string[]> => {
  const { decryptContent } = await import("../crypto/content.ts");
  const answer = await api.api.spaces[":id"].messages.$get({ param: { id: space }, query: { limit: "200" } });
  const { messages } = await answer.json();
  const texts = messages
    .filter((message) => message.author === author)
    .map(({ body, id }) => decryptContent(api.keyring, body, { sp: space, mid: id }));
  return (await Promise.all(texts)).map((content) => (content as { text: string }).text);
};
/** Everything that the browser keeps, as text. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const request = indexedDB.open("hearth");
    const db = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const rows: string[] = [];
    const extractable: boolean[] = [];
    for (const name of db.objectStoreNames) {
      const all = db.transaction(name).objectStore(name).getAll();
      const values = await new Promise<unknown[]>((resolve) => {
        all.onsuccess = () => resolve(all.result);
      });
      for (const value of values)
        if (value instanceof CryptoKey) extractable.push(value.extractable);
        else rows.push(JSON.stringify(value));
    }
    db.close();
    return { rows, extractable };
  });

let jonasId = "";
beforeAll(async () => {
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  jonasId = (await api.admit(jonas)).id;
  space = await api.createSpace("Harbour", [jonasId]);
  key = await api.keyOf(space);
  await api.send(space, key, "canary from before");
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
  await signIn(visit.page, jonas);
  await openSpace(visit.page, "Harbour");
  await log(visit.page).getByText("canary from before").waitFor();
  await visit.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("without the appliance", () => {
  test("[GN-02] the app can be installed: a manifest, icons that exist, a service worker in control", async () => {
    const { page } = visit;
    await page.reload();
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toEndWith(
      "/service-worker.js",
    );
    const session = await visit.context.newCDPSession(page);
    const { errors } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    const others = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"); // as tests always are
    expect(others).toEqual([]);
    await session.detach();
  }, 60_000);

  test("[UX-06] it opens offline and shows the last view; what is written waits, survives a reload, and goes once in order", async () => {
    const { page, context } = visit;
    await log(page).getByText("canary from before").waitFor();
    await context.setOffline(true);
    await page.reload();
    await log(page).getByText("canary from before").waitFor();
    await banner(page).waitFor({ timeout: 30_000 });
    await write(page, "canary written first");
    await write(page, "canary written second");
    await log(page).getByText("canary written second").waitFor();
    await page.reload();
    await log(page).getByText("canary written second").waitFor();
    await write(page, "canary written third");
    await log(page).getByText("canary written third").waitFor();
    await api.send(space, key, "canary meanwhile");
    await context.setOffline(false);
    await log(page).getByText("canary meanwhile").waitFor();
    await page.locator(".message.sending").first().waitFor({ state: "detached" });
    await banner(page).waitFor({ state: "detached" });
    while ((await stored(jonasId)).length < 3) await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await stored(jonasId)).toEqual([
      "canary written first",
      "canary written second",
      "canary written third",
    ]);
  }, 60_000);

  test("[UX-06] a part that was never loaded stops nothing, and comes with the connection", async () => {
    const { page, context } = visit;
    const forgotten = await page.evaluate(async () => {
      const forget = async (name: string) => {
        const cache = await caches.open(name);
        const parts = (await cache.keys()).filter(({ url }) => /\/(announcements|palette)-/.test(url));
        return Promise.all(parts.map((part) => cache.delete(part)));
      };
      return (await Promise.all((await caches.keys()).map(forget))).flat();
    });
    expect(forgotten).toEqual([true, true]);
    await context.setOffline(true);
    await page.reload();
    await log(page).getByText("canary written third").waitFor();
    await banner(page).waitFor({ timeout: 30_000 });
    await page.keyboard.press("Control+k");
    await write(page, "canary in spite of it");
    await log(page).getByText("canary in spite of it").waitFor();
    await context.setOffline(false);
    await page.getByRole("dialog").waitFor({ timeout: 45_000 }); // between two looks for the appliance
    await page.keyboard.press("Escape");
    await banner(page).waitFor({ state: "detached", timeout: 30_000 });
  }, 90_000);

  test("[UX-06] the same when the appliance dies in between, and comes back", async () => {
    const { page } = visit;
    const { folder, url } = box;
    const port = new URL(url).port;
    await box.close();
    await page.reload();
    await log(page).getByText("canary written third").waitFor();
    await write(page, "canary in the dark");
    await log(page).getByText("canary in the dark").waitFor();
    await banner(page).waitFor({ timeout: 30_000 });
    const followed = followsAgain(page);
    box = await testAppliance({ DATA: folder, HTTP__HTTPS_PORT: port });
    await followed;
    await banner(page).waitFor({ state: "detached", timeout: 30_000 });
    api = new AppClient(box.url);
    await api.signIn(maria);
    while (!(await stored(jonasId)).includes("canary in the dark"))
      await page.evaluate(() => new Promise(requestAnimationFrame));
    expect((await stored(jonasId)).filter((text) => text === "canary in the dark")).toHaveLength(1);
  }, 90_000);

  test("[UX-06] [MS-21] away for longer than the appliance remembers, it loads everything anew", async () => {
    const { page } = visit;
    const { folder, url } = box;
    const port = new URL(url).port;
    await box.close();
    await banner(page).waitFor({ timeout: 30_000 });
    const db = new Database(join(folder, "hearth.db"), migrations);
    const events = new EventLog(db, systemClock);
    await db.write(() => {
      for (const subject of ["one", "the newest, which stays"])
        events.append({ topic: "org", kind: "space.updated", subject });
    });
    await events.forget(Date.now() + 1);
    db.close();
    const loaded = page.waitForEvent("load", { timeout: 30_000 });
    box = await testAppliance({ DATA: folder, HTTP__HTTPS_PORT: port });
    await loaded;
    api = new AppClient(box.url);
    await api.signIn(maria);
    await api.send(space, key, "canary of a new day");
    await log(page).getByText("canary of a new day").waitFor();
  }, 90_000);

  test("[UX-06] [MS-21] what is written after the conversation's answer and before the stream is shown", async () => {
    const { page } = visit;
    const held = Promise.withResolvers<void>();
    await page.route("**/app/spaces?*", async (route) => {
      await held.promise;
      await route.continue();
    });
    const answered = page.waitForResponse(/\/messages\?/);
    await page.reload();
    await (await answered).finished();
    await api.send(space, key, "canary in between");
    held.resolve();
    await log(page).getByText("canary in between").waitFor();
    await page.unroute("**/app/spaces?*");
  }, 60_000);

  test("[UX-06] [MS-21] what is being written stays when the appliance's answers come later", async () => {
    const { page } = visit;
    const held = Promise.withResolvers<void>();
    await page.route("**/app/spaces?*", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.reload();
    const area = page.getByRole("textbox", { name: /^Write to/ });
    await area.fill("canary half a sen");
    const followed = followsAgain(page);
    held.resolve();
    await followed;
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await area.inputValue()).toBe("canary half a sen");
    await page.unroute("**/app/spaces?*");
  }, 60_000);

  test("[UX-06] [MS-21] a draft written without a connection is saved when it is back", async () => {
    const { page, context } = visit;
    await context.setOffline(true);
    await page.reload();
    const area = page.getByRole("textbox", { name: /^Write to/ });
    const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/draft"));
    await area.fill("canary of an island");
    await failed;
    const saved = page.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.ok());
    await context.setOffline(false);
    await saved;
    expect(await area.inputValue()).toBe("canary of an island");
    const followed = followsAgain(page);
    await page.reload();
    await followed;
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await area.inputValue()).toBe("canary of an island");
    await area.fill("");
  }, 60_000);

  test("[UX-06] [MS-01] what is refused stays with its reason, through a reload, until it is sent again or discarded", async () => {
    const { page, context } = visit;
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const refused = log(page).locator(".message.failed");
    const announcement = (on: boolean) =>
      api.api.spaces[":id"].$patch({ param: { id: space }, json: { announcement: on } });
    await context.setOffline(true);
    await write(page, "canary too late");
    await write(page, "canary given up");
    await announcement(true);
    await context.setOffline(false);
    await refused.nth(1).waitFor();
    await page.reload();
    await refused.filter({ hasText: "canary too late" }).getByText("Only moderators write").waitFor();
    expect(await refused.count()).toBe(2);
    const mark = page.locator(".space-row").getByLabel("Has a message that was not sent");
    expect(await mark.count()).toBe(1);
    await announcement(false);
    await refused.filter({ hasText: "too late" }).getByRole("button", { name: "Try again" }).click();
    await log(page).locator(".message.sent", { hasText: "canary too late" }).waitFor();
    await refused.getByRole("button", { name: "Copy text" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("canary given up");
    await refused.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await refused.waitFor({ state: "detached" });
    await mark.waitFor({ state: "detached" });
    await page.reload();
    await log(page).locator(".message.sent", { hasText: "canary too late" }).waitFor();
    expect(await log(page).getByText("canary given up").count()).toBe(0);
    expect((await kept(page)).rows.some((row) => row.includes("refusal"))).toBe(false);
    expect((await stored(jonasId)).slice(-1)).toEqual(["canary too late"]);
  }, 60_000);

  test("[SE-05] what the browser keeps is ciphertext, and keys whose bytes no script can have", async () => {
    const { rows, extractable } = await kept(visit.page);
    expect(rows.join("\n")).toContain(space);
    expect(rows.join("\n")).not.toContain("canary");
    expect(rows.join("\n")).not.toContain("Harbour");
    expect(extractable.length).toBeGreaterThan(0);
    expect(extractable).not.toContain(true);
  }, 60_000);

  test("[UX-01] it opens warm, from its cache: the last view stands before the appliance has answered anything", async () => {
    const { page } = visit;
    const answered = Promise.withResolvers<void>();
    await page.route("**/app/**", async (route) => {
      await answered.promise;
      await route.continue();
    });
    await page.goto(`/space/${space}`);
    await log(page).getByText("canary from before").waitFor();
    const followed = followsAgain(page);
    answered.resolve();
    await followed;
    await page.unroute("**/app/**");
  }, 60_000);

  test("[UX-06] [SE-10] signing out leaves nothing behind", async () => {
    const { page } = visit;
    await page.getByRole("button", { name: `Account of ${jonas.name}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    const { rows, extractable } = await kept(page);
    expect([rows, extractable]).toEqual([[], []]);
  }, 60_000);

  test("the page kept to its policy", () => {
    const expected = /status of 40[13]|WebSocket|ERR_/; // of a line that was cut, of what was refused
    expect(visit.complaints.filter((text) => !expected.test(text))).toEqual([]);
  });
});
