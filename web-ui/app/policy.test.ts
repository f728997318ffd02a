/** What an attacker would try in our page, in a real browser: each is refused here, and runs in a page without a policy. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";

let box: TestAppliance;
let plain: Bun.Server<undefined>;
let browser: Browser;
let ours: Page;
let unguarded: Page;

beforeAll(async () => {
  box = await testAppliance();
  plain = Bun.serve({
    port: 0,
    fetch: () => new Response("<!doctype html><p>plain", { headers: { "Content-Type": "text/html" } }),
  });
  browser = await openBrowser();
  ({ page: ours } = await visitor(browser, box.url));
  await ours.goto("/");
  await ours.getByLabel("Set-up code").waitFor();
  unguarded = await (await browser.newContext()).newPage();
  await unguarded.goto(`http://localhost:${plain.port}/`);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await plain?.stop(true);
  await box?.dispose();
});

/** Each sets `ran` where it is let. They begin by a timer, because the browser's tools may evaluate what pages may not. */
const attempts: Readonly<Record<string, () => void>> = {
  "an inline script": () => {
    const element = document.createElement("script");
    element.append("globalThis.ran = true");
    document.body.append(element);
  },
  "an inline script as markup": () => {
    document.body.append(
      document.createRange().createContextualFragment("<script>globalThis.ran = true</script>"),
    );
  },
  "an onerror attribute": () => {
    const image = document.createElement("img");
    image.setAttribute("onerror", "globalThis.ran = true");
    image.src = "data:image/png,nothing";
    document.body.append(image);
  },
  "markup with an onerror attribute": () => {
    const box = document.createElement("div");
    document.body.append(box);
    box.innerHTML = '<img src="data:image/png,nothing" onerror="globalThis.ran = true">';
  },
  "markup, whatever is in it": () => {
    const box = document.createElement("div");
    box.innerHTML = "<b>bold</b>";
    Object.assign(globalThis, { ran: box.firstElementChild !== null });
  },
  eval: () => {
    // biome-ignore lint/security/noGlobalEval: to see it refused
    globalThis.eval("globalThis.ran = true");
  },
  "a function made of text": () => {
    new Function("globalThis.ran = true")();
  },
  "a timer of text": () => {
    setTimeout("globalThis.ran = true" as unknown as () => void, 0);
  },
  "a link of script": () => {
    const link = document.createElement("a");
    link.href = "javascript:void(globalThis.ran = true)";
    document.body.append(link);
    link.click();
  },
  "a script of another place": () => {
    const element = document.createElement("script");
    element.src = "data:text/javascript,globalThis.ran = true";
    document.body.append(element);
  },
  "a worker of another place": () => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
    worker.onmessage = () => Object.assign(globalThis, { ran: true });
  },
};

/** Whether it ran before its time was over: what is refused shows by nothing. */
const runs = (page: Page, name: string): Promise<boolean> =>
  page.evaluate(`(async () => {
    delete globalThis.ran;
    setTimeout(() => (${attempts[name]})(), 0);
    const deadline = performance.now() + 1500;
    while (!globalThis.ran && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return globalThis.ran === true;
  })()`);

for (const name of Object.keys(attempts))
  test(`[SE-05] ${name} is refused`, async () => {
    expect(await runs(unguarded, name)).toBe(true);
    expect(await runs(ours, name)).toBe(false);
  });
