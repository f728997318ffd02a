/** How many notices of emergency calls stand, and for how long. */
import { beforeEach, expect, test } from "bun:test";
import { VirtualClock } from "../../platform/index.ts";
import { StandingNotices } from "./standing.ts";

const minute = 60_000;
let clock: VirtualClock;
let standing: StandingNotices;
beforeEach(() => {
  clock = new VirtualClock(new Date("2026-11-10T10:00:00Z").getTime());
  standing = new StandingNotices(clock);
});

const called = (extension: string, change: { number?: string; location?: string } = {}) =>
  standing.take(
    {
      caller: { personId: extension, name: extension, number: extension },
      number: "112",
      callBack: undefined,
      location: undefined,
      spoken: undefined,
      ...change,
    },
    ["desk"],
  );
const callers = () => standing.of("desk").map(({ caller }) => caller.number);

test("[CA-22] whoever calls the same number again within a minute has one notice, counted on and to be acknowledged anew", () => {
  const first = called("2001");
  standing.acknowledge("desk", first.id);
  clock.advance(minute - 1);
  expect(called("2001")).toEqual({ ...first, times: 2 });
  expect(standing.of("desk")).toHaveLength(1);
  clock.advance(1);
  expect(called("2001").id).not.toBe(first.id);
  expect(standing.of("desk").map(({ times }) => times)).toEqual([2, 1]);
});

test("[CA-22] another caller, another number and another place are other notices", () => {
  called("2001");
  called("2002");
  called("2001", { number: "911" });
  called("2001", { location: "Second floor" });
  expect(standing.of("desk").map(({ times }) => times)).toEqual([1, 1, 1, 1]);
});

test("[CA-22] a hundred and fifty calls of one push out nobody else's, and are no more than a hundred", () => {
  called("2001");
  for (let time = 0; time < 150; time++) called("2002", { number: `${time}` });
  called("2003");
  const [first, ...others] = callers();
  expect([first, others.at(-1), others.length]).toEqual(["2001", "2003", 99]);
  expect(standing.of("desk").at(-2)?.number).toBe("149"); // the oldest of who called most often went
});

test("[CA-22] of more than a hundred callers each has a notice, for half an hour", () => {
  for (let caller = 0; caller < 120; caller++) called(`${2000 + caller}`);
  expect(callers()).toHaveLength(120);
  clock.advance(30 * minute);
  expect(callers()).toEqual([]);
});
