/** A house that is stopped in order leaves nothing behind that the next start would take for a crash. */
import { Database as Sqlite } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { testAppliance } from "../scripts/peers/appliance.ts";
import { SoftphoneHouse } from "../scripts/peers/softphones.ts";
import { until } from "../scripts/peers/until.ts";

test("[AD-27] [CA-11] who is parked when the house is stopped is told, and is no cut-off call of the next start", async () => {
  const house = await SoftphoneHouse.open();
  const [caller, parker] = [await house.station("phone", 440), await house.station("phone", 660)];
  const [calling, answered] = await house.connect(caller, parker);
  void answered.refer("701"); // it is hung up before it hears the answer
  const { calling: room } = house.box.rooms;
  await until(() => room.parked.length === 1);
  const rows = () => {
    using file = new Sqlite(join(house.box.folder, "hearth.db"), { readonly: true });
    return file.query<{ id: string }, []>("select id from running_calls").all();
  };
  await until(() => rows().some(({ id }) => id === "701"));
  await room.hangUp();
  await until(() => calling.over);
  const refused = await caller.phone.call(parker.number);
  await until(() => refused.status === 503);
  await until(() => rows().length === 0);
  await house.dispose();
}, 60_000);

test("[AD-27] while calls end nothing new is taken, and the files are closed though hanging up fails", async () => {
  const box = await testAppliance();
  const ending = Promise.withResolvers<void>();
  const { hangUp } = box.rooms.calling;
  box.rooms.calling.hangUp = () => hangUp().then(() => ending.promise);
  const closing = box.close();
  const refused = await fetch(`${box.url}/app/site`, { tls: { rejectUnauthorized: false } });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await refused.json()).toMatchObject({ error: { code: "database-closed" } });
  ending.reject(new Error("it could not"));
  await closing;
  expect(box.rooms.people.directory.issueSetupCode()).rejects.toThrow("closed database");
}, 60_000);
