/** Takes the README's pictures, and with `--all DIR` one of every view at both sizes and in both themes. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { fillDemo } from "./demo-content.ts";
import { testAppliance } from "./peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "./peers/browser.ts";
import { openSpace, signIn } from "./peers/steps.ts";

const all = process.argv.indexOf("--all");
const folder = all > 0 ? (process.argv[all + 1] ?? "screenshots") : join(import.meta.dir, "../docs");
mkdirSync(folder, { recursive: true });

const box = await testAppliance({ SIP__DOMAIN: "localhost" });
const people = await fillDemo(box.url, box.setupCode ?? "");
const browser = await openBrowser();

/** A view: how to get there, on any screen. */
const views: Record<string, (page: Page) => Promise<void>> = {
  home: async (page) => void (await page.goto("/")),
  space: async (page) => {
    await page.goto("/");
    await openSpace(page, "Product launch");
    await page.getByText("I will join by telephone").waitFor();
  },
  people: async (page) => {
    await page.goto("/people");
    await page.getByText("aiko@northwind.example").waitFor();
  },
  calls: async (page) => {
    await page.goto("/calls");
    await page.getByRole("heading", { name: "Your phones" }).waitFor();
  },
  settings: async (page) => {
    await page.goto("/settings");
    await page.getByText("Where you are signed in").waitFor();
  },
  overview: async (page) => {
    await page.goto("/admin/overview");
    await page
      .getByText(/Everything is working|need/)
      .first()
      .waitFor();
  },
  administration: async (page) => {
    await page.goto("/admin/people");
    await page.getByText("aiko@northwind.example").waitFor();
  },
  devices: async (page) => {
    await page.goto("/admin/devices");
    await page.getByRole("heading", { name: "Devices" }).waitFor();
  },
};

/** Four of the demo's people in a meeting; what the first of them sees. */
async function meeting(path: string, size = desktop): Promise<void> {
  const guests = await Promise.all(
    people.slice(0, 4).map(() => visitor(browser, box.url, { viewport: size })),
  );
  for (const [index, { page }] of guests.entries()) {
    const person = people[index];
    if (!person) continue;
    await signIn(page, person);
    await openSpace(page, "Product launch");
    await page.getByRole("button", { name: index === 0 ? "Meet" : "Join", exact: true }).click();
  }
  const [first] = guests;
  await first?.page.getByText("4 here").waitFor();
  await first?.page.screenshot({ path });
  for (const { context } of guests) await context.close();
}

const shoot = async (
  names: readonly string[],
  size: typeof desktop,
  scheme: "light" | "dark",
  suffix: string,
) => {
  const { page, context } = await visitor(browser, box.url, { viewport: size, colorScheme: scheme });
  const [admin] = people;
  if (admin) await signIn(page, admin);
  for (const name of names) {
    await views[name]?.(page);
    await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
  }
  await context.close();
};

if (all > 0) {
  for (const scheme of ["light", "dark"] as const)
    for (const [label, size] of Object.entries({ desktop, phone }))
      await shoot(Object.keys(views), size, scheme, `-${label}-${scheme}`);
  await meeting(join(folder, "meeting-desktop.png"));
  await meeting(join(folder, "meeting-phone.png"), phone);
} else {
  await shoot(["space"], desktop, "light", "");
  await shoot(["overview"], desktop, "dark", "");
  await meeting(join(folder, "meeting.png"));
}
await browser.close();
await box.dispose();
process.exit(0);
