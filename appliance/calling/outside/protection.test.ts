/** Limits of calls outside, by a clock that tests move. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger, Database, EventLog, VirtualClock } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import type { CallParty } from "../call/party.ts";
import { standardLimits } from "./limits.ts";
import { Protection } from "./protection.ts";

const minute = 60_000;
const abroad = "+33155550199";
const desk: CallParty = { personId: "maria", name: "Maria", number: "2001" };
const help: CallParty = { personId: undefined, name: "Emergency", number: "911" };

let folder: string;
let db: Database;
let clock: VirtualClock;
let protection: Protection;
/** Calls that were ended, and of them those that a limit wanted to end though they are for help. */
let ended: string[];
/** Which call was told that it ends so soon, and when. */
let warned: [call: string, warning: number, at: number][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  clock = new VirtualClock(new Date("2026-11-10T10:00:00Z").getTime());
  ended = [];
  warned = [];
  protection = open();
});
afterEach(() => {
  protection.close();
  db.close();
  rmSync(folder, { recursive: true });
});

const open = () =>
  new Protection({
    db,
    events: new EventLog(db, clock),
    clock,
    log: createLogger({ level: "error" }),
    rules: {
      countryCode: "1",
      nationalPrefix: "1",
      internationalPrefix: "011",
      outsidePrefix: "9",
      emergencyNumbers: ["911"],
      serviceNumbers: [],
    },
    hangUp: (call) => void ended.push(call),
    warn: (call, warning) => void warned.push([call, warning, clock.now()]),
    capsOf: () => null,
    tell: () => {},
    isForHelp: ({ caller, callee }) => caller === help || callee === help,
  });

/** Somebody outside for whom Maria pays. */
function reached(number = abroad, together?: object): CallParty {
  const party = { personId: undefined, name: number, number };
  protection.charge(party, "maria", number.startsWith("+1") ? "national" : "international", number);
  if (together) protection.passOn(party, party, together);
  protection.begin(party);
  return party;
}

/** What Protection sees of a call, which it is told of. */
function tell(change: Partial<Pick<Call, "id" | "caller" | "callee" | "state" | "answeredAt" | "attempt">>) {
  const attempt = { branches: [] };
  const call = { id: "call", caller: desk, sought: [], attempt, state: "connected", ...change };
  protection.changed(call as unknown as Call);
  return call;
}

test("[SE-01] the minutes of the day end a call that was held and taken back before", async () => {
  await protection.change({ ...standardLimits, minutesPerDay: 10 });
  const callee = reached();
  const call = tell({ callee, answeredAt: clock.now() });
  clock.advance(minute);
  tell({ ...call, state: "held" } as never);
  tell(call as never);
  clock.advance(8 * minute);
  expect(ended).toEqual([]);
  const end = clock.now() + minute;
  clock.advance(minute);
  expect(ended).toEqual(["call"]);
  expect(warned).toEqual([
    ["call", 60_000, end - 60_000],
    ["call", 10_000, end - 10_000],
  ]);
});

test("[SE-01] the minutes of the day begin anew at midnight where the box is, as what was spent does", () => {
  const program = `
    const { UsedMinutes } = await import("${join(import.meta.dir, "used-minutes.ts")}");
    const { Database, VirtualClock } = await import("${join(import.meta.dir, "../../platform/index.ts")}");
    const migrations = "${join(import.meta.dir, "../../platform/migrations")}";
    const clock = new VirtualClock(Date.parse("2026-11-10T14:30:00Z")); // half past eleven at night
    const minutes = new UsedMinutes({ db: new Database("${join(folder, "tokyo.db")}", migrations), clock });
    const party = {};
    minutes.runs(party, "maria");
    clock.advance(60_000);
    minutes.ends(party);
    const seen = [minutes.today("maria")];
    clock.advance(29 * 60_000);
    seen.push(minutes.today("maria"));
    console.log(JSON.stringify(seen));
  `;
  const run = Bun.spawnSync(["bun", "-e", program], { env: { ...process.env, TZ: "Asia/Tokyo" } });
  expect(JSON.parse(run.stdout.toString())).toEqual([60, 0]);
});

test.each([1, 4999, 150_000, 9 * minute])(
  "[SE-01] a killed house still knows the minutes of a call to another country that ran for %d ms",
  async (after) => {
    await protection.change({ ...standardLimits, minutesPerDay: 10 });
    tell({ callee: reached(), answeredAt: clock.now() });
    clock.advance(after);
    await db.write(() => {}); // what was written before is on disk
    protection.close();
    protection = open();
    tell({ id: "again", callee: reached(), answeredAt: clock.now() });
    const end = clock.now() + 10 * minute - after;
    clock.advance(10 * minute);
    expect(ended).toContain("again");
    const announced = warned.find(([call, warning]) => call === "again" && warning === 10_000)?.[2] ?? 0;
    expect(announced).toBeLessThanOrEqual(end - 10_000);
    expect(announced).toBeGreaterThanOrEqual(end - 16_000); // five seconds too many, and a part of one
  },
);

test("[SE-01] two calls to other countries at once count twice, and each by itself once it is over", async () => {
  await protection.change({ ...standardLimits, minutesPerDay: 24 });
  const callee = reached();
  const first = tell({ callee, answeredAt: clock.now() });
  tell({ id: "second", callee: reached(`${abroad}1`), answeredAt: clock.now() });
  clock.advance(10 * minute);
  protection.changed({ ...first, state: "ended" } as unknown as Call);
  await Promise.resolve();
  clock.advance(3 * minute);
  expect(protection.objection("maria", abroad, "international")).toBeUndefined();
  clock.advance(minute);
  expect(protection.objection("maria", abroad, "international")).toBe("minutes-used-up");
});

test("[SE-01] who is answered after more than three minutes of ringing, by the next trunk, is limited too", async () => {
  await protection.change({ ...standardLimits, minutesPerDay: 10 });
  await protection.spending.putPrices([{ destination: "+33", price: 1_000_000 }]);
  const callee = reached();
  const call = tell({ callee, state: "ringing" });
  clock.advance(3 * minute + 1);
  tell({ ...call, state: "connected", answeredAt: clock.now() } as never);
  clock.advance(minute);
  expect(protection.spending.costs.get("call")).toBe(1_000_000);
  clock.advance(9 * minute);
  expect(ended).toEqual(["call"]);
});

test("[SE-01] numbers abroad that ring for one call are one call of a burst", () => {
  for (let call = 0; call < standardLimits.burst; call++) {
    const together = {};
    const rung = Array.from({ length: 10 }, (_, index) => reached(`${abroad}${index}`, together));
    for (const party of rung) protection.end(party);
  }
  expect(protection.stops).toEqual([]);
  expect(() => reached()).toThrow("stopped");
  expect(protection.stops).toMatchObject([{ personId: "maria", calls: standardLimits.burst + 1 }]);
});

test("[SE-01] [CA-22] while who is paid for speaks with help nothing is counted; afterwards the limits hold", async () => {
  await protection.change({ ...standardLimits, minutesPerDay: 10 });
  await protection.spending.putPrices([{ destination: "+33", price: 1_000_000 }]);
  const caller = reached();
  tell({ callee: caller, answeredAt: clock.now() });
  clock.advance(minute);
  tell({ id: "to help", caller, callee: help, answeredAt: clock.now() });
  clock.advance(30 * minute);
  expect(protection.spending.costs).toEqual(new Map([["call", 1_000_000]]));
  tell({ id: "afterwards", caller, callee: desk, answeredAt: clock.now() });
  clock.advance(minute);
  expect(protection.spending.costs.get("afterwards")).toBe(1_000_000);
  expect(ended.at(-1)).toBe("afterwards");
});

test("[SE-01] a number elsewhere that has answered and pressed nothing is counted, until it is given up", async () => {
  await protection.spending.putPrices([{ destination: "+33", price: 1_000_000 }]);
  const party = reached(abroad, {});
  const rung = (answered: boolean) =>
    ({ branches: [{ party, answered, givenUp: !answered }] }) as unknown as Call["attempt"];
  const ringing = { callee: desk, state: "ringing" as const };
  tell({ ...ringing, attempt: rung(true) });
  clock.advance(minute);
  tell({ ...ringing, attempt: rung(false) });
  await Promise.resolve();
  clock.advance(minute);
  expect(protection.spending.costs.get("call")).toBe(1_000_000);
});

test("[SE-01] a person has no more than twenty parties outside at once, whatever they ring for", () => {
  for (let call = 0; call < 2; call++) {
    const together = {};
    for (let index = 0; index < 10; index++) reached(`+1415555010${index}`, together);
  }
  expect(() => reached("+14155550123")).toThrow("as many parties outside");
});
