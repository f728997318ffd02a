/** A house with a trunk to a provider, which is a second appliance: for the tests of calls outside. */
import { trunkSchema } from "../../appliance/calling/outside/trunks.ts";
import type { Person } from "../../appliance/people/index.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "./telephones.ts";
import { until } from "./until.ts";

/** The number of the house in the public network, and that of the outsider. */
export const ours = "+14155550100";
export const theirs = "+14155550199";

export interface ProvidedHouse {
  house: TelephoneHouse;
  provider: TelephoneHouse;
  /** Who is reached in the public network, and who at 911. */
  outsider: Person;
  helpers: Person;
  /** The trunk's id. */
  trunk: string;
  /** Ends the telephones on both sides. */
  hangUp(): Promise<void>;
  dispose(): Promise<void>;
}

/** @param names the first is the administrator's, and has the number of the house @param settings of the house */
export async function providedHouse(
  names: readonly string[],
  settings: Record<string, string> = {},
): Promise<ProvidedHouse> {
  const house = await houseWithoutMailboxes(names, settings);
  const provider = await houseWithoutMailboxes(["Operator", "Subscriber", "Outsider", "Helpers"], {
    CALLING__EMERGENCY_NUMBERS: "", // here 911 is somebody
  });
  const { directory } = provider.box.rooms.people;
  const subscriber = provider.people.subscriber as Person;
  await directory.change(subscriber.id, { extension: ours });
  const outsider = await directory.change((provider.people.outsider as Person).id, { extension: theirs });
  const helpers = await directory.change((provider.people.helpers as Person).id, { extension: "911" });
  const { calling } = house.box.rooms;
  const { device, password } = await provider.box.rooms.sip.devices.add(subscriber.id, "trunk", {
    plain: true,
  });
  const port = provider.box.rooms.sip.ports.udp;
  const definition = { host: "127.0.0.1", port, registers: true, username: device.username, callerId: ours };
  const { id: trunk } = await calling.trunks.put(
    undefined,
    trunkSchema.parse({ name: "Provider", definition, password }),
  );
  const first = house.people[names[0]?.toLowerCase() ?? ""];
  await calling.numbers.put({
    number: ours,
    reaches: `${first?.extension}`,
    address: "1 Market Street, San Francisco",
  });
  await until(() => calling.trunks.find(trunk)?.state.kind === "up");
  return {
    house,
    provider,
    outsider,
    helpers,
    trunk,
    async hangUp() {
      await house.hangUp();
      const { devices } = provider.box.rooms.sip;
      for (const device of devices.of(outsider.id)) await devices.remove(outsider.id, device.id);
    },
    async dispose() {
      await house.box.dispose();
      await provider.box.dispose();
    },
  };
}
