/** What one does every day without thinking of it: a click too many, a long name, Escape, a link, an update of the box. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const longName = `Quarterly ${"budget and forecast ".repeat(9)}`.trim();

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;
let harbour: string;
let jonasId: string;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  const api = new AppClient(box.url);
  const code = (box.setupCode ?? "").replaceAll("-", " "); // as one may write it down
  await api.setUp(code, "Northwind", maria);
  jonasId = (await api.admit(jonas)).id;
  const crew = await Promise.all(
    ["Aiko", "Lena", "Priya", "Rosa", "Samuel", "Tom"].map((name) => api.admit(personNamed(`${name} Crew`))),
  );
  harbour = await api.createSpace("Harbour", [jonasId, ...crew.map(({ id }) => id)]);
  const key = await api.keyOf(harbour);
  for (let index = 0; index < 40; index++) await api.send(harbour, key, `line ${index}`);
  for (const name of [longName, `ميزانية ${"الربع الأول ".repeat(9)}`])
    await api.createSpace(name, [jonasId]);
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
  await signIn(visit.page, maria);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const composer = (page: Page) => page.getByRole("textbox", { name: /^Write to/ });
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at?.getAttribute("aria-label") ?? at?.tagName ?? "";
  });
const becomesFocused = (page: Page, label: string) => until(async () => (await focused(page)) === label);
const messageMenu = async (page: Page, text: string, item: string) => {
  const message = page.getByRole("article").filter({ hasText: text }).last();
  await message.hover();
  await message.getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

describe("every day", () => {
  test("[GN-05] a long name leaves the space's buttons on the screen, at a desk and on a phone", async () => {
    for (const size of [undefined, phone]) {
      const { page, context } = await visitor(browser, box.url, size && { viewport: size });
      await signIn(page, maria);
      await page.getByRole("link", { name: longName }).click();
      for (const button of ["Files", "Attach files"])
        expect(await page.getByRole("button", { name: button, exact: true }).boundingBox()).toSatisfy(
          (seen) => seen !== null && seen.x + seen.width <= (size?.width ?? 1440),
        );
      await context.close();
    }
  }, 60_000);

  test("[UX-05] a name that runs against the app's direction is cut at its end", async () => {
    const name = visit.page.locator(".space-row .name bdi", { hasText: "ميزانية" });
    const [row, first] = await name.evaluate((bdi) => {
      const range = document.createRange();
      range.setStart(bdi.firstChild as Node, 0);
      range.setEnd(bdi.firstChild as Node, 1);
      return [bdi.parentElement?.getBoundingClientRect(), range.getBoundingClientRect()] as const;
    });
    expect(first.right).toBeLessThanOrEqual((row?.right ?? 0) + 1);
  });

  test("[UX-07] who writes while reading far above sees what they wrote", async () => {
    const { page } = visit;
    await openSpace(page, "Harbour");
    await page.getByText("line 39").waitFor();
    await page.getByRole("log").evaluate((list) => list.scrollTo({ top: 0 }));
    await page.getByText("This is the beginning").waitFor();
    await write(page, "written from above");
    const own = page.getByRole("article").filter({ hasText: "written from above" });
    await until(async () => {
      const [list, seen] = [await page.getByRole("log").boundingBox(), await own.boundingBox()];
      return (
        list !== null && seen !== null && seen.y > list.y && seen.y + seen.height <= list.y + list.height
      );
    });
  }, 60_000);

  test("[UX-03] the focus goes back to where it was when a dialog closes, or what had it goes", async () => {
    const { page } = visit;
    await page.getByRole("button", { name: "New team" }).click();
    await page.getByLabel("Name of the team").waitFor();
    await page.keyboard.press("Escape");
    await becomesFocused(page, "New team");
    await composer(page).click();
    await messageMenu(page, "written from above", "Tag");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await becomesFocused(page, "Write to Harbour");
    await messageMenu(page, "written from above", "Delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("This message was deleted").waitFor();
    await becomesFocused(page, "Write to Harbour");
  }, 60_000);

  test("[MS-06] everybody is found under @ as people are used to call them", async () => {
    const { page } = visit;
    for (const typed of ["@", "@all", "@here", "@channel", "@everyone"]) {
      await composer(page).fill("");
      await composer(page).pressSequentially(typed);
      await page.getByRole("option", { name: "everybody" }).waitFor();
    }
    await composer(page).fill("");
  }, 60_000);

  test("[CA-01] a double click calls somebody once", async () => {
    const { page } = visit;
    const other = await visitor(browser, box.url);
    await signIn(other.page, jonas);
    await until(() => box.rooms.sip.location.of(jonasId).length > 0);
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Call Jonas Brandt" }).dblclick();
    await other.page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("button", { name: "Hold", exact: true }).waitFor();
    expect(box.rooms.calling.liveCalls).toHaveLength(1);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Transfer…" }).click();
    const whom = page.getByRole("textbox", { name: "To whom?" });
    await until(() => whom.evaluate((field) => field === document.activeElement));
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "End call" }).click();
    await until(() => box.rooms.calling.liveCalls.length === 0);
    await other.context.close();
  }, 60_000);

  test("[HY-02] whoever did not get through reads that it was not answered, not that they missed a call", async () => {
    const { page } = visit;
    const other = await visitor(browser, box.url);
    await signIn(other.page, jonas);
    await until(() => box.rooms.sip.location.of(jonasId).length > 0);
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Call Jonas Brandt" }).click();
    await other.page.getByRole("button", { name: "Answer" }).waitFor();
    await page.getByRole("button", { name: "End call" }).click();
    await until(() => box.rooms.calling.liveCalls.length === 0);
    await page.getByRole("link", { name: "Calls" }).click();
    await page.getByText("Not answered").waitFor();
    await other.page.getByRole("link", { name: "Calls" }).click();
    await other.page.getByText("Missed").waitFor();
    await other.context.close();
  }, 60_000);

  test("[GN-04] a link opens what it names, also when one has to sign in first", async () => {
    const { page, context } = await visitor(browser, box.url);
    await page.goto(`/space/${harbour}`);
    await page.getByLabel("E-mail address").fill(jonas.email);
    await page.getByRole("textbox", { name: "Password" }).fill(jonas.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Harbour", level: 1 }).waitFor();
    await context.clearCookies();
    await page.goto("/sign-in?next=//elsewhere.example/");
    await page.getByLabel("E-mail address").fill(jonas.email);
    await page.getByRole("textbox", { name: "Password" }).fill(jonas.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: /Good to see you/ }).waitFor();
    expect(new URL(page.url()).origin).toBe(box.url);
    await context.close();
  }, 60_000);

  test("[GN-04] the address of a space that one is not in says so", async () => {
    const { page } = visit;
    await page.goto(`/space/${crypto.randomUUID()}`);
    await page.getByText("You are not in this space").waitFor();
  }, 60_000);

  test("[SE-06] one changes one's password oneself, and is signed out wherever else one was", async () => {
    const { page } = visit;
    const other = await visitor(browser, box.url);
    await signIn(other.page, maria);
    await page.goto("/settings");
    const change = async (current: string, next: string) => {
      await page.getByLabel("Current password").fill(current);
      await page.getByLabel("New password").fill(next);
      await page.getByRole("button", { name: "Change password" }).dblclick();
    };
    await page.getByRole("button", { name: "Change password" }).click();
    await change("not my password", "a better long password");
    await page.getByText("That is not your current password").waitFor();
    await change(maria.password, "a better long password");
    await page.getByText("Your password is changed").waitFor();
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(other.page, { ...maria, password: "a better long password" });
    await other.context.close();
    const refused = /status of 401/; // the wrong password
    visit.complaints.splice(0, Infinity, ...visit.complaints.filter((text) => !refused.test(text)));
  }, 60_000);

  test("[GN-13] a page of the version before loads the new one when a part of its own is gone", async () => {
    const { page, context } = await visitor(browser, box.url);
    await signIn(page, jonas);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.reload();
    // The kept page asks for a part that the appliance has no more, as after an update.
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const answer = await cache.match(request);
          const text = /\/main-\w+\.js$/.test(request.url) ? await answer?.text() : undefined;
          if (text === undefined) continue;
          const headers = { "Content-Type": "text/javascript" };
          await cache.put(
            request,
            new Response(text.replaceAll(/\bgate-\w{8}/g, "gate-00000000"), { headers }),
          );
        }
      }
    });
    await context.clearCookies();
    await page.goto("/");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await context.close();
  }, 60_000);

  test("[SE-05] the page kept to its policy", () => {
    expect(visit.complaints).toEqual([]);
  });
});
