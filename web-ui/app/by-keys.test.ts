/** A day's work without a mouse: nothing is pressed but keys. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

let box: TestAppliance;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  await api.createSpace("Studio", [(await api.admit(jonas)).id]);
  browser = await openBrowser();
  ({ page } = await visitor(browser, box.url));
  await page.goto("/sign-in");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

const keys = async (...pressed: string[]) => {
  for (const key of pressed) await page.keyboard.press(key);
};
const type = (text: string) => page.keyboard.type(text);
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });

/** Goes on by Tab, as long as somebody would have the patience for, until this has the focus. */
async function tabTo(wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await wanted.first().waitFor({ state: "attached" });
  for (let count = 0; count < 120; count++) {
    const there = await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement));
    if (there) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

/** By the palette: what is typed, and the first that is found. */
async function goTo(words: string): Promise<void> {
  await page.getByRole("dialog").first().waitFor({ state: "detached" }); // nothing opens over a question
  await keys("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await type(words);
  await page.getByRole("option", { name: words }).first().waitFor();
  await keys("Enter");
}
const space = async (name: string) => {
  await goTo(name);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.getByRole("textbox", { name: /^Write to/ }).waitFor();
};
const field = () => page.getByRole("textbox", { name: /^Write to/ });
/** From the composer onto the newest message. */
const ontoNewest = async () => {
  await tabTo(page.getByRole("log", { name: "Studio" }), "Shift+Tab");
  await keys("k");
};
const sent = (text: string) => page.locator(".message.sent", { hasText: text });

test("[UX-03] one signs in, finds a person, and writes, replies, reacts, edits and deletes, by keys alone", async () => {
  await page.locator("input[type=email]:focus").waitFor();
  await type(maria.email);
  await keys("Tab");
  await type(maria.password);
  await keys("Enter");
  await button(/^Account of Maria Keller/).waitFor();

  await goTo("Jonas Brandt");
  await page.getByRole("heading", { name: "Jonas Brandt", level: 1 }).waitFor();

  await space("Studio");
  await keys("i");
  await type("Good morning @Jon");
  await page.getByRole("option", { name: /Jonas/ }).waitFor();
  await keys("Enter");
  await type("and all");
  await keys("Enter");
  await sent("@Jonas Brandt").waitFor();

  await ontoNewest();
  await keys("r");
  const thread = page.getByRole("complementary", { name: "Thread" });
  await tabTo(thread.getByRole("textbox", { name: "Reply in this thread" }));
  await type("A reply");
  await keys("Enter");
  await thread.locator(".message.sent", { hasText: "A reply" }).waitFor();
  await tabTo(thread.getByRole("button", { name: "Close" }), "Shift+Tab");
  await keys("Enter");
  await thread.waitFor({ state: "detached" });

  await tabTo(field());
  await ontoNewest();
  await keys(":");
  await page.getByPlaceholder(/emoji/i).and(page.locator(":focus")).waitFor();
  await type("rocket");
  await keys("Enter");
  await page.locator(".reaction").first().waitFor();

  await tabTo(field());
  await keys("ArrowUp");
  await page.getByText("Editing").first().waitFor();
  await keys("End");
  await type(", again");
  await keys("Enter");
  await button("(edited)").waitFor();

  await type("By mistake");
  await keys("Enter");
  await sent("By mistake").waitFor();
  await ontoNewest();
  await keys("Delete");
  await tabTo(page.getByRole("dialog").getByRole("button", { name: "Delete" }));
  await keys("Enter");
  await page.getByText("By mistake").waitFor({ state: "detached" });
}, 90_000);

test("[UX-03] a file is looked at, a meeting begun and left, a number called, a board opened, by keys alone", async () => {
  await space("Studio");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "plan.png", mimeType: "image/png", buffer: picture });
  await button("Send").and(page.locator(":enabled")).waitFor();
  await tabTo(field());
  await keys("Enter");
  await sent("").last().getByRole("button", { name: "Preview of plan.png" }).waitFor();
  await tabTo(button("Preview of plan.png"), "Shift+Tab");
  await keys("Enter");
  await page.getByRole("dialog").getByAltText("plan.png").waitFor();
  await keys("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await keys("g", "e");
  const stage = page.getByRole("region", { name: "Meeting in Studio" }).or(page.locator("section.stage"));
  await stage.first().waitFor();
  await tabTo(stage.getByRole("button", { name: "Leave" }));
  await keys("Enter");
  await stage.first().waitFor({ state: "detached" });

  await goTo("Calls");
  await tabTo(page.getByPlaceholder("Extension or address"));
  await type("*97");
  await keys("Enter");
  await tabTo(page.locator(".call-card").getByRole("button", { name: "End call" }));
  await keys("Enter");
  await page.locator(".call-card").waitFor({ state: "detached" });

  await space("Studio");
  await goTo("Whiteboard");
  await tabTo(page.getByLabel("Name", { exact: true }));
  await type("Sketch");
  await keys("Enter");
  await page.locator("canvas.interactive").waitFor();
}, 90_000);

test("[UX-03] a setting is changed and a form of administration saved, by keys alone", async () => {
  await goTo("Settings");
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await tabTo(page.getByRole("radiogroup", { name: "Theme" }).getByRole("radio"));
  await keys("ArrowRight");
  await page
    .locator('[data-mantine-color-scheme="light"], [data-mantine-color-scheme="dark"]')
    .first()
    .waitFor();
  const chosen = () =>
    page
      .getByRole("radiogroup", { name: "Theme" })
      .getByRole("radio", { checked: true })
      .getAttribute("value");
  expect(await chosen()).not.toBe("auto");

  await goTo("Administration");
  await tabTo(page.getByRole("link", { name: "Messages", exact: true }));
  await keys("Enter");
  await tabTo(page.getByRole("switch"));
  await keys("Space");
  await tabTo(button("Save"));
  await keys("Enter");
  await page.getByText("Saved. Applies from now on.").first().waitFor();
}, 60_000);

test("[UX-03] what had the focus before, and is gone from the page, is let go", async () => {
  const gone = await page.evaluateHandle(() => {
    const [before, now] = [document.createElement("button"), document.createElement("button")];
    document.body.append(before, now);
    before.focus();
    now.focus();
    before.remove();
    return new WeakRef(before);
  });
  await until(async () => {
    await page.requestGC();
    return gone.evaluate((element) => element.deref() === undefined);
  });
});
