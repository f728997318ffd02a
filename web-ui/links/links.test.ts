/** Previews of links with two real browsers and a web server in the "intranet". */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Server } from "bun";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { editLast, openSpace, personNamed, signIn, write } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);
const longName = `bank.example ${"and all of its branches ".repeat(8)}`;

let box: TestAppliance;
let browser: Browser;
let author: Visitor;
let reader: Visitor;
let site: Server<undefined>;
const asked: string[] = [];

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const { id } = await api.admit(jonas);
  await api.createSpace("Harbour", [id]);
  site = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      if (pathname === "/picture.png") return new Response(png, { headers: { "Content-Type": "image/png" } });
      const html = `<title>CanaryTitle of ${pathname}</title>
        <meta property="og:description" content="What the harbour wiki says">
        <meta property="og:site_name" content="${longName}">
        <meta property="og:image" content="/picture.png">`;
      return new Response(html, { headers: { "Content-Type": "text/html" } });
    },
  });
  browser = await openBrowser();
  [author, reader] = await Promise.all([visitor(browser, box.url), visitor(browser, box.url)]);
  await Promise.all([signIn(author.page, maria), signIn(reader.page, jonas)]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
  await site?.stop(true);
});

const link = (path: string) => `http://localhost:${site.port}${path}`;
const composer = (page: Page) => page.getByRole("textbox", { name: /^Write to/ });
const card = (page: Page, path: string) =>
  page.getByRole("log", { name: "Harbour" }).getByRole("link", { name: `CanaryTitle of ${path}` });
const shown = (page: Page, text: string) =>
  page.getByRole("log", { name: "Harbour" }).getByText(text).first().waitFor();

describe("previews of links", () => {
  test("[UX-08] off at first: a link is a link, and nobody is asked", async () => {
    for (const { page } of [author, reader]) await openSpace(page, "Harbour");
    await write(author.page, `off ${link("/off")}`);
    await shown(reader.page, "off");
    expect(asked).toEqual([]);
    await author.page.goto("/settings");
    await author.page.getByText("Where you are signed in").waitFor();
    expect(await author.page.getByText("Show what a page says").count()).toBe(0);
  }, 60_000);

  test("[UX-08] an administrator turns them on, and names hosts of the own network", async () => {
    const { page } = author;
    await page.goto("/admin/messages");
    await page.getByLabel("Show link previews").check({ force: true });
    await page.getByLabel("Hosts in your own network that may be contacted").fill("not a host!");
    const card = page.locator("form", { hasText: "Link previews" });
    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText("Enter a server, as in").first().waitFor();
    await page.getByLabel("Hosts in your own network that may be contacted").fill(`localhost:${site.port}`);
    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText("Saved").waitFor();
  }, 60_000);

  test("[UX-08] the author sees the preview before sending; the reader's browser fetches nothing for it", async () => {
    const { page } = author;
    await page.goto("/");
    await openSpace(page, "Harbour");
    const outgoing: string[] = [];
    reader.page.on("request", (request) => outgoing.push(request.url()));
    await composer(page).fill(`read this: ${link("/page")}.`);
    await page.locator(".link-written").getByText("CanaryTitle of /page").waitFor();
    await composer(page).press("Enter");
    await card(reader.page, "/page").waitFor();
    await card(reader.page, "/page").getByText("What the harbour wiki says").waitFor();
    expect(await card(reader.page, "/page").getAttribute("href")).toBe(link("/page"));
    await reader.page.waitForFunction(
      () => document.querySelector<HTMLImageElement>(".link-card img")?.naturalWidth === 1,
    );
    expect(asked).toEqual(["/page", "/picture.png"]);
    expect(outgoing.filter((url) => !url.startsWith(box.url) && !url.startsWith("blob:"))).toEqual([]);
    expect(outgoing.filter((url) => url.includes("link-previews"))).toEqual([]);
    expect([...author.complaints, ...reader.complaints].filter((one) => !one.includes("400"))).toEqual([]);
    expect(filesWith(box.folder, ["CanaryTitle", "harbour wiki", `localhost:${site.port}/page`])).toEqual([]);
  }, 60_000);

  test("[UX-08] the real host stands first and whole beside a long name, on a telephone and in right-to-left too", async () => {
    const { page } = reader;
    const source = card(page, "/page").locator(".link-source");
    const host = source.locator("bdi").first();
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    for (const direction of ["ltr", "rtl"])
      for (const width of [390, size.width]) {
        await page.setViewportSize({ ...size, width });
        await page.evaluate((dir) => void document.documentElement.setAttribute("dir", dir), direction);
        await host.scrollIntoViewIfNeeded();
        expect(await host.textContent()).toBe(`localhost:${site.port}`);
        const [around, real, name] = await Promise.all(
          [source, host, source.locator("bdi").last()].map((part) => part.boundingBox()),
        );
        if (!around || !real || !name) throw new Error("it is not shown");
        expect(real.x).toBeGreaterThanOrEqual(around.x - 1);
        expect(real.x + real.width).toBeLessThanOrEqual(around.x + around.width + 1);
        expect(await host.evaluate((element) => element.scrollWidth <= element.clientWidth + 1)).toBe(true);
        expect(real.x < name.x).toBe(direction === "ltr");
        expect(name.y).toBeCloseTo(real.y, 0);
      }
    await page.evaluate(() => void document.documentElement.setAttribute("dir", "ltr"));
  }, 60_000);

  test("[UX-08] the author takes the preview away, and it does not come back for that link", async () => {
    const { page } = author;
    await composer(page).fill(`without: ${link("/removed")}`);
    await page.getByRole("button", { name: "Send without the preview" }).click();
    await composer(page).press("End");
    await composer(page).pressSequentially(" indeed");
    await composer(page).press("Enter");
    await shown(reader.page, "without");
    expect(await card(reader.page, "/removed").count()).toBe(0);
  }, 60_000);

  test("[UX-08] an edit that drops the link drops its preview", async () => {
    const { page } = author;
    await composer(page).fill(`changing ${link("/changed")}`);
    await page.locator(".link-written").getByText("CanaryTitle of /changed").waitFor();
    await composer(page).press("Enter");
    await card(reader.page, "/changed").waitFor();
    await editLast(page, "no link any more");
    await shown(reader.page, "no link any more");
    await card(reader.page, "/changed").waitFor({ state: "detached" });
  }, 60_000);

  test("[UX-08] who does not want it has none: their links are asked of nobody", async () => {
    const { page } = reader;
    await page.goto("/settings");
    await page.getByLabel("Show previews of the links I send").uncheck({ force: true });
    await page.goto("/");
    await openSpace(page, "Harbour");
    const before = asked.length;
    await composer(page).fill(`mine: ${link("/private")}`);
    await composer(page).press("Enter");
    await shown(author.page, "mine:");
    expect(asked.length).toBe(before);
  }, 60_000);
});
