import { describe, expect, test } from "bun:test";
import { type GroupMember, type HuntMemory, huntTurns } from "./hunt.ts";

const member = (personId: string, weight = 1, loggedIn = true): GroupMember => ({
  personId,
  weight,
  loggedIn,
});
const abc = [member("a"), member("b"), member("c")];
const fresh: HuntMemory = { lastFirst: undefined, lastCall: new Map() };

describe("[CA-18] the order of a hunt group", () => {
  test("linear is the order of the list; who is logged out is left out", () => {
    const members = [member("a"), member("b", 1, false), member("c")];
    expect(huntTurns("linear", members, fresh, Math.random)).toEqual([["a"], ["c"]]);
  });

  test("simultaneous is one turn of all", () => {
    expect(huntTurns("simultaneous", abc, fresh, Math.random)).toEqual([["a", "b", "c"]]);
    expect(huntTurns("simultaneous", [], fresh, Math.random)).toEqual([]);
  });

  test("circular begins after who was first last; ten thousand calls are dealt out evenly", () => {
    const first = new Map<string, number>();
    let lastFirst: string | undefined;
    for (let call = 0; call < 10_000; call++) {
      lastFirst = huntTurns("circular", abc, { ...fresh, lastFirst }, Math.random)[0]?.[0];
      first.set(lastFirst ?? "", (first.get(lastFirst ?? "") ?? 0) + 1);
    }
    expect([...first.values()].toSorted()).toEqual([3333, 3333, 3334]);
  });

  test("longest idle begins with who has not talked for longest; ten thousand calls never skip anybody", () => {
    const lastCall = new Map<string, number>();
    const order: string[] = [];
    for (let call = 1; call <= 10_000; call++) {
      const first = huntTurns("longest-idle", abc, { ...fresh, lastCall }, Math.random)[0]?.[0] ?? "";
      lastCall.set(first, call);
      order.push(first);
    }
    for (let index = 3; index < order.length; index++) expect(order[index]).toBe(order[index - 3] as string);
  });

  test("weighted begins with each in proportion, within four standard deviations of ten thousand calls", () => {
    const members = [member("a", 5), member("b", 3), member("c", 2)];
    const first = { a: 0, b: 0, c: 0 } as Record<string, number>;
    for (let call = 0; call < 10_000; call++) {
      const turns = huntTurns("weighted", members, fresh, Math.random).flat();
      expect(turns.toSorted()).toEqual(["a", "b", "c"]);
      first[turns[0] ?? ""] = (first[turns[0] ?? ""] ?? 0) + 1;
    }
    for (const { personId, weight } of members) {
      const share = weight / 10;
      const deviation = Math.sqrt(10_000 * share * (1 - share));
      expect(Math.abs((first[personId] ?? 0) - 10_000 * share)).toBeLessThan(4 * deviation);
    }
  });
});
