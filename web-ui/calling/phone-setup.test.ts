/** Setting up one's telephone without IT: a code, and what its keys and its screen are to be, in a real browser. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { desktop, phone as handheld, openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { CiscoPhone } from "../../scripts/peers/cisco-phone.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../scripts/peers/telephones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let maria: Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"], { SIP__DOMAIN: "localhost" });
  maria = house.people.maria as Person;
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

describe("at a desk and on a smartphone, in turns", () => {
  const screens = [desktop, handheld];
  let page: Page;
  let phone: CiscoPhone;
  const dialog = () => page.getByRole("dialog");

  beforeAll(async () => {
    ({ page } = await visitor(browser, house.box.url));
    await signIn(page, { name: maria.name, email: maria.email ?? "", password });
    phone = new CiscoPhone({ model: "8841", hardware: "00562b043615" });
  }, 30_000);
  beforeEach(async () => {
    const [screen = desktop] = screens;
    screens.push(...screens.splice(0, 1));
    await page.setViewportSize(screen);
    await page.goto("/calls?tab=settings");
  });
  afterAll(async () => {
    phone.unplug();
    const { devices } = house.box.rooms.sip;
    for (const { id } of devices.of(maria.id)) await devices.remove(maria.id, id);
  });

  /** Opens the keys of the telephone that was set up. */
  async function keys(): Promise<Locator> {
    await page.getByRole("button", { name: "More for Desk" }).click();
    await page.getByRole("menuitem", { name: "Keys and screen" }).click();
    await dialog().waitFor();
    return dialog();
  }

  test("[CA-26] [AD-07] a code is shown to be scanned and typed, and the page says when the telephone has come", async () => {
    await page.getByRole("button", { name: "Set up with a code" }).click();
    await dialog().getByLabel("Name of the phone").fill("Desk");
    await dialog().getByRole("button", { name: "Get a code" }).click();
    await dialog().getByRole("img", { name: "QR code of the address" }).waitFor();
    const url = (await dialog().locator("bdi").textContent()) ?? "";
    expect(url).toMatch(/^https:\/\/localhost:\d+\/phones\/\d{16}$/);
    const said = await dialog().getByRole("status").elementHandle(); // a reader hears what changes in it
    expect(await phone.load(url)).toBe(200);
    await dialog().getByText("Desk is set up.").waitFor();
    expect(await said?.textContent()).toContain("Desk is set up.");
    await dialog().getByRole("button", { name: "Done" }).click();
    expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
    await page.getByText("Cisco 8841").waitFor();
  });

  test("[CA-26] a code that waits is listed, and taken back", async () => {
    await page.getByRole("button", { name: "Set up with a code" }).click();
    await dialog().getByLabel("Name of the phone").fill("Workshop");
    await dialog().getByRole("button", { name: "Get a code" }).click();
    const url = (await dialog().locator("bdi").textContent()) ?? "";
    await dialog().getByRole("button", { name: "Done" }).click();
    await page.getByText("Code for Workshop").waitFor();
    await page.getByRole("button", { name: "Remove the code: Code for Workshop" }).click();
    await page.getByText("Code for Workshop").waitFor({ state: "detached" });
    expect(await new CiscoPhone({ model: "8841", hardware: "00562b043616" }).load(url)).toBe(404);
  });

  test("[CA-26] who scans a code with a camera is shown their telephones, also where the app is installed", async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.reload(); // it is in control from now on
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto(`/phones/${"0".repeat(16)}`);
    await page.waitForURL("**/calls?tab=settings");
    await page.getByRole("button", { name: "Set up with a code" }).waitFor();
  });

  test("[CA-26] keys and screen are set in a picture of the telephone, which has them at once", async () => {
    const loads = phone.loads;
    const form = await keys();
    await form.getByRole("button", { name: "Key 3", exact: true }).click();
    await form.getByLabel("What it does").selectOption({ label: "Watches and calls somebody" });
    await form.getByLabel("Find somebody").fill("Jon");
    await page.getByRole("option", { name: /Jonas/ }).click();
    const { extension } = house.people.jonas as Person;
    expect(await form.getByLabel("Extension").inputValue()).toBe(extension ?? "");
    await form.getByRole("button", { name: "Key 3: Jonas" }).waitFor();
    await form.getByRole("button", { name: "Key 10", exact: true }).click();
    await form.getByLabel("What it does").selectOption({ label: "Calls a number" });
    await form.getByLabel("Number").fill("+49 30 202020");
    await form.getByLabel("Text beside the key").fill("Taxi");
    await form.getByLabel("Text on the screen").fill("Reception");
    await form.getByLabel("Ring volume").fill("4");
    await form.getByLabel("Clock").selectOption({ label: "12 hours" });
    await form.getByLabel("Time zone").selectOption("America/New_York");
    await form.getByRole("button", { name: "Save" }).click();
    await phone.hasLoaded(loads + 1);
    await form.getByText("Saved. The phone has it.").waitFor();
    expect(Object.fromEntries(phone.fields)).toMatchObject({
      Station_Name: "Reception",
      Ringer_Volume: "4",
      Time_Format: "12hr",
      Time_Zone: "GMT-05:00",
      Extended_Function_3_: `fnc=blf+sd+cp;sub=${extension}@localhost;ext=${extension}@localhost;nme=Jonas`,
      Extended_Function_10_: "fnc=sd;ext=+4930202020@localhost;nme=Taxi",
    });
    await page.reload();
    await (await keys()).getByRole("button", { name: "Key 10: Taxi" }).waitFor();
  });

  test("[CA-26] what cannot be is told at its field, and a telephone that is away takes the rest later", async () => {
    const form = await keys();
    await form.getByRole("button", { name: "Key 5", exact: true }).click();
    await form.getByLabel("What it does").selectOption({ label: "Calls a number" });
    await form.getByLabel("Number").fill("not a number");
    await form.getByLabel("Text beside the key").fill("Wrong");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").waitFor();
    await form.getByLabel("Number").fill("2003");
    phone.unplug();
    await until(() => house.box.rooms.sip.phonesOf(maria.id).every(({ registered }) => !registered));
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved. The phone takes it as soon as it can.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Takes its new settings when it is connected").waitFor();
    const loads = phone.loads;
    expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
    await phone.hasLoaded(loads + 1);
    await page.getByText("Takes its new settings when it is connected").waitFor({ state: "detached" });
    expect(phone.field("Extended_Function_5_")).toBe("fnc=sd;ext=2003@localhost;nme=Wrong");
  });

  /** The next answer to saving waits for this. */
  const delayed = (first: () => Promise<unknown>) =>
    page.route(
      "**/app/phones/*/settings",
      async (route) => {
        const response = await route.fetch();
        await first();
        await route.fulfill({ response });
      },
      { times: 1 },
    );

  test("[CA-26] an answer that comes late does not say that the telephone has yet to take what it has", async () => {
    const form = await keys();
    const told = page.waitForResponse(async (answer) => {
      if (!answer.url().endsWith("/app/phones")) return false;
      const [{ settings, upToDate }] = (await answer.json()).phones;
      return settings.title === "Late" && upToDate;
    });
    await delayed(() => told);
    await form.getByLabel("Text on the screen").fill("Late");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved. The phone has it.").waitFor();
  });

  test("[CA-26] what is written while the rest is saved is not said to be saved", async () => {
    const form = await keys();
    const title = form.getByLabel("Text on the screen");
    await title.fill("First");
    await delayed(() => title.fill("Second"));
    await form.getByRole("button", { name: "Save" }).click();
    await until(async () => (await title.inputValue()) === "Second");
    await form.locator("[type=submit]:not([data-loading])").waitFor();
    expect(await form.getByText("Saved.").count()).toBe(0);
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Saved. The phone has it.").waitFor();
    expect(phone.field("Station_Name")).toBe("Second");
  });

  test("[CA-26] a key that lacks something is shown when the house refuses it", async () => {
    const form = await keys();
    await form.getByRole("button", { name: "Key 6", exact: true }).click();
    await form.getByLabel("What it does").selectOption({ label: "Calls a number" });
    await form.getByRole("button", { name: "Key 7", exact: true }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").waitFor();
    await form.getByRole("button", { name: "Key 6", exact: true, pressed: true }).waitFor();
    expect(await form.getByLabel("Number").inputValue()).toBe("");
  });

  test("[CA-26] the picture's keys are at the telephone's own sides where people read from the right", async () => {
    await page.evaluate(() => localStorage.setItem("hearth.language", "ar"));
    await page.reload();
    await page.locator("html[dir=rtl]").waitFor();
    await page.locator(".line-item", { hasText: "Desk" }).locator(".icon-button").click();
    await page.getByRole("menuitem").first().click();
    const sides = dialog().locator(".phone-keys");
    await sides.first().waitFor();
    const [left, right] = [await sides.first().boundingBox(), await sides.last().boundingBox()];
    expect(left?.x).toBeLessThan(right?.x ?? 0);
    await page.evaluate(() => localStorage.removeItem("hearth.language"));
  });

  test("[CA-26] [AD-07] the key that has the focus is seen on the black telephone, with more contrast, too", async () => {
    await page.emulateMedia({ contrast: "more" });
    const form = await keys();
    await form.getByRole("button", { name: "Key 2", exact: true }).focus();
    await page.keyboard.press("Tab");
    const [ring, ground] = await form.evaluate((dialog) => {
      const light = (colour: string) => {
        const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
          const share = Number(part) / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const [key, preview] = [
        dialog.querySelector("button:focus-visible"),
        dialog.querySelector(".phone-preview"),
      ];
      if (!key || !preview) throw new Error("no key has the focus");
      return [
        light(getComputedStyle(key).outlineColor),
        light(getComputedStyle(preview).backgroundColor),
      ] as const;
    });
    expect((ring + 0.05) / (ground + 0.05)).toBeGreaterThanOrEqual(3); // WCAG 2.2, 1.4.11
    await page.emulateMedia({ contrast: "no-preference" });
  });
});
