/** A lamp goes from ringing to busy without going out between, also where connecting the two takes a while. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: SoftphoneHouse;
let caller: Station;
let callee: Station;
let lamp: SipPeer;

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  caller = await house.station("app", 440); // encrypted media are agreed on for some milliseconds
  callee = await house.station("phone", 1000);
  const { devices, ports } = house.box.rooms.sip;
  const { device, password } = await devices.add(caller.personId ?? "", "lamp", { plain: true });
  lamp = await SipPeer.open(ports.udp, { username: device.username, password });
}, 60_000);
afterAll(async () => {
  lamp?.close();
  await house.dispose();
});

const stateIn = (document: string) => /<state>(\w+)<\/state>/.exec(document)?.[1] ?? "free";

test("[CA-21] a lamp that rings is busy next, and free when the call is over", async () => {
  const shown: string[] = [];
  lamp.takes = ({ method, body }) => {
    if (method === "NOTIFY" && shown.at(-1) !== stateIn(body)) shown.push(stateIn(body));
    return false;
  };
  expect((await lamp.ask("SUBSCRIBE", callee.number, { event: "dialog", expires: "600" })).status).toBe(200);
  for (let round = 0; round < 5; round++) {
    await until(() => shown.at(-1) === "free");
    shown.length = 0;
    const [calling, rung] = await house.ring(caller, callee);
    await until(() => shown.at(-1) === "early");
    await rung.answer();
    await until(() => shown.at(-1) === "confirmed");
    await calling.hangUp();
    await until(() => shown.at(-1) === "free");
    expect(shown).toEqual(["early", "confirmed", "free"]);
    await house.quiet();
  }
}, 40_000);
