/** One person at three browsers: how far they read, where they read and what they write are the same on all. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { fillSpace } from "../../scripts/peers/long-space.ts";
import { settled } from "../../scripts/peers/scrolling.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");

let box: TestAppliance;
let browser: Browser;
let me: string;
let own: AppClient;
let other: AppClient;
let space: string;
let pages: [Page, Page, Page];

/** What stands at the upper edge. */
const upper = (page: Page) =>
  page.getByRole("log", { name: "Harbour" }).evaluate((log) => {
    const top = log.getBoundingClientRect().top;
    const seen = [...log.querySelectorAll("article[data-message]")];
    return seen.find((one) => one.getBoundingClientRect().top >= top - 1)?.getAttribute("data-message");
  });
const stored = () => box.rooms.messaging.spaces.get(me, space).placeSeq;
const newest = (page: Page) =>
  page
    .getByRole("log", { name: "Harbour" })
    .getByRole("article")
    .filter({ hasText: /message 599:/ });
const leave = async (page: Page) => {
  await page.goto("/people"); // on a telephone the list of spaces is a page of its own
  await page.getByRole("heading", { name: "People" }).waitFor();
};
const comeBack = async (page: Page) => {
  await page.goto(`/space/${space}`);
  await page.getByRole("log", { name: "Harbour" }).getByRole("article").first().waitFor();
};
/** Where a page reads, once it is the place that the appliance has. */
const saved = async (page: Page): Promise<string> => {
  await settled(page);
  let id: string | null | undefined;
  await until(async () => {
    id = await upper(page);
    return typeof id === "string" && box.rooms.messaging.messages.get(me, id).seq === stored();
  });
  return id ?? "";
};

beforeAll(async () => {
  box = await testAppliance();
  own = new AppClient(box.url);
  me = await own.setUp(box.setupCode ?? "", "Northwind", maria);
  const admitted = await own.admit(jonas);
  other = admitted.client;
  space = await own.createSpace("Harbour", [admitted.id]);
  await own.createSpace("Elsewhere", []);
  await fillSpace({ box, client: own, authors: [me, admitted.id], space, count: 600 });
  browser = await openBrowser();
  const open = async (viewport?: typeof phone) => {
    const { page } = await visitor(browser, box.url, viewport && { viewport });
    await signIn(page, maria);
    await comeBack(page);
    await newest(page).waitFor();
    await settled(page);
    return page;
  };
  pages = [await open(), await open(), await open(phone)];
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("three clients of one person", () => {
  test("[MS-21] where one reads on the first, the second and the third begin, and nothing moves under who reads there", async () => {
    const [first, second, third] = pages;
    await leave(third);
    await first.getByRole("log", { name: "Harbour" }).hover();
    for (let turns = 0; turns < 30; turns++) await first.mouse.wheel(0, -700);
    const place = await saved(first);
    expect(await newest(second).isVisible()).toBe(true); // open there: it stays where it was
    await comeBack(third);
    await until(async () => (await upper(third)) === place);
    await openSpace(second, "Elsewhere");
    await openSpace(second, "Harbour");
    await until(async () => (await upper(second)) === place);
    await settled(second);
    expect(await upper(second)).toBe(place);
  }, 60_000);

  test("[MS-21] the telephone reads on; the others begin there after a reload, and at the newest when it went there", async () => {
    const [first, second, third] = pages;
    const before = stored();
    await third.getByRole("log", { name: "Harbour" }).hover();
    for (let turns = 0; turns < 10; turns++) await third.mouse.wheel(0, -500);
    const place = await saved(third);
    expect(stored()).toBeLessThan(before);
    for (const page of [first, second]) {
      await leave(page);
      await comeBack(page);
      await until(async () => (await upper(page)) === place);
    }
    await third.getByRole("button", { name: "Jump to the newest message" }).click();
    await newest(third).waitFor();
    await until(() => stored() === 0);
    for (const page of [first, second]) {
      await leave(page);
      await comeBack(page);
      await newest(page).waitFor();
    }
  }, 60_000);

  test("[MS-21] earlier messages that come while a slow machine goes to the place do not carry it away", async () => {
    const { page } = await visitor(browser, box.url);
    const readsAt = (placeSeq: number) =>
      call(own.api.spaces[":id"].mine.$patch({ param: { id: space }, json: { placeSeq } }));
    const isAt = async (seq: number) => {
      const id = await upper(page);
      return typeof id === "string" && box.rooms.messaging.messages.get(me, id).seq === seq;
    };
    await readsAt(342);
    await signIn(page, maria);
    await comeBack(page);
    await until(() => isAt(342));
    await settled(page);
    await leave(page);
    await page.addInitScript(() => {
      const frame = globalThis.requestAnimationFrame;
      globalThis.requestAnimationFrame = (then) => frame(() => setTimeout(then, 100, performance.now()));
    });
    await readsAt(289); // of what was loaded around the other place, among the first
    await page.route(/\/app\/spaces\?since=/, async (route) => {
      await until(() => isAt(342)); // and only now it hears that another client moved on
      await route.continue();
    });
    await page.route(/before=282/, async (route) => {
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
      await route.continue();
    });
    const earlier = page.waitForResponse((answer) => answer.url().includes("before=282"));
    await comeBack(page);
    await earlier;
    await until(() => isAt(289));
    await settled(page);
    expect(await isAt(289)).toBe(true);
    await readsAt(0);
    await page.context().close();
  }, 60_000);

  test("[MS-21] a place that is put down without a connection is there for the others as soon as there is one", async () => {
    const [first, , third] = pages;
    await leave(third);
    await first.context().setOffline(true);
    await first.getByRole("log", { name: "Harbour" }).hover();
    for (let turns = 0; turns < 3; turns++) await first.mouse.wheel(0, -700);
    await settled(first);
    await first.context().setOffline(false);
    const place = await saved(first);
    await comeBack(third);
    await until(async () => (await upper(third)) === place);
    for (const page of [first, third]) {
      await page.getByRole("button", { name: "Jump to the newest message" }).click();
      await newest(page).waitFor();
    }
    await until(() => stored() === 0);
  }, 60_000);

  test("[MS-21] who was at the newest, read up and left, begins at the newest when another client went there", async () => {
    const [first, second] = pages;
    for (const page of [first, second]) {
      await leave(page);
      await comeBack(page);
      await newest(page).waitFor();
      await settled(page);
    }
    await first.getByRole("log", { name: "Harbour" }).hover();
    for (let turns = 0; turns < 5; turns++) await first.mouse.wheel(0, -700);
    const place = await saved(first);
    await openSpace(first, "Elsewhere");
    await leave(second);
    await comeBack(second);
    await until(async () => (await upper(second)) === place);
    await second.getByRole("button", { name: "Jump to the newest message" }).click();
    await newest(second).waitFor();
    await until(() => stored() === 0);
    await openSpace(first, "Harbour");
    await newest(first).waitFor();
  }, 60_000);

  test("[MS-21] a place that the appliance could not take is saved later, and none overtakes the one before it", async () => {
    const [first] = pages;
    const released = Promise.withResolvers<void>();
    const asked: number[] = [];
    await first.route(/\/mine$/, async (route) => {
      const { placeSeq } = route.request().postDataJSON();
      if (placeSeq === undefined) return route.continue();
      asked.push(placeSeq);
      if (asked.length > 1) return route.continue();
      await released.promise;
      await route.fulfill({ status: 503, json: { error: { code: "starting", message: "" } } });
    });
    const up = async () => {
      await first.getByRole("log", { name: "Harbour" }).hover();
      for (let turns = 0; turns < 3; turns++) await first.mouse.wheel(0, -700);
      await settled(first);
    };
    await up();
    await until(() => asked.length === 1);
    await up();
    await openSpace(first, "Elsewhere");
    expect(asked).toHaveLength(1);
    released.resolve();
    await until(() => asked.length > 1 && stored() === asked.at(-1));
    await openSpace(first, "Harbour");
    let tries = 0;
    await first.unroute(/\/mine$/);
    await first.route(/\/mine$/, (route) =>
      ++tries > 1 ? route.continue() : route.fulfill({ status: 500, json: {} }),
    );
    const before = stored();
    await up();
    await until(() => tries > 1 && stored() < before);
    await first.unroute(/\/mine$/);
    await first.getByRole("button", { name: "Jump to the newest message" }).click();
    await until(() => stored() === 0);
  }, 60_000);

  test("[MS-21] what one reads is read on all three", async () => {
    for (const page of pages) await page.goto("/people");
    const row = (page: Page) => page.getByRole("link", { name: /^Harbour/ });
    await other.send(space, await other.keyOf(space), "the ship is here");
    const [first, second, third] = pages;
    for (const page of [first, second]) await row(page).getByText("1", { exact: true }).waitFor();
    await comeBack(third);
    for (const page of [first, second])
      await row(page).getByText("1", { exact: true }).waitFor({ state: "detached" });
  }, 60_000);

  test("[MS-21] what one writes stands in all three composers, and goes from all when it is sent", async () => {
    for (const page of pages) await comeBack(page);
    const composer = (page: Page) => page.getByRole("textbox", { name: /^Write to/ });
    const [first, second, third] = pages;
    await composer(first).fill("half a thou");
    for (const page of [second, third])
      await until(async () => (await composer(page).inputValue()) === "half a thou");
    await composer(third).fill("half a thought");
    for (const page of [first, second])
      await until(async () => (await composer(page).inputValue()) === "half a thought");
    await composer(second).press("Enter");
    for (const page of pages) {
      await page.getByRole("article").filter({ hasText: "half a thought" }).waitFor();
      await until(async () => (await composer(page).inputValue()) === "");
    }
  }, 60_000);
});
