/** Summer time as telephones are told of it. */
import { expect, test } from "bun:test";
import { zoneRuleOf } from "./zone-rule.ts";

const at = (month: number, day: number, weekday: number, hour: number, minute = 0) => ({
  month,
  day,
  weekday,
  hour,
  minute,
});

test.each([
  ["Europe/Berlin", 60, at(3, -1, 7, 2), at(10, -1, 7, 3), 60],
  ["Europe/London", 0, at(3, -1, 7, 1), at(10, -1, 7, 2), 60],
  ["America/New_York", -300, at(3, 8, 7, 2), at(11, 1, 7, 2), 60],
  ["America/St_Johns", -210, at(3, 8, 7, 2), at(11, 1, 7, 2), 60],
  ["Australia/Sydney", 600, at(10, 1, 7, 2), at(4, 1, 7, 3), 60],
  ["Australia/Lord_Howe", 630, at(10, 1, 7, 2), at(4, 1, 7, 2), 30],
])("[CA-26] %s has its summer time", (zone, offset, starts, ends, minutes) => {
  expect(zoneRuleOf(zone, 2026)).toEqual({ offset, summer: { starts, ends, minutes } });
});

test.each([
  ["Asia/Tokyo", 540],
  ["Asia/Kolkata", 330],
  ["America/Phoenix", -420],
  ["Asia/Kathmandu", 345],
  ["UTC", 0],
])("[CA-26] %s has none", (zone, offset) => {
  expect(zoneRuleOf(zone, 2026)).toEqual({ offset, summer: undefined });
});

test("[CA-26] a zone whose changes follow the moon is told this year's days", () => {
  const { offset, summer } = zoneRuleOf("Africa/Casablanca", 2026); // an hour less in the month of fasting
  expect([offset, summer?.minutes]).toEqual([0, 60]);
  expect(summer?.ends).toMatchObject({ month: 2, weekday: 0 });
});
