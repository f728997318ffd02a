/** Takes the README's pictures, and with `--all DIR` one of every view at both sizes and in both themes. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fillDemo } from "./demo-content.ts";
import { testAppliance } from "./peers/appliance.ts";
import { desktop, openBrowser, phone, visitor } from "./peers/browser.ts";
import { openSpace, signIn } from "./peers/steps.ts";
import { insideViews, openDesk, pages } from "./peers/views.ts";

const all = process.argv.indexOf("--all");
const folder = all > 0 ? (process.argv[all + 1] ?? "screenshots") : join(import.meta.dir, "../docs");
mkdirSync(folder, { recursive: true });

const box = await testAppliance({ SIP__DOMAIN: "localhost" });
const people = await fillDemo(box.url, box.setupCode ?? "");
const [admin] = people;
if (admin) await openDesk(box.url, admin);
const browser = await openBrowser();

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

type Scheme = "light" | "dark";

/** Pictures of these views, or of all, as `name` followed by the suffix. */
const shoot = async (
  names: readonly string[] | "all",
  size: typeof desktop,
  scheme: Scheme,
  suffix: string,
) => {
  const { page, context } = await visitor(browser, box.url, { viewport: size, colorScheme: scheme });
  if (admin) await signIn(page, admin);
  for (const [name, open] of [...pages, ...insideViews]) {
    if (names !== "all" && !names.includes(name)) continue;
    if (size === phone && name === "the palette") continue; // a key opens it
    await open(page);
    await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, "-")}${suffix}.png`) });
  }
  await context.close();
};

if (all > 0) {
  for (const scheme of ["light", "dark"] as const)
    for (const [label, size] of Object.entries({ desktop, phone }))
      await shoot("all", size, scheme, `-${label}-${scheme}`);
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
