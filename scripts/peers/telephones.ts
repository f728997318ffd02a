/** An appliance with people who have telephones (baresip), for the tests of calling. */

import type { Person } from "../../appliance/people/index.ts";
import type { Surroundings } from "../../appliance/rooms.ts";
import { type TestAppliance, testAppliance } from "./appliance.ts";
import { Baresip, type BaresipOptions } from "./baresip.ts";
import { until } from "./until.ts";

export interface TelephoneHouse {
  box: TestAppliance;
  /** By the names that were given, in lower case. */
  people: Record<string, Person>;
  /** A new telephone of this person, registered. */
  phone(person: Person, options?: Partial<BaresipOptions> & { tone?: number }): Promise<Baresip>;
  /** Ends every telephone and takes their credentials back. @param signal SIGKILL for those that cannot say goodbye */
  hangUp(signal?: NodeJS.Signals): Promise<void>;
  /** Resolves when no call runs and all are on record. */
  quiet(): Promise<void>;
}

export const password = "a long password";

/** As `telephoneHouse`; who does not answer is not answered for by a mailbox. */
export async function houseWithoutMailboxes(
  ...of: Parameters<typeof telephoneHouse>
): Promise<TelephoneHouse> {
  const house = await telephoneHouse(...of);
  for (const { id } of Object.values(house.people))
    await house.box.rooms.calling.settings.change(id, { voicemail: false });
  return house;
}

/** @param names the first is the administrator's */
export async function telephoneHouse(
  names: readonly string[],
  settings: Record<string, string> = {},
  surroundings: Surroundings = {},
): Promise<TelephoneHouse> {
  const standard = { SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" };
  const box = await testAppliance({ ...standard, ...settings }, surroundings);
  const { directory, invitations } = box.rooms.people;
  const people: Record<string, Person> = {};
  for (const [index, name] of names.entries()) {
    const identity = { name, email: `${name.toLowerCase().replaceAll(" ", ".")}@northwind.example` };
    if (index === 0) {
      const organisation = { code: box.setupCode ?? "", organisation: "Northwind" };
      people[name.toLowerCase()] = await directory.setUp({ ...organisation, ...identity, password });
      continue;
    }
    const { token } = await invitations.invite({ ...identity, role: "user" });
    people[name.toLowerCase()] = await invitations.accept(token, { name, password });
  }
  const phones: Baresip[] = [];
  const stopAll = (signal?: NodeJS.Signals) =>
    Promise.all(phones.splice(0).map((phone) => phone.stop(signal)));
  return {
    box: {
      ...box,
      async dispose() {
        await stopAll("SIGKILL"); // those that a test has left
        await box.dispose();
      },
    },
    people,
    async phone(person, options = {}) {
      const { transport = "udp" } = options;
      const plain = transport !== "tls";
      const added = await box.rooms.sip.devices.add(person.id, transport, { plain });
      const { device, password: secret } = added;
      const started = await Baresip.start({
        username: device.username,
        password: secret,
        port: box.rooms.sip.ports[transport],
        transport,
        tone: 440,
        ...(transport === "tls" && { encryption: "srtp-mand" as const }),
        ...options,
      });
      phones.push(started);
      return started;
    },
    async hangUp(signal) {
      await stopAll(signal);
      const { devices } = box.rooms.sip;
      for (const { id } of Object.values(people))
        for (const device of devices.of(id)) await devices.remove(id, device.id);
    },
    async quiet() {
      await until(() => box.rooms.calling.liveCalls.length === 0, 60_000); // a call may ring for long
      await box.rooms.calling.settled();
    },
  };
}
