/** How calls sounded, in the console: figures, the ten worst, and the filter that finds them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { callRecords } from "../../appliance/calling/schema.ts";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";

const minute = 60_000;
/** Of a hundred calls, those with these numbers lose packets at one of their ends, the later ones more. */
const lossy = [3, 8, 13, 18, 23, 28, 33, 38, 43, 48, 53, 58];
let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
  const [maria] = house.box.rooms.people.directory.search("Maria", 1);
  const now = Date.now();
  await house.box.rooms.db.write((orm) => {
    for (let call = 0; call < 100; call++)
      for (const direction of ["outgoing", "incoming"] as const) {
        const heardBadly = lossy.includes(call) && (direction === "incoming") === (call % 2 === 1);
        const startedAt = now - (call + 1) * minute;
        orm
          .insert(callRecords)
          .values({
            id: crypto.randomUUID(),
            callId: `call-${call}`,
            personId: maria?.id ?? "",
            direction,
            peerName: `Caller ${call}`,
            peerNumber: `+1415555${String(call).padStart(4, "0")}`,
            startedAt,
            answeredAt: startedAt + 5000,
            setUp: 100 + 10 * call,
            endedAt: startedAt + 30_000,
            outcome: "answered",
            transport: "UDP",
            encryption: "none",
            codec: "PCMU",
            packetsReceived: 1000,
            packetsLost: heardBadly ? 50 + 4 * call : 0,
            jitter: 3,
            roundTrip: 20,
          })
          .run();
      }
  });
}, 60_000);
afterAll(() => house?.dispose());

test("[AD-22] the report says what half, 95 and 99 of a hundred calls reach, and names the ten worst, which open", async () => {
  const { page } = house.admin;
  await page.goto("/admin/calls");
  const report = page
    .locator("section.card")
    .filter({ has: page.getByRole("heading", { name: "Call quality" }) });
  const figure = async (name: string) =>
    report.locator(".figure").filter({ hasText: name }).locator("dd").textContent();
  await report.getByText("Worst calls").waitFor();
  expect(await figure("Answered")).toBe("100");
  expect(await figure("Median MOS")).toBe("4.4");
  expect(Number(await figure("99 % of calls reach"))).toBeLessThan(3.6);
  expect(Number(await figure("95 % of calls reach"))).toBeLessThan(4.4);
  expect(await figure("Median time to ring")).toBe("0.6 s");
  expect(await figure("95 % ring within")).toBe("1.0 s");
  expect(await figure("99 % ring within")).toBe("1.1 s");
  const worst = report.getByRole("button", { name: /· Caller/ });
  expect((await worst.allInnerTexts()).map((text) => Number(text.split(" ").at(-1)))).toEqual(
    lossy.toReversed().slice(0, 10),
  );
  await worst.first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Maria Keller · Calls Caller 58").waitFor();
  await dialog
    .getByText(/packets/i)
    .first()
    .waitFor(); // the probable cause
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const answer = await page.request.get("/app/admin/calls/quality?days=7");
  expect((await answer.json()).worst).toHaveLength(10);
  for (const days of ["0", "-1", "x", "367"])
    expect((await page.request.get(`/app/admin/calls/quality?days=${days}`)).status()).toBe(400);
}, 60_000);

test("[AD-27] the filter for bad quality finds each bad call, at whichever end it was heard, and no other", async () => {
  const { page } = house.admin;
  await page.goto("/admin/calls");
  const rows = page.locator(".table-frame tbody tr");
  await rows.nth(99).waitFor();
  await page.getByLabel("Bad quality only").check();
  await rows.nth(lossy.length).waitFor({ state: "detached" });
  const numbers = (await rows.locator("td:nth-child(2) button").allInnerTexts()).map((text) =>
    Number(text.split(" ").at(-1)),
  );
  expect(numbers).toEqual(lossy);
  await page.getByLabel("Search by person or number").fill("+14155550058");
  await rows.nth(2).waitFor({ state: "detached" });
  expect(new Set(await rows.locator("td:nth-child(2) p").allInnerTexts())).toEqual(new Set(["+14155550058"]));
  expect(house.admin.complaints).toEqual([]);
}, 60_000);
