/** A telephone that asks only for what still rings (RFC 3891, early-only), and comes too late. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: SoftphoneHouse;
let [maria, tom, uma, stranger]: Station[] = [];
const calling = () => house.box.rooms.calling;
const at = (station: Station | undefined) => station as Station;

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  maria = await house.station("phone", 440);
  tom = await house.station("phone", 700);
  uma = await house.station("phone", 1000);
  stranger = await house.station("phone", 1300);
  await calling().settings.change(at(tom).personId ?? "", { answeredBy: [at(uma).personId ?? ""] });
}, 60_000);
afterEach(() => house.quiet());
afterAll(() => house.dispose());

/** As a lamp names the one call that there is. */
const byLamp = () => `${calling().liveCalls[0]?.id};to-tag=line;from-tag=peer`;
/** What comes of asking for the call that is named so. */
async function asks(station: Station, named: string): Promise<number> {
  const call = await station.phone.call(at(tom).number, [`Replaces: ${named};early-only`]);
  await until(() => call.over);
  return call.status;
}

test("[CA-21] who asks for a call only while it rings gets it then", async () => {
  const [caller, rung] = await house.ring(at(maria), at(tom));
  const taken = await at(uma).phone.call(at(tom).number, [`Replaces: ${byLamp()};early-only`]);
  await until(() => rung.over && taken.established && caller.established);
  await taken.hangUp();
  await until(() => caller.over);
});

test("[CA-21] and is told 486 when it has been answered meanwhile (RFC 3891 §3), and the call goes on", async () => {
  const [caller, callee] = await house.connect(at(maria), at(tom));
  const named = byLamp();
  expect(await asks(at(uma), named)).toBe(486);
  expect(await asks(at(maria), caller.early)).toBe(486);
  expect(await asks(at(stranger), named)).toBe(403);
  expect([caller.over, callee.over]).toEqual([false, false]);
  await caller.hangUp();
  await until(() => callee.over);
  expect(await asks(at(uma), named)).toBe(481);
});
