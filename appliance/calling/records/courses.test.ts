/** What is kept of how a call fared, for telephones that really speak. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { callCourses } from "../schema.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
});
afterAll(() => house.box.dispose());

test("[AD-28] [AD-22] a call that lasts longer than five seconds has a course for each leg, and it goes with its record", async () => {
  const caller = await house.phone(maria);
  await house.phone(jonas, { answers: true });
  await caller.command("dial", `${jonas.extension}`);
  await caller.says(/\[0:00:0[6-9]\]/); // its own clock
  await caller.command("hangup");
  await house.quiet();
  const app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
  const { records } = await call(app.api.admin.calls.records.$get({ query: {} }));
  const one = app.api.admin.calls.records[":id"];
  const id = records[0]?.callId ?? "";
  const { legs, courses } = await call(one.$get({ param: { id } }));
  expect(legs).toHaveLength(2);
  for (const leg of legs) {
    const [point] = courses[leg.id] ?? [];
    expect(point?.received).toBeGreaterThan(150); // fifty a second, but for the beginning
    expect(point?.sent).toBeGreaterThan(150);
    expect([point?.lost, point?.lostThere]).toEqual([0, 0]);
    expect(point?.span).toBeGreaterThan(4000);
  }
  const keepsake = house.box.rooms.calling.keepsakes.find(({ kind }) => kind === "calls");
  const due = {
    held: house.box.rooms.messaging.holds.held(),
    before: Date.now() + 1,
    beforeIn: () => undefined,
  };
  expect(await keepsake?.take(due, 100)).toBe(2);
  expect((await call(one.$get({ param: { id } }))).courses).toEqual({});
  expect(house.box.rooms.db.orm.select().from(callCourses).all()).toEqual([]);
}, 40_000);
