/** What calls outside cost and how much may be spent, by a clock that tests move. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createLogger, Database, EventLog, VirtualClock } from "../../platform/index.ts";
import { houseId } from "../call/party.ts";
import { Spending } from "./spending.ts";
import { noSpendingLimits, type SpendingCaps, type SpendingLimits } from "./spending-limits.ts";

const euro = 1_000_000;
const minute = 60_000;
const abroad = "+33155550199";
const rules = {
  countryCode: "1",
  nationalPrefix: "1",
  internationalPrefix: "011",
  outsidePrefix: "9",
  emergencyNumbers: ["911"],
  serviceNumbers: ["311"],
};
const prices = [
  { destination: "+33", price: euro },
  { destination: "+336", price: 2 * euro },
  { destination: "national" as const, price: euro / 100 },
];

let folder: string;
let db: Database;
let clock: VirtualClock;
let spending: Spending;
let ended: Map<string, string>;
/** Which call was told that it ends so soon, and how long after the test began. */
let warned: [call: string, warning: number, at: number][];
let began: number;
/** What administrators were told. */
let told: string[];
let own: Map<string, SpendingCaps>;
let parties: Map<string, object>;

const party = (call: string) => {
  const known = parties.get(call) ?? { personId: undefined, name: call, number: call };
  parties.set(call, known);
  return known as { personId: undefined; name: string; number: string };
};
const open = () =>
  new Spending({
    db,
    events: new EventLog(db, clock),
    clock,
    log: createLogger({ level: "error" }),
    rules,
    warn: (call, warning) => void warned.push([call, warning, clock.now() - began]),
    capsOf: (personId) => own.get(personId) ?? null,
    tell: (news) => void told.push(`${news.personId} ${news.unit} ${news.period} ${news.isReached}`),
    hangUp(call, _party, why) {
      ended.set(call, why);
      spending.ends(party(call));
    },
  });
const begin = (call: string, payer = "maria", number = abroad) =>
  spending.runs(party(call), { payer, number, call });
const limit = (change: Partial<SpendingLimits>) => spending.change({ ...noSpendingLimits, ...change });
const caps = (money: number | null, minutes: number | null = null) => ({
  day: { money, minutes },
  month: { money: null, minutes: null },
});
const spentBy = (personId: string | null) => spending.spent.find((one) => one.personId === personId);
const step = async (milliseconds: number) => {
  clock.advance(milliseconds);
  await Promise.resolve();
};

/** When what was to be written is written. */
const later = async (milliseconds: number) => {
  await step(milliseconds);
  await db.write(() => {});
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  clock = new VirtualClock(new Date("2026-11-10T10:00:00").getTime());
  ended = new Map();
  warned = [];
  told = [];
  own = new Map();
  began = clock.now();
  parties = new Map();
  spending = open();
  await spending.putPrices(prices);
});
afterEach(() => {
  spending.close();
  db.close();
  rmSync(folder, { recursive: true });
});

describe("[SE-01] what a call costs", () => {
  test("is its minutes at the price of the longest beginning, by the second", async () => {
    begin("a");
    begin("b", "maria", "+33612345678");
    begin("c", "jonas", "+14155550123");
    begin("d", "jonas", "311"); // has no price
    await step(90_000);
    const cost = (call: string) => Math.round(spending.costs.get(call) ?? Number.NaN);
    expect([cost("a"), cost("b"), cost("c"), cost("d")]).toEqual([1.5 * euro, 3 * euro, 15_000, Number.NaN]);
    for (const call of "abcd") spending.ends(party(call));
    await step(minute);
    expect(spentBy("maria")?.today).toEqual({ milliseconds: 180_000, cost: 4.5 * euro });
    expect(spentBy(null)?.today).toEqual({ milliseconds: 360_000, cost: 4.5 * euro + 15_000 });
    expect([spending.takeCost("a"), spending.takeCost("a"), spending.takeCost("d")]).toEqual([
      1.5 * euro,
      null,
      null,
    ]);
  });

  test.each([1, 4999, 150_000, 151_234])(
    "is still known, and some seconds more, when the house is killed after %d ms of a call",
    async (after) => {
      begin("a");
      await step(after);
      await db.write(() => {}); // what was written before is on disk
      spending.close();
      spending = open();
      const { milliseconds = 0, cost = 0 } = spentBy("maria")?.today ?? {};
      expect(milliseconds).toBeGreaterThanOrEqual(after);
      expect(milliseconds).toBeLessThanOrEqual(after + 5000);
      expect(cost).toBe(Math.round((milliseconds * euro) / minute));
      expect(spending.prices).toHaveLength(3);
    },
  );

  test("is on disk to the millisecond when calls have ended", async () => {
    begin("a");
    await step(7001);
    begin("b", "maria", "+33612345678");
    await step(12_345);
    for (const call of "ab") spending.ends(party(call));
    await db.write(() => {});
    spending.close();
    spending = open();
    const cost = (19_346 * euro) / minute + (12_345 * 2 * euro) / minute;
    expect(spentBy("maria")?.today).toEqual({ milliseconds: 19_346 + 12_345, cost: Math.round(cost) });
  });

  test("counts for its day and month alone", async () => {
    await limit({ person: { day: { money: null, minutes: 30 }, month: { money: null, minutes: 50 } } });
    begin("a");
    await step(30 * minute);
    expect(spending.objection("maria", abroad)?.shown).toBe("phone.limit.minutes.day");
    await step(24 * 60 * minute);
    expect(spending.objection("maria", abroad)).toBeUndefined();
    begin("b");
    await step(20 * minute);
    expect(ended.get("b")).toContain(".month");
    await step(24 * 60 * minute);
    expect(spending.objection("maria", abroad)?.shown).toContain(".month");
    await step(20 * 24 * 60 * minute);
    expect(spending.objection("maria", abroad)).toBeUndefined();
  });
});

/** Its time of day can be set, which moves nothing that runs. */
class SetClock extends VirtualClock {
  skew = 0;
  override now(): number {
    return super.now() + this.skew;
  }
}

test("[SE-01] a clock that is set back or forward makes nobody's spending less, nor more", async () => {
  const set = new SetClock(new Date("2026-11-10T00:05:00").getTime());
  clock = set;
  spending.close();
  spending = open();
  begin("a");
  await step(minute);
  set.skew = -10 * minute; // yesterday
  await step(minute);
  expect(spentBy("maria")?.today.cost).toBe(2 * euro);
  set.skew = 60 * minute;
  await step(minute);
  expect(spentBy("maria")?.today.cost).toBe(3 * euro);
  spending.ends(party("a"));
  await db.write(() => {});
  spending.close();
  spending = open();
  expect(spentBy("maria")?.today).toEqual({ milliseconds: 3 * minute, cost: 3 * euro });
});

describe("[SE-01] a limit", () => {
  test("is shared by calls that run together: none of them may spend the whole rest", async () => {
    await limit({ person: caps(2 * euro) });
    begin("a");
    begin("b");
    await step(minute - 1);
    expect(ended.size).toBe(0);
    begin("c");
    await step(1);
    expect([...ended.keys()]).toEqual(["a", "b", "c"]);
    expect(ended.get("a")).toBe("phone.limit.money.day");
    expect(spentBy("maria")?.today.cost).toBeLessThanOrEqual(2 * euro + euro / 10_000); // by less than a millisecond each
    expect(spending.objection("maria", abroad)).toBeDefined();
    expect(spending.objection("maria", "311")).toBeUndefined(); // it costs nothing
    expect(spending.objection("jonas", abroad)).toBeUndefined();
    expect(spending.reached).toEqual([expect.objectContaining({ personId: "maria", unit: "money" })]);
  });

  test("of the house holds for all together, menus and groups included, which no person's does", async () => {
    await limit({ house: caps(null, 4), person: caps(null, 3) });
    begin("a");
    begin("b", houseId);
    begin("c", "jonas", "+14155550123");
    begin("d", houseId);
    await step(minute);
    expect([...ended.keys()].toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(ended.get("c")).toBe("phone.limit.minutes.day.house");
    for (const payer of ["maria", "somebody else", houseId])
      expect(spending.objection(payer, abroad)?.shown).toBe("phone.limit.minutes.day.house");
  });

  test("is announced a minute before and ten seconds before, to each call that it ends", async () => {
    await limit({ person: caps(2 * euro) });
    begin("a");
    begin("free", "maria", "311"); // has no price
    await step(40_000);
    begin("b"); // together forty seconds are left
    expect(warned).toEqual([
      ["a", 60_000, 40_000],
      ["b", 60_000, 40_000],
    ]);
    await step(30_000 - 1);
    expect(warned).toHaveLength(2);
    await step(1);
    expect(warned.slice(2)).toEqual([
      ["a", 10_000, 70_000],
      ["b", 10_000, 70_000],
    ]);
    await step(minute);
    expect([...ended.keys()]).toEqual(["a", "b"]);
    expect(warned).toHaveLength(4);
  });

  test("of the house and of minutes is announced too, and again when it was raised and comes near once more", async () => {
    await limit({ house: caps(null, 2) });
    begin("a", "maria", "311");
    await step(minute);
    await limit({ house: caps(null, 4) });
    await step(2 * minute);
    await step(50_000);
    expect(warned).toEqual([
      ["a", 60_000, minute],
      ["a", 60_000, 3 * minute],
      ["a", 10_000, 3 * minute + 50_000],
    ]);
  });

  test("that a person has of their own holds for them in the place of everybody's, higher or lower", async () => {
    await limit({ person: caps(2 * euro) });
    own.set("maria", caps(4 * euro));
    own.set("jonas", caps(euro));
    begin("a");
    begin("b", "jonas");
    begin("c", "anna");
    await step(minute);
    expect([...ended.keys()]).toEqual(["b"]);
    await step(minute);
    expect([...ended.keys()]).toEqual(["b", "c"]);
    await step(2 * minute);
    expect([...ended.keys()]).toEqual(["b", "c", "a"]);
    own.set("anna", caps(null));
    expect(spending.objection("anna", abroad)).toBeUndefined();
    expect(spending.reached.map(({ personId }) => personId)).toEqual(["maria", "jonas"]);
  });

  test("is told to administrators at four fifths and at its end, once a period, whatever is called and after a restart", async () => {
    await limit({ person: caps(10 * euro) });
    begin("a");
    await later(8 * minute - 1);
    expect(told).toEqual([]);
    await later(5000);
    expect(told).toEqual(["maria money day false"]);
    expect(spending.near).toMatchObject([{ personId: "maria", cap: 10 * euro }]);
    spending.ends(party("a"));
    begin("b");
    await later(3 * minute);
    expect(told).toEqual(["maria money day false", "maria money day true"]);
    expect(spending.near).toEqual([]);
    begin("c");
    await later(minute);
    await db.write(() => {});
    spending.close();
    spending = open();
    begin("d");
    await later(minute);
    expect(told).toHaveLength(2);
    await limit({ person: caps(12 * euro) }); // another limit, of which most is spent
    await later(0);
    expect(told.slice(2)).toEqual(["maria money day false"]);
    spending.ends(party("d"));
    await later(24 * 60 * minute);
    begin("e");
    await later(11 * minute);
    expect(told.slice(3)).toEqual(["maria money day false"]);
  });

  test("that is passed at once is told once", async () => {
    begin("a");
    await later(5 * minute);
    await limit({ house: caps(null, 3) });
    await later(0);
    expect(told).toEqual(["null minutes day true"]);
    spending.ends(party("a"));
    expect(told).toHaveLength(1);
  });

  test("that is lowered below what was spent ends what runs; that is raised lets people go on", async () => {
    begin("a");
    await step(minute);
    await limit({ person: caps(euro / 2) });
    expect([...ended.keys()]).toEqual(["a"]);
    expect(spending.objection("maria", abroad)).toBeDefined();
    await limit({ person: caps(5 * euro) });
    expect(spending.objection("maria", abroad)).toBeUndefined();
  });

  test("is never passed by more than its calls cost in a moment, whenever they begin and end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 50_000 }), ends: fc.boolean() }), {
          maxLength: 30,
        }),
        async (steps) => {
          const before = spentBy("maria")?.today.cost ?? 0;
          await limit({ person: caps(Math.ceil(before) + 3 * euro) });
          for (const [index, { wait, ends }] of steps.entries()) {
            const call = `${crypto.randomUUID()} ${index}`;
            if (spending.objection("maria", abroad) === undefined) begin(call);
            await step(wait);
            if (ends) spending.ends(party(call));
          }
          for (const call of parties.keys()) spending.ends(party(call));
          const spent = (spentBy("maria")?.today.cost ?? 0) - before;
          expect(spent).toBeLessThanOrEqual(3 * euro + (30 * euro) / minute + 1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
