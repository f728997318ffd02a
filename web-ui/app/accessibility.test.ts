/** Every page and its dialogs, in both themes and in high contrast: nothing that axe objects to. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { fillDemo } from "../../scripts/demo-content.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";

let box: TestAppliance;
let browser: Browser;
/** One grey pixel. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);
let people: Awaited<ReturnType<typeof fillDemo>>;

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "localhost" });
  people = await fillDemo(box.url, box.setupCode ?? "");
  await openDesk();
  browser = await openBrowser();
}, 120_000);

/** Whom one may ask. */
async function openDesk(): Promise<void> {
  const [admin] = people;
  if (!admin) throw new Error("nobody is there");
  const api = new AppClient(box.url);
  const person = await api.signIn(admin);
  const json = {
    name: "IT help",
    skills: [{ id: crypto.randomUUID(), name: "Printers" }],
    answerWithin: 120,
    experts: [{ person, skills: null, lead: true }],
  };
  await call(api.api.admin.care.desks[":id"].$put({ param: { id: crypto.randomUUID() }, json }));
}

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Where each view is found, and what tells that it is there. */
const views: [name: string, open: (page: Page) => Promise<void>][] = [
  ["home", at("/", "Product launch")],
  ["people", at("/people", "aiko@northwind.example")],
  ["calls", at("/calls", "Recent calls")],
  ["call settings", at("/calls?tab=settings", "Your phones")],
  ["contacts", at("/calls?tab=contacts", "No contacts yet.")],
  ["shared phones", at("/admin/places", "No place has a phone yet.")],
  ["voicemail", at("/calls?tab=voicemail", "Greeting")],
  ["files", at("/files", /All files/)],
  ["flagged", at("/flagged", /Flag/)],
  ["tags", at("/tags", /Tag/)],
  ["settings", at("/settings", "Where you are signed in")],
  ["overview", at("/admin/overview", /Everything is working|need/)],
  ["administration: people", at("/admin/people", "aiko@northwind.example")],
  ["administration: devices", at("/admin/devices", "Devices")],
  ["administration: calls", at("/admin/calls", "Captures")],
  ["administration: guests", at("/admin/guests", "Who may be a guest")],
  ["administration: care", at("/admin/care", "Care desks")],
  ["administration: messages", at("/admin/messages", "Changing messages")],
  ["administration: retention", at("/admin/retention", /hold/i)],
  ["administration: mail", at("/admin/mail", "Mail server")],
  ["notifications", at("/notifications", /Notifications/)],
  ["administration: telephony", at("/admin/telephony", "Other domains")],
  ["administration: health", at("/admin/health", "Lines outside")],
  [
    "a space",
    async (page) => {
      await page.goto("/");
      await openSpace(page, "Product launch");
      await page.getByText("I will join by telephone").waitFor();
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: "plan.png", mimeType: "image/png", buffer: picture });
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("button", { name: "Preview of plan.png" }).first().waitFor();
    },
  ],
  [
    "a file",
    async (page) => {
      await page.getByRole("button", { name: "Preview of plan.png" }).first().click();
      await page.getByRole("dialog").getByAltText("plan.png").waitFor();
    },
  ],
  [
    "drawing on it",
    async (page) => {
      await page.getByRole("button", { name: "Draw on it" }).click();
      await page.getByRole("application").waitFor();
    },
  ],
  [
    "a space's people",
    async (page) => {
      for (const dialog of ["Draw on plan.png", "plan.png"])
        await page
          .getByRole("dialog", { name: dialog, exact: true })
          .getByRole("button", { name: "Close" })
          .click();
      await page.getByRole("button", { name: "People", exact: true }).click();
      await page
        .getByRole("textbox", { name: /Find|Add|invite/i })
        .first()
        .waitFor();
    },
  ],
  [
    "asking for help",
    async (page) => {
      await page.goto("/");
      await page.getByRole("button", { name: "Ask for help" }).click();
      await page.getByLabel("Your question").waitFor();
    },
  ],
  [
    "a care desk",
    async (page) => {
      await page.goto("/admin/care");
      await page.getByRole("button", { name: /IT help/ }).click();
      await page.getByRole("textbox", { name: "Add an expert" }).waitFor();
    },
  ],
  [
    "the palette",
    async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
    },
  ],
];

function at(path: string, shows: string | RegExp) {
  return async (page: Page) => {
    await page.goto(path);
    await page.getByText(shows).first().waitFor();
  };
}

/** Resolves when no colour is on its way from one theme to the other. */
const colours = async () => {
  const passing = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
};

/** What the themes change are colours: the rest need not be looked at twice. */
const standard = [
  ["light", "no-preference", {}],
  ["dark", "no-preference", { runOnly: ["color-contrast"] }],
] as const;
const high = [
  ["light", "more", { runOnly: ["color-contrast-enhanced"] }],
  ["dark", "more", { runOnly: ["color-contrast-enhanced"] }],
] as const;
type Look = (typeof standard)[number] | (typeof high)[number];

/** What is wrong in any of the looks, as `rule: element`; empty when nothing is. */
async function complaints(page: Page, looks: readonly Look[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const [colorScheme, contrast, options] of looks) {
    await page.emulateMedia({ colorScheme, contrast });
    const look = `[data-mantine-color-scheme="${colorScheme}"][data-contrast="${contrast === "more" ? "more" : "auto"}"]`;
    await page.locator(`html${look}`).waitFor({ state: "attached" });
    await page.evaluate(colours);
    const { violations } = await page.evaluate(
      (wanted) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, wanted),
      options as { runOnly?: string[] },
    );
    for (const { id, nodes } of violations)
      for (const { html } of nodes) found.push(`${id}, ${look}: ${html.slice(0, 160)}`);
  }
  return found;
}

describe("UX-04 accessibility", () => {
  for (const [viewport, looks] of [
    [desktop, [...standard, ...high]],
    [phone, standard], // its colours are the same
  ] as const)
    test(`[UX-04] [UX-10] no page has anything against it, in ${looks.length} looks, ${viewport.width} wide`, async () => {
      const { page, context } = await visitor(browser, box.url, { viewport });
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      const found: Record<string, string[]> = { "the door": await complaints(page, looks) };
      const [admin] = people;
      if (admin) await signIn(page, admin);
      for (const [name, open] of views) {
        if (viewport === phone && name === "the palette") continue; // a key opens it
        await open(page).catch((error: unknown) => {
          throw new Error(`${name} does not open`, { cause: error });
        });
        found[name] = await complaints(page, looks);
      }
      const wrong = Object.entries(found).filter(([, list]) => list.length > 0);
      expect(Object.fromEntries(wrong)).toEqual({});
      await context.close();
    }, 240_000);
});
