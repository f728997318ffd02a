/** Whom the app knows, and how it hears of others. */
import { expect, test } from "bun:test";
import type { Person } from "../../appliance/people/index.ts";
import { until } from "../../scripts/peers/until.ts";
import { PeopleStore } from "./people.ts";

test("[AD-12] ten thousand who come from a list are shown together and not one by one", async () => {
  const people = new PeopleStore();
  let shown = 0;
  people.byId.subscribe(() => shown++);
  for (let at = 0; at < 10_000; at++) people.receive({ id: `${at}`, name: `Person ${at}` } as Person);
  await until(() => people.byId.value.size === 10_000);
  expect(shown).toBe(1);
  people.receive({ id: "7", name: "Another" } as Person);
  await until(() => people.find("7")?.name === "Another");
});
