/** The registrar with a real client over every transport, and with what attackers and broken phones send. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
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

  test("a wrong password is refused, and nothing is registered", async () => {
    const before = box.rooms.sip.location.size;
    const users = [{ username: phone.username, password: "wrong" }];
    const result = await runSipp("register", { port: box.rooms.sip.ports.udp, transport: "udp", users });
    expect(result).toMatchObject({ failed: 1, successful: 0 });
    expect(box.rooms.sip.location.size).toBe(before);
  });
});
