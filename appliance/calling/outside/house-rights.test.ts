/** Menus and groups send callers on to numbers outside with the rights of the house, and those callers gain nothing else. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { oneMenu } from "../../../scripts/peers/one-menu.ts";
import { ours, type ProvidedHouse, providedHouse } from "../../../scripts/peers/provider.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { standardLimits } from "./limits.ts";

/** Who answers for the house in the night: outside. */
const service = "+14155550177";

let outside: ProvidedHouse;
let house: TelephoneHouse;
let provider: TelephoneHouse;
let maria: Person;
let answering: Person;
let app: AppClient;

beforeAll(async () => {
  outside = await providedHouse(["Maria"]);
  ({ house, provider } = outside);
  maria = house.people.maria as Person;
  const { people } = provider.box.rooms;
  answering = await people.directory.change((provider.people.operator as Person).id, { extension: service });
  app = new AppClient(house.box.url);
  await app.signIn({ name: "Maria", email: maria.email, password });
}, 30_000);
afterEach(async () => {
  await outside.hangUp();
  const { devices } = provider.box.rooms.sip;
  for (const device of devices.of(answering.id)) await devices.remove(answering.id, device.id);
});
afterAll(() => outside.dispose());

const calling = () => house.box.rooms.calling;
const reachFromOutside = (number: string) =>
  calling().numbers.put({ number: ours, reaches: number, address: "1 Market Street" });
const mayCall = (kind: "none" | "national" | "international", callsAtOnce = 20) =>
  calling().protection.change({ ...standardLimits, house: { outside: kind, callsAtOnce } });

/** A menu whose key 1 calls this number, and whose key 2 asks for an extension. */
const menuTo = (number: string) =>
  calling().attendants.put(undefined, {
    name: "Reception",
    number: "3000",
    definition: oneMenu("Welcome.", { 1: { kind: "dial", number }, 2: { kind: "extension" } }),
  });

/** A group that nobody is in. */
const nobody = {
  name: "Sales",
  number: "2600",
  strategy: "linear" as const,
  secondsPerTurn: 5,
  callWaiting: false,
  members: [],
};

/** The statuses of the refused calls to a number, as the administrator finds them. */
async function refusalsOf(number: string): Promise<number[]> {
  const path = `/app/admin/calls/records?text=${encodeURIComponent(number)}&outcome=failed`;
  const answer = await app.fetch(house.box.url + path);
  const { records } = (await answer.json()) as { records: { status: number }[] };
  return records.map(({ status }) => status);
}

test("[CA-19] [CA-27] a key calls the number outside that an administrator set, for callers from outside too; what they type does not", async () => {
  const menu = await menuTo(service);
  await reachFromOutside("3000");
  const night = await provider.phone(answering, { answers: true, tone: 1000 });
  const stranger = await provider.phone(outside.outsider, { tone: 440 });
  await stranger.command("dial", ours);
  await stranger.says(/Call established/);
  for (const key of `2${service.slice(2)}#`) await stranger.command("sndcode", key);
  await until(async () => (await refusalsOf(service)).includes(403));
  expect(night.output).not.toContain("Incoming call");
  await stranger.command("sndcode", "1");
  await night.says(/Call established/);
  expect((await toneLevels(stranger, 1000, 440)).wanted).toBeGreaterThan(1000);
  await stranger.command("hangup");
  await house.quiet();
  await calling().attendants.remove(menu.id);
}, 60_000);

test("[CA-18] [CA-27] a group that nobody answers goes to a number outside, as far as the house may call there", async () => {
  const { id } = await calling().groups.put(undefined, { ...nobody, overflow: service });
  await reachFromOutside("2600");
  const night = await provider.phone(answering, { answers: true });
  const stranger = await provider.phone(outside.outsider);
  await mayCall("none");
  await stranger.command("dial", ours);
  await stranger.says(/403 Forbidden|480/);
  await mayCall("national", 1);
  await stranger.command("dial", ours);
  await stranger.says(/Call established/);
  await night.says(/Call established/);
  await stranger.command("dial", ours); // one at once
  await stranger.says(/403 Forbidden|480/);
  await stranger.command("hangup");
  await house.quiet();
  await mayCall("national");
  await calling().groups.remove(id);
}, 60_000);

test("[CA-27] [SE-01] emergency numbers, priced ones, other countries and the house itself are no places to send callers", async () => {
  const { id } = await calling().groups.put(undefined, { ...nobody, overflow: null });
  const refusal = async (overflow: string) => {
    await calling().groups.put(id, { ...nobody, overflow });
    const query = { caller: maria.id, number: "2600" };
    const answer = await app.api.admin.calling.plan.$get({ query });
    const { steps } = (await answer.json()) as { steps: { kind: string; why: string }[] };
    return steps[0]?.kind === "refuse" ? steps[0].why : "rings";
  };
  expect(await refusal(service)).toBe("rings");
  expect(await refusal("911")).toBe("emergency-sent-on");
  expect(await refusal("9911")).toBe("emergency-sent-on");
  for (const number of ["+493012345678", "011493012345678", "+19005550100", "19005550100"])
    expect(await refusal(number)).toBe("class-of-service");
  expect(await refusal(ours)).toBe("own-number");
  await mayCall("international");
  expect(await refusal("+493012345678")).toBe("rings");
  await calling().protection.change({
    ...standardLimits,
    countries: ["44"],
    house: { outside: "international", callsAtOnce: 20 },
  });
  expect(await refusal("+493012345678")).toBe("country-barred");
  await mayCall("national");
  await calling().groups.remove(id);
}, 30_000);
