/** The registrar with a real client over every transport, and with what attackers and broken phones send. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { freePort } from "../../scripts/peers/process.ts";
import { runSipp } from "../../scripts/peers/sipp.ts";

let box: TestAppliance;
let personId: string;
let phone: { username: string; password: string };

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const { directory } = box.rooms.people;
  const person = await directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
  personId = person.id;
  const { device, password } = await box.rooms.sip.devices.add(personId, "Desk");
  phone = { username: device.username, password };
});
afterAll(() => box.dispose());

describe("REGISTER", () => {
  for (const transport of ["udp", "tcp"] as const)
    test(`CA-01 sipp registers with a digest over ${transport.toUpperCase()}`, async () => {
      const result = await runSipp("register", {
        port: box.rooms.sip.ports[transport],
        transport,
        users: [phone],
      });
      expect(result).toMatchObject({ failed: 0, successful: 1 });
      if (transport === "udp") expect(box.rooms.sip.location.of(personId)).toHaveLength(1);
    });

  test("CA-04 that a phone came is told to its person and to the administrators, once", async () => {
    const { events, sip } = box.rooms;
    const told = (kind: string) =>
      events.read(0, [`person:${personId}`, "admin"]).filter((event) => event.kind === kind);
    /** Resolves when who came has also gone, so many times. */
    const gone = async (least: number) => {
      sip.location.remove(personId, () => true);
      for (;;) {
        const [came, went] = [told("device.registered").length, told("device.unregistered").length];
        if (went >= least && came === went) return came;
        await Bun.sleep(5);
      }
    };
    const before = await gone(2);
    const options = { port: sip.ports.udp, users: [phone], localPort: freePort() };
    await runSipp("register", options);
    await runSipp("register", options); // a refresh is no news
    expect(await gone(before + 1)).toBe(before + 2);
    const topics = told("device.registered").map(({ topic }) => topic);
    expect(topics.slice(before).sort()).toEqual(["admin", `person:${personId}`]);
  });

  test("a wrong password is refused, and nothing is registered", async () => {
    const before = box.rooms.sip.location.size;
    const users = [{ username: phone.username, password: "wrong" }];
    const result = await runSipp("register", { port: box.rooms.sip.ports.udp, transport: "udp", users });
    expect(result).toMatchObject({ failed: 1, successful: 0 });
    expect(box.rooms.sip.location.size).toBe(before);
  });
});
