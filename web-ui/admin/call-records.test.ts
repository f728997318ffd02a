/** The administration's list of calls, in a real browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { callCourses, callRecords } from "../../appliance/calling/schema.ts";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { desktop, phone } from "../../scripts/peers/browser.ts";

const count = 2300;
const noon = new Date("2026-03-02T12:00").getTime();
const lossy = crypto.randomUUID();
const day = 24 * 3600 * 1000;
let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
  const [maria] = house.box.rooms.people.directory.search("Maria", 1);
  await house.box.rooms.db.write((orm) => {
    for (let index = 0; index < count; index++) {
      const startedAt = noon + index + (index < 3 ? 0 : day);
      orm
        .insert(callRecords)
        .values({
          id: index === 2298 ? lossy : crypto.randomUUID(),
          callId: crypto.randomUUID(),
          personId: maria?.id ?? "",
          direction: "outgoing",
          peerId: null,
          peerName: index === 0 ? '=HYPERLINK("http://evil.example")' : `Somebody ${index}`,
          peerNumber: `+1415555${String(index).padStart(4, "0")}`,
          startedAt,
          answeredAt: index % 2 === 0 ? startedAt + 5000 : null,
          endedAt: startedAt + 60_000,
          outcome: index % 2 === 0 ? "answered" : "missed",
          status: null,
          transport: "UDP",
          encryption: "none",
          codec: "PCMU",
          packetsReceived: 3000,
          packetsLost: 0,
          jitter: 3,
          roundTrip: 10,
        })
        .run();
    }
    const quiet = { span: 5000, received: 250, lost: 0, jitter: 2, roundTrip: null, sent: 250, lostThere: 0 };
    const course = [quiet, { ...quiet, received: 225, lost: 25, jitter: 41 }, quiet];
    orm.insert(callCourses).values({ record: lossy, course }).run();
  });
}, 60_000);

afterAll(() => house?.dispose());

async function savedLines(): Promise<string[]> {
  const { page } = house.admin;
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  return readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
}

test("[AD-28] a call that is opened shows how its sound fared over time", async () => {
  const { page } = house.admin;
  await page.goto("/admin/calls");
  await page
    .getByRole("searchbox")
    .or(page.getByPlaceholder("Search by person or number"))
    .fill("+14155552298");
  const row = page.getByRole("row").filter({ hasText: "Somebody 2298" });
  await row.getByRole("button").first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "Loss, received: max. 10%" }).waitFor();
  await dialog.getByRole("img", { name: "Loss, sent: max. 0%" }).waitFor();
  await dialog.getByRole("img", { name: "Jitter: max. 41 ms" }).waitFor();
  expect(await dialog.getByRole("img", { name: /^Round trip/ }).count()).toBe(0); // none was measured
  expect(await dialog.locator("rect.poor").count()).toBe(2);
  await page.setViewportSize(phone);
  expect(await dialog.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  await page.setViewportSize(desktop);
  await page.keyboard.press("Escape");
}, 30_000);

test("[AD-27] the file has every call that is found, not only those on the screen, with names and times", async () => {
  const { page } = house.admin;
  await page.goto("/admin/calls");
  await page.getByText("Somebody 2299").waitFor();
  expect(await page.locator("tbody tr").count()).toBeLessThan(count);
  const [head, ...lines] = await savedLines();
  expect(lines).toHaveLength(count);
  expect(new Set(lines).size).toBe(count);
  expect(head).toStartWith("\uFEFFperson,startedAt,answeredAt,endedAt,");
  expect(lines.every((line) => line.startsWith('"Maria Keller","2026-03-0'))).toBe(true);
  expect(lines.find((line) => line.includes("HYPERLINK"))).toContain(
    `"'=HYPERLINK(""http://evil.example"")"`,
  );
}, 30_000);

test("[AD-27] calls of a day are found, and are what the file has then", async () => {
  const { page } = house.admin;
  await page.getByLabel("First day").fill("2026-03-02");
  await page.getByLabel("Last day").fill("2026-03-02");
  await page.getByText("Somebody 2", { exact: true }).waitFor();
  await page.getByText("Somebody 2299").waitFor({ state: "detached" });
  expect(await savedLines()).toHaveLength(1 + 3);
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("Missed");
  await page.getByText("Somebody 2", { exact: true }).waitFor({ state: "detached" });
  expect(await savedLines()).toHaveLength(1 + 1);
  await page.getByLabel("Last day").fill("2026-03-01");
  await page.getByText("No calls match.").waitFor();
  expect(house.admin.complaints).toEqual([]);
}, 30_000);

test("[CA-02] a call that is opened warns where the house converted its sound", async () => {
  const callId = crypto.randomUUID();
  const { page } = house.admin;
  await house.box.rooms.db.write((orm) => {
    for (const [direction, codec] of [
      ["outgoing", "opus"],
      ["incoming", "PCMA"],
    ] as const)
      orm
        .insert(callRecords)
        .values({
          id: crypto.randomUUID(),
          callId,
          personId: "",
          direction,
          peerName: "Converted",
          peerNumber: "2999",
          startedAt: noon - day,
          answeredAt: noon - day,
          endedAt: noon - day + 60_000,
          outcome: "answered",
          transport: "UDP",
          encryption: "none",
          codec,
          packetsReceived: 3000,
          packetsLost: 0,
          jitter: 3,
        })
        .run();
  });
  await page.goto("/admin/calls");
  const search = page.getByRole("searchbox").or(page.getByPlaceholder("Search by person or number"));
  await search.fill("2999");
  await page.getByRole("row").filter({ hasText: "Converted" }).first().getByRole("button").first().click();
  await page.getByRole("dialog").getByText("converted the sound between Opus and G.711 A-law").waitFor();
}, 60_000);
