/** An appliance that is set up, and its administrator at a browser: where tests of administration pages begin. */
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "./appliance.ts";
import { openBrowser, type Visitor, visitor } from "./browser.ts";
import { AppClient } from "./client.ts";
import { type NewPerson, personNamed, signIn } from "./steps.ts";

export interface Administration {
  box: TestAppliance;
  browser: Browser;
  maria: NewPerson;
  /** At the browser. */
  admin: Visitor;
  /** Without one. */
  client: AppClient;
  dispose(): Promise<void>;
}

/** @param settings as in the environment, without the prefix: `SIP__PORT` */
export async function openAdministration(settings: Record<string, string> = {}): Promise<Administration> {
  const maria = personNamed("Maria Keller");
  const box = await testAppliance(settings);
  const client = new AppClient(box.url);
  await client.setUp(box.setupCode ?? "", "Northwind", maria);
  const browser = await openBrowser();
  const admin = await visitor(browser, box.url);
  await signIn(admin.page, maria);
  return {
    box,
    browser,
    maria,
    admin,
    client,
    async dispose() {
      await browser.close();
      await box.dispose();
    },
  };
}
