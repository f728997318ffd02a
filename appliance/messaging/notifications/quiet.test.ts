import { expect, test } from "bun:test";
import { isQuiet, quietHours } from "./quiet.ts";

const night = quietHours.parse({ from: "22:00", to: "07:00", days: [1], zone: "Europe/Berlin" });

test.each([
  ["2026-01-05T20:59:00Z", false], // Monday, 21:59 in Berlin
  ["2026-01-05T21:00:00Z", true],
  ["2026-01-06T05:59:00Z", true], // Tuesday morning belongs to Monday's night
  ["2026-01-06T06:00:00Z", false],
  ["2026-01-06T21:30:00Z", false], // Tuesday has none
  ["2026-07-06T20:00:00Z", true], // summer time
])("[MS-13] a night from Monday to Tuesday, at %s", (at, quiet) => {
  expect(isQuiet(night, Date.parse(at))).toBe(quiet);
});

test("[MS-13] within a day; none; and the whole day by no hours at all", () => {
  const lunch = quietHours.parse({ from: "12:00", to: "13:00" });
  expect(isQuiet(lunch, Date.parse("2026-01-05T12:30:00Z"))).toBe(true);
  expect(isQuiet(lunch, Date.parse("2026-01-05T13:00:00Z"))).toBe(false);
  expect(isQuiet(null, Date.parse("2026-01-05T12:30:00Z"))).toBe(false);
  expect(isQuiet({ ...lunch, to: "12:00" }, Date.parse("2026-01-05T12:00:00Z"))).toBe(false);
});

test.each([
  { from: "25:00", to: "07:00" },
  { from: "22:00", to: "7" },
  { from: "22:00", to: "07:00", days: [7] },
  { from: "22:00", to: "07:00", zone: "Middle/Earth" },
  { from: "22:00", to: "07:00", zone: "" },
])("quiet hours that are none are refused: %j", (rubbish) => {
  expect(quietHours.safeParse(rubbish).success).toBe(false);
});
