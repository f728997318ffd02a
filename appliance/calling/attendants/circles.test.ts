/** Menus whose keys lead to each other: a caller who presses on and on is sent round five times, and kept then. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { oneMenu } from "../../../scripts/peers/one-menu.ts";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import { mostDiversions } from "../routing/routing.ts";

let house: SoftphoneHouse;
const stations: Record<string, Station> = {};

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  const { attendants, numbers } = house.box.rooms.calling;
  const menuTo = (number: string) => oneMenu("Press 1.", { 1: { kind: "dial", number } });
  await attendants.put(undefined, { name: "There", number: "3001", definition: menuTo("3002") });
  await attendants.put(undefined, { name: "Back", number: "3002", definition: menuTo("3001") });
  await numbers.put({ number: "+14155550180", reaches: "3001", address: null });
  for (const kind of ["phone", "app", "trunk"] as const) stations[kind] = await house.station(kind, 440);
}, 60_000);
afterAll(() => house?.dispose());

test.each([
  ["phone", "3001"],
  ["app", "3001"],
  ["trunk", "+14155550180"],
])(
  "[CA-19] [CA-13] a caller at a %s goes round between two menus five times, and is back in the last one then",
  async (kind, dialled) => {
    const { calling, media } = house.box.rooms;
    const caller = await (stations[kind] as Station).phone.call(dialled);
    await until(() => caller.established);
    const reached: string[] = [];
    let last = "";
    const served = () => calling.liveCalls.find(({ id, state }) => state === "served" && id !== last);
    while (reached.length <= mostDiversions) {
      await until(() => served() !== undefined && calling.liveCalls.length === 1);
      const { id, callee } = served() ?? { id: "", callee: { number: "" } };
      last = id;
      reached.push(callee.number);
      await caller.press("1");
    }
    expect(reached).toEqual(["3001", "3002", "3001", "3002", "3001", "3002"]);
    const refused = async () => {
      const { legs } = await call(house.admin.api.admin.calls.records[":id"].$get({ param: { id: last } }));
      return legs.some(({ linkedTo, status }) => linkedTo === last && status === 482);
    };
    await until(refused);
    expect(calling.liveCalls).toMatchObject([{ id: last, callee: { number: "3002" } }]);
    expect(caller.over).toBe(false);
    await caller.hangUp();
    await house.quiet();
    expect(await media.load()).toEqual({ legs: 0, conferences: 0 });
  },
);
