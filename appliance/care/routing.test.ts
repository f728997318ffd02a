import { describe, expect, test } from "bun:test";
import { type Candidate, leadsLeft, nextExpert, type Wanted } from "./routing.ts";

const expert = (personId: string, more: Partial<Candidate> = {}): Candidate => ({
  personId,
  skills: null,
  lead: false,
  onDuty: true,
  presence: "active",
  open: 0,
  lastAskedAt: 0,
  ...more,
});
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  skill: null,
  passedOver: new Set(["asker"]),
  ...more,
});

describe("[MS-19] who is asked", () => {
  test("somebody on duty, here and not on a call; never the asker, never twice", () => {
    const candidates = [
      expert("asker"),
      expert("off", { onDuty: false }),
      expert("gone", { presence: "offline" }),
      expert("talks", { presence: "call" }),
      expert("buried", { open: 10 }),
      expert("meets", { presence: "meeting" }),
      expert("asked"),
      expert("free"),
    ];
    expect(nextExpert(candidates, wanted({ passedOver: new Set(["asker", "asked"]) }))).toBe("free");
    expect(
      nextExpert(candidates, wanted({ passedOver: new Set(["asker", "asked", "free"]) })),
    ).toBeUndefined();
  });

  test("with the skill, or with all of them", () => {
    const candidates = [expert("printers", { skills: ["printers"] }), expert("all", { open: 5 })];
    expect(nextExpert(candidates, wanted({ skill: "printers" }))).toBe("printers");
    expect(nextExpert(candidates, wanted({ skill: "networks" }))).toBe("all");
    expect(nextExpert([expert("none", { skills: [] })], wanted({ skill: "networks" }))).toBeUndefined();
  });

  test("before the screen first, then who has least to do, then who was asked longest ago", () => {
    const away = expert("away", { presence: "idle" });
    expect(nextExpert([away, expert("busy", { open: 3 })], wanted())).toBe("busy");
    const early = expert("early", { open: 1, lastAskedAt: 10 });
    const late = expert("late", { open: 1, lastAskedAt: 20 });
    expect(nextExpert([late, early, expert("busy", { open: 2 })], wanted())).toBe("early");
  });

  test("the leads when nobody is left, wherever they are", () => {
    const candidates = [
      expert("lead", { lead: true, presence: "offline" }),
      expert("asked", { lead: true }),
      expert("other"),
    ];
    expect(leadsLeft(candidates, wanted({ passedOver: new Set(["asker", "asked"]) }))).toEqual(["lead"]);
  });
});
