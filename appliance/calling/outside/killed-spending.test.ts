/** The house is killed while somebody speaks abroad: what that has cost is on record, and the minutes are not forgotten. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Desk, MortalHouse } from "../../../scripts/peers/mortal-house.ts";
import { Softphone } from "../../../scripts/peers/softphone.ts";
import { RtpSound } from "../../../scripts/peers/softphone-media.ts";
import { SharedSocket } from "../../../scripts/peers/softphone-transport.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import { trunkSchema } from "./trunks.ts";

const euro = 1_000_000;
const abroad = "+33155550199";
/** Milliseconds between the answer as it is on record and as it is paid. */
const slack = 250;
/** Milliseconds that the ledger may be ahead of what was spoken, and the mark in the journal behind it. */
const ahead = 5000;

let house: MortalHouse;
let provider: SharedSocket;
let outsider: Softphone;
let tom: Desk;

beforeAll(async () => {
  house = await MortalHouse.open();
  tom = await house.desk("Tom");
  provider = await SharedSocket.open(house.ports.udp, "127.0.0.9");
  outsider = await Softphone.open(provider.carrierOf(abroad), { user: abroad, media: () => new RtpSound() });
  const { calling } = house.admin.api.admin;
  const definition = { host: "127.0.0.9", port: provider.port, callerId: "+14155550100" };
  await call(calling.trunks.$post({ json: trunkSchema.parse({ name: "Provider", definition }) }));
  await call(calling.prices.list.$post({ json: { csv: "+33,60\n" } })); // a euro a second
  const json = { outside: "international" as const };
  await call(calling.people[":id"].$patch({ param: { id: tom.personId }, json }));
}, 60_000);
afterAll(async () => {
  await outsider?.close();
  provider?.close();
  await house?.dispose();
}, 30_000);

const spent = async () => {
  const { spending } = await call(house.admin.api.admin.calling.$get());
  return (
    spending.spent.find(({ personId }) => personId === tom.personId)?.today ?? { milliseconds: 0, cost: 0 }
  );
};
const live = async () => (await call(house.admin.api.admin.calls.$get())).live[0];

test("[SE-01] [CA-02] a priced call that a kill cuts off has its cost on record, and its minutes are spent", async () => {
  const calling = await tom.phone.call(abroad);
  const rung = await outsider.rings();
  await rung.answer();
  await until(async () => ((await live())?.cost ?? 0) > euro);
  const seen = await live();
  await house.marks(Date.now());
  await house.killAndStartAgain();
  const { records } = await call(house.admin.api.admin.calls.records.$get({ query: {} }));
  expect(records).toHaveLength(1);
  const [{ cost, answeredAt, endedAt, outcome }] = records as [(typeof records)[number]];
  expect(outcome).toBe("answered");
  const milliseconds = endedAt - (answeredAt ?? 0);
  expect(Math.abs((cost ?? 0) - milliseconds * (euro / 1000))).toBeLessThan(slack * (euro / 1000));
  expect(cost).toBeGreaterThan(seen?.cost ?? Number.POSITIVE_INFINITY);
  const { cost: total, milliseconds: minutes } = await spent();
  expect(total).toBeGreaterThanOrEqual(cost ?? Number.POSITIVE_INFINITY);
  expect(total).toBeLessThanOrEqual((cost ?? 0) + (2 * ahead + slack) * (euro / 1000));
  expect(minutes).toBeGreaterThanOrEqual(milliseconds - slack);
  const seconds = house.secondsAbroad(tom.personId);
  expect(seconds).toBeGreaterThanOrEqual(Math.floor((milliseconds - slack) / 1000));
  expect(seconds).toBeLessThanOrEqual(Math.ceil((milliseconds + 2 * ahead + slack) / 1000));
  await until(() => calling.over && rung.over);
}, 60_000);
