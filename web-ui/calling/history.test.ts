/** A person's call history on two devices: page by page, and deleted on both. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { withoutMedia } from "../../appliance/calling/records/record-rows.ts";
import { callRecords } from "../../appliance/calling/schema.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, visitor } from "../../scripts/peers/browser.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";

const maria = personNamed("Maria Keller");
const calls = 60;

/** Of half a second, answered. */
const recordOf = (personId: string, peerName: string, startedAt: number) => ({
  id: Bun.randomUUIDv7(),
  callId: Bun.randomUUIDv7(),
  personId,
  direction: "incoming" as const,
  peerName,
  peerNumber: "2000",
  startedAt,
  answeredAt: startedAt,
  endedAt: startedAt + 500,
  outcome: "answered" as const,
  transport: "UDP",
  ...withoutMedia,
});

let box: TestAppliance;
let browser: Browser;
let [desk, mobile]: Page[] = [];

beforeAll(async () => {
  box = await testAppliance();
  const { people, db } = box.rooms;
  const organisation = { code: box.setupCode ?? "", organisation: "Northwind" };
  const { id: personId } = await people.directory.setUp({ ...organisation, ...maria });
  await db.write((orm) => {
    for (let call = 1; call <= calls; call++)
      orm
        .insert(callRecords)
        .values(recordOf(personId, `Caller ${call}.`, call * 1000))
        .run();
  });
  browser = await openBrowser();
  const pages = await Promise.all([
    visitor(browser, box.url),
    visitor(browser, box.url, { viewport: phone }),
  ]);
  [desk, mobile] = pages.map(({ page }) => page);
  for (const page of [desk, mobile] as Page[]) {
    await signIn(page, maria);
    await page.goto("/calls");
    await page.getByText("Caller 60.").waitFor();
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

test("[HY-02] earlier calls come page by page; what is deleted on one device is gone on the other", async () => {
  const [here, there] = [desk, mobile] as [Page, Page];
  expect(await here.getByText("Caller 10.").count()).toBe(0);
  await here.getByRole("button", { name: "Earlier calls" }).click();
  await here.getByText("Caller 10.").waitFor();
  await here.getByText("Caller 1.", { exact: true }).waitFor();
  expect(await here.getByRole("button", { name: "Earlier calls" }).count()).toBe(0);

  await here.getByRole("button", { name: "Delete the call with Caller 59. from your history" }).click();
  await there.getByText("Caller 59.").waitFor({ state: "detached" });
  await there.getByText("Caller 60.").waitFor();

  await there.getByRole("button", { name: "Delete all" }).click();
  await there.getByRole("dialog").getByRole("button", { name: "Delete your call history" }).click();
  for (const page of [here, there]) await page.getByText("Your calls will be listed here").waitFor();
  const recorded = box.rooms.db.orm.select().from(callRecords).all();
  expect(recorded).toHaveLength(calls);
}, 60_000);

test("[HY-02] a call that ends while the list is on its way is in it, and one that ends while another page is open", async () => {
  const here = desk as Page;
  const { db, events, people } = box.rooms;
  const [personId] = people.directory.administrators as [string];
  const record = (peerName: string) =>
    db.write((orm) => {
      orm
        .insert(callRecords)
        .values(recordOf(personId, peerName, Date.now()))
        .run();
      events.append({ topic: `person:${personId}`, kind: "call.ended", subject: peerName });
    });
  const listed = await here.context().newPage();
  const told = new Promise<void>((resolve) => {
    listed.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => `${payload}`.includes("call.ended") && resolve()),
    );
  });
  await listed.goto("/people");
  await listed.locator(".account").waitFor();
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  await listed.route(
    /calling\/history/,
    async (route) => {
      const old = await route.fetch();
      asked.resolve();
      await late.promise;
      await route.fulfill({ response: old }).catch(() => {}); // nobody waits for it any more
    },
    { times: 1 },
  );
  await listed.getByRole("link", { name: "Calls" }).click();
  await asked.promise;
  await record("Meanwhile");
  await told;
  late.resolve();
  await listed.getByText("Meanwhile").waitFor();
  await listed.getByRole("link", { name: "People" }).click();
  await listed.getByRole("heading", { name: "People" }).waitFor();
  await record("Elsewhere");
  await here.getByText("Elsewhere").waitFor();
  await listed.getByRole("link", { name: "Calls" }).click();
  await listed.getByText("Elsewhere").waitFor();
  await listed.close();
}, 60_000);
