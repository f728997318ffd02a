/**
 * What opens over or beside a page and has no address of its own: menus, pickers, panels, boards, meetings, calls. In
 * the order in which they can be gone through; over the demo's content.
 */
import type { Page } from "playwright-core";
import { editLast, invite, openSpace, personNamed, write } from "./steps.ts";
import type { View } from "./views.ts";

const aBit = "The captions are in the folder.";
const launch = async (page: Page) => {
  await page.goto("/");
  await openSpace(page, "Product launch");
};
const press = (page: Page, name: string | RegExp) =>
  page
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();
const close = async (page: Page) => {
  await page.keyboard.press("Escape");
  await page.locator("[role=menu], [role=dialog][aria-modal=true]").first().waitFor({ state: "detached" });
};
/** Opens a menu that a button of this name has. */
const menu = async (page: Page, name: string | RegExp) => {
  await press(page, name);
  await page.getByRole("menu").waitFor();
};
const dialog = (page: Page) => page.getByRole("dialog").first().waitFor();
/** The message, with the focus, so that its keys work. */
const message = async (page: Page) => {
  const last = page.getByRole("log").first().getByRole("article").filter({ hasText: aBit }).last();
  await last.focus();
  return last;
};
const card = (page: Page) => page.locator(".call-card");

export const openedViews: readonly View[] = [
  [
    "set-up",
    async (page) => {
      await page.goto("/setup");
      await page.getByLabel("Set-up code").waitFor();
    },
  ],
  [
    "an invitation",
    async (page) => {
      const guest = personNamed(`Nora${page.viewportSize()?.width} Lind`);
      await page.goto(await invite(page, guest));
      await page.getByRole("button", { name: "Join" }).waitFor();
    },
  ],
  [
    "the account's menu",
    async (page) => {
      await page.goto("/");
      await menu(page, /^Account of/);
    },
  ],
  [
    "a space's menu",
    async (page) => {
      await launch(page);
      await menu(page, "More about this space");
    },
  ],
  [
    "how one is told of a space",
    async (page) => {
      await page.getByRole("menuitem", { name: "Notifications" }).press("ArrowRight");
      await page.getByRole("menuitem", { name: "Your default" }).waitFor();
    },
  ],
  [
    "what can be done with a member",
    async (page) => {
      await launch(page);
      await press(page, "People");
      await menu(page, /^Message actions: /);
    },
  ],
  [
    "what can be done with a message",
    async (page) => {
      await launch(page);
      await write(page, aBit);
      await page.locator(".message.sent", { hasText: aBit }).last().waitFor();
      await editLast(page, `${aBit} too`);
      await page.getByRole("button", { name: "(edited)" }).last().waitFor();
      const last = await message(page);
      await last.getByRole("button", { name: "Message actions" }).press("Enter");
      await page.getByRole("menu").waitFor();
    },
  ],
  [
    "a message's earlier wordings",
    async (page) => {
      await close(page);
      await message(page);
      await page.keyboard.press("h");
      await dialog(page);
    },
  ],
  [
    "when a flag is due",
    async (page) => {
      await close(page);
      await message(page);
      await page.keyboard.press("f");
      await page.locator(".flag-mark").last().click();
      await page.locator(".flag-choices").waitFor();
    },
  ],
  [
    "the emoji to choose from",
    async (page) => {
      await press(page, "Remove flag");
      const last = await message(page);
      await last.getByRole("button", { name: "React" }).press("Enter");
      await page.getByRole("searchbox").or(page.getByPlaceholder(/emoji/i)).first().waitFor();
    },
  ],
  [
    "a thread",
    async (page) => {
      await page.keyboard.press("Escape");
      await message(page);
      await page.keyboard.press("r");
      await page.getByRole("complementary", { name: "Thread" }).waitFor();
    },
  ],
  [
    "a new space",
    async (page) => {
      await page.goto("/");
      await press(page, "New space");
      await dialog(page);
    },
  ],
  [
    "a whiteboard",
    async (page) => {
      await launch(page);
      await press(page, "Whiteboard");
      await page.getByLabel("Name", { exact: true }).fill(`Sketch ${page.viewportSize()?.width}`);
      await press(page, "New whiteboard");
      await page.locator("canvas.interactive").waitFor();
    },
  ],
  [
    "a whiteboard's menu",
    async (page) => {
      await page.locator(".main-menu-trigger").first().click();
      await page.locator(".dropdown-menu").waitFor();
    },
  ],
  [
    "a meeting with the camera on",
    async (page) => {
      await launch(page);
      await press(page, /^(Meet|Join)$/);
      await press(page, "Turn the camera on");
      await page.locator("video").first().waitFor();
    },
  ],
  [
    "a meeting's devices",
    async (page) => {
      await press(page, "Camera, microphone and speaker");
      await page.getByRole("dialog").getByLabel("Microphone", { exact: true }).waitFor();
    },
  ],
  [
    "the host's controls",
    async (page) => {
      await page.keyboard.press("Escape");
      await menu(page, "Host controls");
    },
  ],
  [
    "a contact",
    async (page) => {
      await page.goto("/calls?tab=contacts");
      await press(page, "Add a contact");
      await dialog(page);
    },
  ],
  [
    "setting a phone up",
    async (page) => {
      await page.goto("/calls?tab=settings");
      await press(page, "Set up with a code");
      await dialog(page);
    },
  ],
  [
    "a call",
    async (page) => {
      await page.goto("/calls?dial=*97");
      await page.getByRole("button", { name: "Call", exact: true }).click();
      await card(page).getByRole("button", { name: "Mute" }).waitFor();
      await card(page).getByRole("button", { name: "Keypad" }).click();
    },
  ],
  [
    "a call's menu",
    async (page) => {
      await card(page).getByRole("button", { name: "More" }).click();
      await page.getByRole("menu").waitFor();
    },
  ],
  [
    "sending a call on",
    async (page) => {
      await page.getByRole("menuitem", { name: "Transfer…" }).click();
      await dialog(page);
    },
  ],
  [
    "a call that was",
    async (page) => {
      await close(page);
      await page.goto("/admin/calls"); // it ends the call, if the voice has not
      await page.locator(".row-button, tbody button").first().click();
      await dialog(page);
    },
  ],
  [
    "a person, as administrators see them",
    async (page) => {
      await page.goto("/admin/people");
      await press(page, /Aiko Tanaka/);
      await dialog(page);
    },
  ],
  [
    "a trunk",
    async (page) => {
      await page.goto("/admin/trunks");
      await press(page, "Add a trunk");
      await dialog(page);
    },
  ],
  [
    "the editor of menus for callers",
    async (page) => {
      await page.goto("/admin/groups");
      await press(page, "Add a menu");
      await dialog(page);
    },
  ],
  [
    "prices",
    async (page) => {
      await page.goto("/admin/spending");
      await press(page, /Prices a minute/);
      await dialog(page);
    },
  ],
  [
    "a capture",
    async (page) => {
      await page.goto("/admin/calls");
      await page.getByLabel("Number or name").fill(`Aiko ${page.viewportSize()?.width}`);
      await press(page, "Start capture");
      await page.getByText("Running").first().waitFor();
    },
  ],
  [
    "the sheet of shortcuts",
    async (page) => {
      await page.goto("/");
      await page.getByText("Product launch").first().waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  ],
];
