/** Time zones, as people send them. */

import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import { timeZone, wallMoment } from "./wall-clock.ts";

/** How many things are in memory, among which the engine counts formats of dates. */
function things(): number {
  Bun.gc(true);
  return heapStats().objectTypeCounts.Object ?? 0;
}

/** The zone's name with upper and lower case as the number's bits say. */
const spelled = (zone: string, bits: number) =>
  [...zone].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join("");

describe("[MB-09] a time zone", () => {
  test("is known by each of its names, and written as IANA writes it", () => {
    expect(timeZone.parse("eUROPE/bERLIN")).toBe("Europe/Berlin");
    for (const name of ["UTC", "America/New_York", "Asia/Kolkata", "Asia/Calcutta", "Etc/GMT+5"])
      expect(timeZone.parse(name)).toBe(name);
  });

  test.each([
    "",
    "+01:00",
    "-0130",
    "Mars/Base",
    "Europe/Berlin ",
    "\0",
    "__proto__",
    "E".repeat(61),
    1,
    null,
  ])("%j is none", (rubbish) => expect(timeZone.safeParse(rubbish).success).toBe(false));

  test("costs no memory for each way to spell it", () => {
    const at = Date.UTC(2026, 10, 25, 23, 30);
    const before = things();
    for (let bits = 0; bits < 1000; bits++) {
      const spelling = spelled("europe/berlin", bits);
      expect(timeZone.safeParse(spelling).success).toBe(true);
      expect(wallMoment(at, spelling)).toEqual({ date: "2026-11-26", weekday: 4, time: "00:30" });
    }
    expect(things() - before).toBeLessThan(100);
  });
});
